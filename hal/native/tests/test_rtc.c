/* Tests of the file in RTC memory, in plain memory that the test fills as a power-up or a reset leaves it. */

#include <stdio.h>
#include <string.h>

#include "../lwm2m_rtc.c"

static int s_passed;
static int s_failed;
static int s_is_failed;
static const char *s_name;
static uint8_t s_buffer[LWM2M_RTC_CAPACITY + 2];

#define CHECK(condition) check((condition) != 0, #condition, __LINE__)

static void check(int holds, const char *what, int line)
{
    if (!holds)
    {
        printf("FAILED %s, line %d: %s\n", s_name, line, what);
        s_is_failed = 1;
    }
}

/* What the memory holds, byte by byte. */
static volatile uint8_t *memory(void)
{
    return (volatile uint8_t *)&s_file;
}

static int is_free_of(uint8_t value)
{
    size_t i;
    for (i = 0; i < sizeof(s_file); i++)
    {
        if (memory()[i] == value)
        {
            return 0;
        }
    }
    return 1;
}

static void fill(uint8_t value, int length)
{
    memset(s_buffer, value, (size_t)length);
}

static void test_nothing_at_first(void)
{
    CHECK(lwm2m_rtc_capacity() == LWM2M_RTC_CAPACITY);
    CHECK(lwm2m_rtc_read(s_buffer, sizeof(s_buffer)) == 0);
}

static void test_content_is_read_as_often_as_one_likes(void)
{
    int i;
    fill(0xA5, 700);
    CHECK(lwm2m_rtc_write(s_buffer, 700) == 0);
    for (i = 0; i < 2; i++)
    {
        fill(0x11, sizeof(s_buffer));
        CHECK(lwm2m_rtc_read(s_buffer, sizeof(s_buffer)) == 700);
        CHECK(s_buffer[0] == 0xA5 && s_buffer[699] == 0xA5 && s_buffer[700] == 0x11);
    }
}

static void test_shorter_content_leaves_nothing_of_the_longer(void)
{
    fill(0xC3, LWM2M_RTC_CAPACITY);
    CHECK(lwm2m_rtc_write(s_buffer, LWM2M_RTC_CAPACITY) == 0);
    CHECK(lwm2m_rtc_read(s_buffer, LWM2M_RTC_CAPACITY) == LWM2M_RTC_CAPACITY);
    fill(0x5A, 3);
    CHECK(lwm2m_rtc_write(s_buffer, 3) == 0);
    CHECK(lwm2m_rtc_read(s_buffer, sizeof(s_buffer)) == 3);
    CHECK(is_free_of(0xC3));
}

static void test_erased_is_zero(void)
{
    fill(0xC3, 100);
    CHECK(lwm2m_rtc_write(s_buffer, 100) == 0);
    CHECK(lwm2m_rtc_erase() == 0);
    CHECK(is_free_of(0xC3));
    CHECK(lwm2m_rtc_read(s_buffer, sizeof(s_buffer)) == 0);
    CHECK(lwm2m_rtc_erase() == 0);
    CHECK(lwm2m_rtc_write(s_buffer, 100) == 0);
    CHECK(lwm2m_rtc_write(s_buffer, 0) == 0);
    CHECK(lwm2m_rtc_read(s_buffer, sizeof(s_buffer)) == 0);
}

static void test_too_long_is_refused_and_leaves_what_is_there(void)
{
    fill(0x77, sizeof(s_buffer));
    CHECK(lwm2m_rtc_write(s_buffer, 5) == 0);
    CHECK(lwm2m_rtc_write(s_buffer, LWM2M_RTC_CAPACITY + 1) == LWM2M_RTC_E_TOO_LONG);
    CHECK(lwm2m_rtc_read(s_buffer, sizeof(s_buffer)) == 5);
    fill(0x22, 5);
    CHECK(lwm2m_rtc_read(s_buffer, 4) == LWM2M_RTC_E_BUFFER);
    CHECK(s_buffer[0] == 0x22);
    CHECK(lwm2m_rtc_read(s_buffer, 5) == 5);
}

static void test_arguments(void)
{
    CHECK(lwm2m_rtc_write(s_buffer, 5) == 0);
    CHECK(lwm2m_rtc_write(NULL, 5) == LWM2M_RTC_E_ARGUMENT);
    CHECK(lwm2m_rtc_write(s_buffer, -1) == LWM2M_RTC_E_ARGUMENT);
    CHECK(lwm2m_rtc_read(NULL, 5) == LWM2M_RTC_E_ARGUMENT);
    CHECK(lwm2m_rtc_read(s_buffer, -1) == LWM2M_RTC_E_ARGUMENT);
    CHECK(lwm2m_rtc_read(s_buffer, 5) == 5);
}

static uint32_t s_random = 1;

static uint32_t next_random(void)
{
    s_random ^= s_random << 13;
    s_random ^= s_random >> 17;
    s_random ^= s_random << 5;
    return s_random;
}

/* After a loss of power anything is there: no content, and no length beyond the memory. */
static void test_power_up(void)
{
    static const uint8_t constant[] = {0x00, 0xFF, 0xAA, 0x55};
    int i;
    size_t j;
    for (i = 0; i < 1000; i++)
    {
        for (j = 0; j < sizeof(s_file); j++)
        {
            memory()[j] = i < 4 ? constant[i] : (uint8_t)next_random();
        }
        CHECK(lwm2m_rtc_read(s_buffer, sizeof(s_buffer)) == 0);
    }
    s_file.length = LWM2M_RTC_CAPACITY + 1;
    s_file.mask = s_file.length ^ MARK;
    CHECK(lwm2m_rtc_read(s_buffer, sizeof(s_buffer)) == 0);
    CHECK(lwm2m_rtc_write(s_buffer, 9) == 0);
    CHECK(lwm2m_rtc_read(s_buffer, sizeof(s_buffer)) == 9);
}

/* A reset in the middle of a write or an erasure, which both begin by taking the mark away and end, a write, by setting it. */
static void test_reset_in_the_middle(void)
{
    fill(0x3C, 40);
    CHECK(lwm2m_rtc_write(s_buffer, 40) == 0);
    s_file.mask = 0;
    CHECK(lwm2m_rtc_read(s_buffer, sizeof(s_buffer)) == 0);
    s_file.length = 0;
    CHECK(lwm2m_rtc_read(s_buffer, sizeof(s_buffer)) == 0);
    s_file.length = 17;
    CHECK(lwm2m_rtc_read(s_buffer, sizeof(s_buffer)) == 0);
    s_file.mask = 17 ^ MARK;
    CHECK(lwm2m_rtc_read(s_buffer, sizeof(s_buffer)) == 17);
}

static void run(const char *name, void (*test)(void))
{
    s_name = name;
    s_is_failed = 0;
    test();
    s_passed += !s_is_failed;
    s_failed += s_is_failed;
}

#define RUN(test) run(#test, test)

int main(void)
{
    RUN(test_nothing_at_first);
    RUN(test_content_is_read_as_often_as_one_likes);
    RUN(test_shorter_content_leaves_nothing_of_the_longer);
    RUN(test_erased_is_zero);
    RUN(test_too_long_is_refused_and_leaves_what_is_there);
    RUN(test_arguments);
    RUN(test_power_up);
    RUN(test_reset_in_the_middle);

    printf("RTC memory: %d passed, %d failed, 0 skipped\n", s_passed, s_failed);
    return s_failed != 0;
}
