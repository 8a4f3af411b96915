#include "peer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mbedtls/platform.h"
#include "mbedtls/version.h"

#include "../lwm2m_dtls.h"

const uint8_t test_key[16] = {0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff};

#define NEVER INT64_MAX
#define HOLD_MS 1000

/* A conversation that needs more turns than this goes round in circles. */
#define MAX_TURNS 100000

/* ---- random ---- */

static uint32_t s_seed = 1;

void seed_random(uint32_t seed)
{
    s_seed = seed != 0 ? seed : 1;
}

uint32_t next_random(void)
{
    s_seed ^= s_seed << 13;
    s_seed ^= s_seed >> 17;
    s_seed ^= s_seed << 5;
    return s_seed;
}

int fill_random(void *context, unsigned char *output, size_t length)
{
    size_t i;

    (void)context;
    for (i = 0; i < length; i++)
    {
        output[i] = (unsigned char)(next_random() >> 11);
    }
    return 0;
}

/* ---- heap ---- */

static int s_side;
static size_t s_held[2];
static size_t s_peak[2];
static int s_allocation;
static int s_fail_at;
static int s_was_failed;

#if defined(MBEDTLS_PLATFORM_MEMORY) && !defined(MBEDTLS_PLATFORM_CALLOC_MACRO)
typedef struct
{
    size_t length;
    int side;
    int unused;
} block;

static void *count_calloc(size_t count, size_t size)
{
    block *b;

    if (s_side == SIDE_CLIENT && s_fail_at != 0 && ++s_allocation == s_fail_at)
    {
        s_was_failed = 1;
        return NULL;
    }
    b = calloc(1, sizeof(block) + count * size);
    if (b == NULL)
    {
        return NULL;
    }
    b->length = count * size;
    b->side = s_side;
    s_held[s_side] += b->length;
    if (s_held[s_side] > s_peak[s_side])
    {
        s_peak[s_side] = s_held[s_side];
    }
    return b + 1;
}

static void count_free(void *pointer)
{
    if (pointer != NULL)
    {
        block *b = (block *)pointer - 1;

        s_held[b->side] -= b->length;
        free(b);
    }
}

void heap_install(void)
{
    mbedtls_platform_set_calloc_free(count_calloc, count_free);
}
#else
void heap_install(void)
{
}
#endif

void heap_side(int side)
{
    s_side = side;
}

size_t heap_held(int side)
{
    return s_held[side];
}

size_t heap_peak(int side)
{
    return s_peak[side];
}

void heap_reset_peak(int side)
{
    s_peak[side] = s_held[side];
}

void heap_fail_at(int allocation)
{
    s_fail_at = allocation;
    s_allocation = 0;
    s_was_failed = 0;
}

int heap_was_failed(void)
{
    return s_was_failed;
}

/* ---- server ---- */

static int peer_send(void *context, const unsigned char *bytes, size_t length)
{
    peer *p = context;

    if (p->out_count == PEER_QUEUE || length > PEER_MAX_DATAGRAM)
    {
        fprintf(stderr, "peer: queue of %d is full\n", PEER_QUEUE);
        abort();
    }
    if (!p->is_silent)
    {
        memcpy(p->out[p->out_count].bytes, bytes, length);
        p->out[p->out_count].length = (int)length;
        p->out_count++;
    }
    return (int)length;
}

static int peer_receive(void *context, unsigned char *buffer, size_t capacity)
{
    peer *p = context;
    size_t length;

    if (p->incoming == NULL || p->incoming->length == 0 || (size_t)p->incoming->length > capacity)
    {
        p->incoming = NULL;
        return MBEDTLS_ERR_SSL_WANT_READ;
    }
    length = (size_t)p->incoming->length;
    memcpy(buffer, p->incoming->bytes, length);
    p->incoming = NULL;
    return (int)length;
}

static void peer_set_timer(void *context, uint32_t soft, uint32_t hard)
{
    peer *p = context;

    p->soft_timer = hard == 0 ? NEVER : p->now + soft;
    p->hard_timer = hard == 0 ? NEVER : p->now + hard;
}

static int peer_get_timer(void *context)
{
    peer *p = context;

    return p->hard_timer == NEVER ? -1 : p->now >= p->hard_timer ? 2 : p->now >= p->soft_timer ? 1 : 0;
}

static void check(int result, const char *what)
{
    if (result != 0)
    {
        fprintf(stderr, "peer: %s: -0x%04x\n", what, (unsigned)-result);
        abort();
    }
}

static void peer_new_session(peer *p)
{
    static const unsigned char id[1] = {1};

    check(mbedtls_ssl_session_reset(&p->ssl), "reset");
    if (p->has_cookie)
    {
        check(mbedtls_ssl_set_client_transport_id(&p->ssl, id, sizeof(id)), "transport id");
    }
#if defined(MBEDTLS_SSL_DTLS_CONNECTION_ID)
    if (p->cid_bytes >= 0)
    {
        static const unsigned char cid[MBEDTLS_SSL_CID_IN_LEN_MAX] = {0xc1, 0xd2, 0xe3, 0xf4, 0xa5, 0xb6, 0x97, 0x88};

        check(mbedtls_ssl_set_cid(&p->ssl, MBEDTLS_SSL_CID_ENABLED, cid, (size_t)p->cid_bytes), "set cid");
    }
#endif
    p->is_established = 0;
    peer_set_timer(p, 0, 0);
}

void peer_start(peer *p, const uint8_t *key, size_t key_length, int suite, int has_cookie, int cid_bytes)
{
    peer_start_as(p, (const uint8_t *)TEST_IDENTITY, strlen(TEST_IDENTITY), key, key_length, suite, has_cookie, cid_bytes);
}

void peer_start_as(peer *p, const uint8_t *identity, size_t identity_length, const uint8_t *key, size_t key_length, int suite,
                   int has_cookie, int cid_bytes)
{
    static int suites[2];

    heap_side(SIDE_SERVER);
    memset(p, 0, sizeof(*p));
    suites[0] = suite != 0 ? suite : MBEDTLS_TLS_PSK_WITH_AES_128_CCM_8;
    p->cid_bytes = cid_bytes;
    p->has_cookie = has_cookie;
    mbedtls_ssl_init(&p->ssl);
    mbedtls_ssl_config_init(&p->config);
    mbedtls_ssl_cookie_init(&p->cookies);
    check(mbedtls_ssl_config_defaults(&p->config, MBEDTLS_SSL_IS_SERVER, MBEDTLS_SSL_TRANSPORT_DATAGRAM,
                                      MBEDTLS_SSL_PRESET_DEFAULT), "defaults");
    mbedtls_ssl_conf_rng(&p->config, fill_random, NULL);
    mbedtls_ssl_conf_ciphersuites(&p->config, suites);
    mbedtls_ssl_conf_handshake_timeout(&p->config, 1000, 60000);
    check(mbedtls_ssl_conf_psk(&p->config, key, key_length, identity, identity_length), "psk");
    if (has_cookie)
    {
        check(mbedtls_ssl_cookie_setup(&p->cookies, fill_random, NULL), "cookies");
        mbedtls_ssl_conf_dtls_cookies(&p->config, mbedtls_ssl_cookie_write, mbedtls_ssl_cookie_check, &p->cookies);
    }
    else
    {
        mbedtls_ssl_conf_dtls_cookies(&p->config, NULL, NULL, NULL);
    }
#if defined(MBEDTLS_SSL_DTLS_CONNECTION_ID)
    if (cid_bytes >= 0)
    {
        check(mbedtls_ssl_conf_cid(&p->config, (size_t)cid_bytes, MBEDTLS_SSL_UNEXPECTED_CID_IGNORE), "conf cid");
    }
#endif
    check(mbedtls_ssl_setup(&p->ssl, &p->config), "setup");
    mbedtls_ssl_set_bio(&p->ssl, p, peer_send, peer_receive, NULL);
    mbedtls_ssl_set_timer_cb(&p->ssl, p, peer_set_timer, peer_get_timer);
    peer_new_session(p);
    heap_side(SIDE_CLIENT);
}

void peer_stop(peer *p)
{
    heap_side(SIDE_SERVER);
    mbedtls_ssl_free(&p->ssl);
    mbedtls_ssl_config_free(&p->config);
    mbedtls_ssl_cookie_free(&p->cookies);
    heap_side(SIDE_CLIENT);
}

static void peer_pump(peer *p)
{
    int turn;

    for (turn = 0; turn < 64; turn++)
    {
        int had = p->incoming != NULL;
        int result;

        if (!p->is_established)
        {
            result = mbedtls_ssl_handshake(&p->ssl);
            if (result == 0)
            {
                p->is_established = 1;
                continue;
            }
        }
        else
        {
            result = mbedtls_ssl_read(&p->ssl, p->read, sizeof(p->read));
            if (result > 0)
            {
                p->read_length = result;
                continue;
            }
        }

        if (result == MBEDTLS_ERR_SSL_WANT_READ)
        {
            if (!had)
            {
                return;
            }
        }
        else if (result != 0)
        {
            if (result == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY)
            {
                p->was_closed = 1;
            }
            else if (result != MBEDTLS_ERR_SSL_HELLO_VERIFY_REQUIRED)
            {
                p->last_error = result;
            }
            peer_new_session(p);
        }
    }
}

void peer_put(peer *p, const datagram *d, int address, int64_t now)
{
    heap_side(SIDE_SERVER);
    p->now = now;
    /* As servers do: by address, or by Connection ID (record type 25). */
    if (d == NULL || address == p->address || !p->is_established || (d->length > 0 && d->bytes[0] == 25))
    {
        if (d != NULL)
        {
            p->address = address;
        }
        p->incoming = d;
        peer_pump(p);
        p->incoming = NULL;
    }
    heap_side(SIDE_CLIENT);
}

void peer_write(peer *p, const void *data, size_t length, int64_t now)
{
    heap_side(SIDE_SERVER);
    p->now = now;
    if (mbedtls_ssl_write(&p->ssl, data, length) != (int)length)
    {
        fprintf(stderr, "peer: write failed\n");
        abort();
    }
    heap_side(SIDE_CLIENT);
}

void peer_alert(peer *p, int level, int description, int64_t now)
{
    heap_side(SIDE_SERVER);
    p->now = now;
    check(mbedtls_ssl_send_alert_message(&p->ssl, (unsigned char)level, (unsigned char)description), "alert");
    heap_side(SIDE_CLIENT);
}

int peer_take(peer *p, datagram *d)
{
    if (p->out_count == 0)
    {
        return 0;
    }
    *d = p->out[0];
    p->out_count--;
    memmove(p->out, p->out + 1, (size_t)p->out_count * sizeof(p->out[0]));
    return d->length;
}

/* ---- network ---- */

void net_open(net *n, const uint8_t *key, size_t key_length)
{
    n->handle = lwm2m_dtls_open((const uint8_t *)TEST_IDENTITY, (int)strlen(TEST_IDENTITY), key, (int)key_length);
}

static void arrive(net *n, int direction, const datagram *d)
{
    if (direction == TO_SERVER)
    {
        peer_put(&n->server, d, n->address, n->now);
    }
    else
    {
        (void)lwm2m_dtls_put(n->handle, d->bytes, d->length, n->now);
    }
}

static void release_held(net *n, int direction)
{
    datagram d;

    if (n->has_held[direction])
    {
        d = n->held[direction];
        n->has_held[direction] = 0;
        arrive(n, direction, &d);
    }
}

static void carry(net *n, int direction, datagram *d)
{
    int index = n->count[TO_SERVER] + n->count[TO_CLIENT];
    int what = NET_DELIVER;

    n->count[direction]++;
    n->bytes[direction] += d->length;
    if (n->hook != NULL)
    {
        what = n->hook(n, direction, index, d);
    }

    switch (what)
    {
    case NET_DROP:
        return;
    case NET_HOLD:
        n->held[direction] = *d;
        n->has_held[direction] = 1;
        n->held_until[direction] = n->now + HOLD_MS;
        return;
    case NET_TWICE:
        arrive(n, direction, d);
        break;
    default:
        break;
    }
    arrive(n, direction, d);
    release_held(n, direction);
}

static int take_client(net *n, datagram *d)
{
    d->length = lwm2m_dtls_take(n->handle, d->bytes, sizeof(d->bytes));
    return d->length > 0;
}

void net_settle(net *n)
{
    datagram d;
    int had = 1;

    while (had)
    {
        had = 0;
        while (take_client(n, &d))
        {
            carry(n, TO_SERVER, &d);
            had = 1;
        }
        while (peer_take(&n->server, &d))
        {
            carry(n, TO_CLIENT, &d);
            had = 1;
        }
    }
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

int net_run(net *n, int while_state, int64_t until)
{
    int turn;

    for (turn = 0;; turn++)
    {
        int64_t next;
        int direction;

        if (turn == MAX_TURNS)
        {
            fprintf(stderr, "net_run: does not end\n");
            abort();
        }

        (void)lwm2m_dtls_step(n->handle, n->now);
        peer_put(&n->server, NULL, n->address, n->now);
        net_settle(n);
        if (lwm2m_dtls_state(n->handle) != while_state || n->now >= until)
        {
            return lwm2m_dtls_state(n->handle);
        }

        next = earlier(earlier(lwm2m_dtls_deadline(n->handle), n->server.hard_timer), until);
        for (direction = TO_SERVER; direction <= TO_CLIENT; direction++)
        {
            if (n->has_held[direction])
            {
                next = earlier(next, n->held_until[direction]);
            }
        }
        if (next > n->now)
        {
            n->now = next;
        }
        for (direction = TO_SERVER; direction <= TO_CLIENT; direction++)
        {
            if (n->has_held[direction] && n->now >= n->held_until[direction])
            {
                release_held(n, direction);
            }
        }
    }
}

int net_round_trip(net *n, const char *text)
{
    uint8_t buffer[LWM2M_DTLS_MAX_DATA];
    int length = (int)strlen(text);

    n->server.read_length = 0;
    if (lwm2m_dtls_write(n->handle, (const uint8_t *)text, length, n->now) != LWM2M_DTLS_OK)
    {
        return 0;
    }
    net_settle(n);
    if (n->server.read_length != length || memcmp(n->server.read, text, (size_t)length) != 0)
    {
        return 0;
    }
    peer_write(&n->server, text, (size_t)length, n->now);
    net_settle(n);
    return lwm2m_dtls_read(n->handle, buffer, sizeof(buffer)) == length && memcmp(buffer, text, (size_t)length) == 0 &&
           lwm2m_dtls_read(n->handle, buffer, sizeof(buffer)) == 0;
}
