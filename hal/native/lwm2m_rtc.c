#include "lwm2m_rtc.h"

#include <stddef.h>

#if defined(ESP_PLATFORM)
#include "esp_attr.h"

/* Not RTC_DATA_ATTR: that is set to zero by any restart which is no wake-up, and a restart by software is to go on, too. */
#define RETAINED RTC_NOINIT_ATTR
#else
#define RETAINED
#endif

#define MARK UINT32_C(0x4C77526D)

/* After a loss of power the memory holds anything, so there is content only where the length and its mask fit together. */
typedef struct
{
    uint32_t length;
    uint32_t mask;
    uint8_t data[LWM2M_RTC_CAPACITY];
} rtc_file;

/* volatile: what a reset finds there is in the order of the source. */
static RETAINED volatile rtc_file s_file;

static int stored_length(void)
{
    uint32_t length = s_file.length;
    return length <= LWM2M_RTC_CAPACITY && (length ^ s_file.mask) == MARK ? (int)length : 0;
}

int lwm2m_rtc_capacity(void)
{
    return LWM2M_RTC_CAPACITY;
}

int lwm2m_rtc_read(uint8_t *buffer, int capacity)
{
    int count = stored_length();
    int i;

    if (buffer == NULL || capacity < 0)
    {
        return LWM2M_RTC_E_ARGUMENT;
    }
    if (count > capacity)
    {
        return LWM2M_RTC_E_BUFFER;
    }

    for (i = 0; i < count; i++)
    {
        buffer[i] = s_file.data[i];
    }
    return count;
}

int lwm2m_rtc_write(const uint8_t *data, int length)
{
    int i;

    if (data == NULL || length < 0)
    {
        return LWM2M_RTC_E_ARGUMENT;
    }
    if (length > LWM2M_RTC_CAPACITY)
    {
        return LWM2M_RTC_E_TOO_LONG;
    }

    /* Nothing is there until all of it is. */
    lwm2m_rtc_erase();
    for (i = 0; i < length; i++)
    {
        s_file.data[i] = data[i];
    }
    s_file.length = (uint32_t)length;
    s_file.mask = (uint32_t)length ^ MARK;
    return 0;
}

int lwm2m_rtc_erase(void)
{
    int i;

    s_file.mask = 0;
    s_file.length = 0;
    for (i = 0; i < LWM2M_RTC_CAPACITY; i++)
    {
        s_file.data[i] = 0;
    }
    return 0;
}
