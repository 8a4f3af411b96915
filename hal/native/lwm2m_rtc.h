/*
 * One small file in memory that outlives deep sleep: RTC memory on an ESP32, plain static memory elsewhere, where it ends with
 * the program. No heap, no flash, no wear. It does not outlive a loss of power.
 *
 * A reset at any moment leaves the old content, the new one, or none. There is no checksum: after a loss of power anything may
 * be there, and one time in 2^32 or so it passes for content.
 */

#ifndef LWM2M_RTC_H
#define LWM2M_RTC_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The longest content in bytes. With its mark it is less than half of the 8 KB that the ESP32 has. */
#define LWM2M_RTC_CAPACITY 3584

#define LWM2M_RTC_E_ARGUMENT (-2) /* A null pointer, or a length below 0. */
#define LWM2M_RTC_E_BUFFER (-8)   /* The buffer is too short; nothing was read. */
#define LWM2M_RTC_E_TOO_LONG (-9) /* Longer than LWM2M_RTC_CAPACITY; what was there is kept. */

/* The longest content in bytes. */
int lwm2m_rtc_capacity(void);

/* Copies the content to the buffer. Its length in bytes, 0 if there is none, or an error. */
int lwm2m_rtc_read(uint8_t *buffer, int capacity);

/* Puts the data in the place of what is there; of 0 bytes, erases it. 0, or an error. */
int lwm2m_rtc_write(const uint8_t *data, int length);

/* Overwrites the content with zeros and leaves none. 0. */
int lwm2m_rtc_erase(void);

#ifdef __cplusplus
}
#endif

#endif
