/* DTLS 1.2 client sessions with a pre-shared key, on mbedTLS's public API. What it promises stands in the header. */

#include "lwm2m_dtls.h"

#include <limits.h>
#include <stddef.h>
#include <string.h>

#include "mbedtls/version.h"
#include "mbedtls/ctr_drbg.h"
#include "mbedtls/entropy.h"
#include "mbedtls/md.h"
#include "mbedtls/platform_util.h"
#include "mbedtls/ssl.h"
#include "mbedtls/ssl_ciphersuites.h"
#if defined(MBEDTLS_USE_PSA_CRYPTO)
#include "psa/crypto.h"
#endif

/* What a build cannot do without. */
#if !defined(MBEDTLS_SSL_CLI_C) || !defined(MBEDTLS_SSL_PROTO_DTLS) || !defined(MBEDTLS_SSL_PROTO_TLS1_2)
#error "mbedTLS is built without DTLS 1.2 clients: MBEDTLS_SSL_CLI_C, MBEDTLS_SSL_PROTO_DTLS and MBEDTLS_SSL_PROTO_TLS1_2 are needed."
#endif
#if !defined(MBEDTLS_KEY_EXCHANGE_PSK_ENABLED) || !defined(MBEDTLS_CCM_C) || !defined(MBEDTLS_CTR_DRBG_C)
#error "mbedTLS is built without what PSK_WITH_AES_128_CCM_8 needs: MBEDTLS_KEY_EXCHANGE_PSK_ENABLED, MBEDTLS_CCM_C and MBEDTLS_CTR_DRBG_C."
#endif
#if defined(MBEDTLS_TEST_NULL_ENTROPY)
#error "mbedTLS is built with MBEDTLS_TEST_NULL_ENTROPY: its keys would be known to everybody."
#endif
#if LWM2M_DTLS_MAX_SESSIONS < 1 || LWM2M_DTLS_MAX_SESSIONS > 255
#error "LWM2M_DTLS_MAX_SESSIONS is 1 to 255."
#endif

#if LWM2M_DTLS_MAX_DATA == 512
#define MAX_FRAGMENT MBEDTLS_SSL_MAX_FRAG_LEN_512
#elif LWM2M_DTLS_MAX_DATA == 1024
#define MAX_FRAGMENT MBEDTLS_SSL_MAX_FRAG_LEN_1024
#elif LWM2M_DTLS_MAX_DATA == 2048
#define MAX_FRAGMENT MBEDTLS_SSL_MAX_FRAG_LEN_2048
#elif LWM2M_DTLS_MAX_DATA == 4096
#define MAX_FRAGMENT MBEDTLS_SSL_MAX_FRAG_LEN_4096
#else
#error "LWM2M_DTLS_MAX_DATA is a maximum fragment length: 512, 1024, 2048 or 4096."
#endif

#if MBEDTLS_SSL_IN_CONTENT_LEN < LWM2M_DTLS_MAX_DATA || MBEDTLS_SSL_OUT_CONTENT_LEN < LWM2M_DTLS_MAX_DATA
#error "MBEDTLS_SSL_IN_CONTENT_LEN and MBEDTLS_SSL_OUT_CONTENT_LEN must be LWM2M_DTLS_MAX_DATA or more."
#endif

/* The Connection ID of mbedTLS 2.28 is a draft with another extension number and another MAC: not RFC 9146, so not offered. */
#if defined(MBEDTLS_SSL_DTLS_CONNECTION_ID) && MBEDTLS_TLS_EXT_CID == 54
#define HAS_CID 1
#define FEATURE_CID LWM2M_DTLS_FEATURE_CID
#define CID_PADDING MBEDTLS_SSL_CID_TLS1_3_PADDING_GRANULARITY
#else
#define HAS_CID 0
#define FEATURE_CID 0
#define CID_PADDING 1
#endif

#if defined(MBEDTLS_SSL_CONTEXT_SERIALIZATION)
#define HAS_SAVE 1
#define FEATURE_SAVE LWM2M_DTLS_FEATURE_SAVE
#else
#define HAS_SAVE 0
#define FEATURE_SAVE 0
#endif

#if defined(MBEDTLS_SSL_MAX_FRAGMENT_LENGTH)
#define FEATURE_MAX_FRAGMENT LWM2M_DTLS_FEATURE_MAX_FRAGMENT
#else
#define FEATURE_MAX_FRAGMENT 0
#endif

#if defined(MBEDTLS_SSL_EXTENDED_MASTER_SECRET)
#define FEATURE_MASTER_SECRET LWM2M_DTLS_FEATURE_MASTER_SECRET
#else
#define FEATURE_MASTER_SECRET 0
#endif

#if defined(MBEDTLS_SSL_DTLS_ANTI_REPLAY)
#define FEATURE_ANTI_REPLAY LWM2M_DTLS_FEATURE_ANTI_REPLAY
#else
#define FEATURE_ANTI_REPLAY 0
#endif

#if MBEDTLS_PSK_MAX_LEN < LWM2M_DTLS_MAX_KEY
#define LONGEST_KEY MBEDTLS_PSK_MAX_LEN
#else
#define LONGEST_KEY LWM2M_DTLS_MAX_KEY
#endif

/* The record header of RFC 6347, 4.1, as far as it is looked at here. */
#define RECORD_HEADER_BYTES 13
#define RECORD_EPOCH 3
#define RECORD_LENGTH 11

/* An outgoing datagram waits behind its length. */
#define LENGTH_BYTES 2
#define OUT_BYTES (LENGTH_BYTES + LWM2M_DTLS_MAX_DATAGRAM)

/* The latest time, so that a deadline beyond it still is one. */
#define LATEST (INT64_MAX / 2)

/* A handle is a slot's generation above the slot's number; it stays positive. */
#define HANDLE_SLOT_BITS 8
#define HANDLE_SLOT_MASK ((1 << HANDLE_SLOT_BITS) - 1)
#define HANDLE_MAX_GENERATION (INT_MAX >> HANDLE_SLOT_BITS)

/* A call of mbedTLS gets on by a record at least, and no datagram holds more records than this. */
#define MAX_TURNS (LWM2M_DTLS_MAX_DATAGRAM / RECORD_HEADER_BYTES + 2)

/* States beyond those that the caller sees. */
#define STATE_FREE 0
#define STATE_LEAVING 4 /* Closed by the caller, with datagrams still to be taken. */

/* How far the server has got in the handshake, as its records in clear tell: only to name failures well. */
#define HEARD_NOTHING 0
#define HEARD_HELLO 1  /* A handshake message other than HelloVerifyRequest. */
#define HEARD_CHANGE 2 /* ChangeCipherSpec: a Finished that does not fit now means another key. */

/* Alerts that have names here (RFC 5246, 7.2.2; RFC 4279, 2). */
#define NO_ALERT (-1)

/* A saved session: version, what mbedTLS writes, authentication code. */
#define SAVED_VERSION 1
#define SAVED_TAG_BYTES 16
#define SAVED_EXTRA_BYTES (1 + SAVED_TAG_BYTES)
#define HMAC_BYTES 32

typedef struct
{
    mbedtls_ssl_context ssl;
    mbedtls_ssl_config config;

    int state; /* Above, of the header, or why it failed. */
    int generation;

    int64_t now;
    int64_t soft_timer; /* mbedTLS's two timers (mbedtls_ssl_set_timer_cb), or LWM2M_DTLS_NEVER. */
    int64_t hard_timer;
    int64_t give_up; /* When the handshake is given up; 0 before the first step. */

    const uint8_t *datagram; /* The datagram of the put under way, until mbedTLS has fetched it. */
    size_t datagram_bytes;
    uint8_t is_dry;     /* mbedTLS has asked for a datagram and there was none. */
    uint8_t is_blocked; /* mbedTLS has a datagram that did not fit into out. */

    uint8_t heard;
    int alert; /* The last fatal alert that came in clear, or NO_ALERT. */

#if HAS_SAVE
    uint8_t seal[HMAC_BYTES]; /* What saved sessions of this identity and key are authenticated with. */
#endif

    int out_count; /* Datagrams in out. */
    size_t out_bytes;
    uint8_t out[OUT_BYTES];
} session;

static session s_sessions[LWM2M_DTLS_MAX_SESSIONS];

/* One generator for all sessions, seeded while any of them lives. */
static mbedtls_ctr_drbg_context s_random;
static int s_random_users;

static const int s_suites[] = {MBEDTLS_TLS_PSK_WITH_AES_128_CCM_8, 0};

/*
 * Where suites with certificates are compiled in, mbedTLS lists signature algorithms whatever suite is offered, and refuses to
 * list none: one is the fewest.
 */
#if MBEDTLS_VERSION_MAJOR < 3
#if defined(MBEDTLS_KEY_EXCHANGE_WITH_CERT_ENABLED)
#define HAS_SIGNATURES 1
static const int s_signatures[] = {MBEDTLS_MD_SHA256, MBEDTLS_MD_NONE};
#endif
#elif defined(MBEDTLS_SSL_HANDSHAKE_WITH_CERT_ENABLED)
#define HAS_SIGNATURES 1
#if defined(MBEDTLS_KEY_EXCHANGE_ECDSA_CERT_REQ_ALLOWED_ENABLED)
static const uint16_t s_signatures[] = {MBEDTLS_TLS1_3_SIG_ECDSA_SECP256R1_SHA256, MBEDTLS_TLS1_3_SIG_NONE};
#else
static const uint16_t s_signatures[] = {MBEDTLS_TLS1_3_SIG_RSA_PKCS1_SHA256, MBEDTLS_TLS1_3_SIG_NONE};
#endif
#endif

#if defined(LWM2M_DTLS_ENTROPY)
/* The build names the platform's source: fills output with length random bytes and returns 0, or fails with another value. */
int LWM2M_DTLS_ENTROPY(void *context, unsigned char *output, size_t length);
#define ENTROPY LWM2M_DTLS_ENTROPY
#else
/*
 * mbedTLS's own collection: the operating system's source on a host, mbedtls_hardware_poll where the platform brings one
 * (ESP-IDF: esp_fill_random). It fails without a strong source. On the stack, so that no entropy is kept.
 */
static int ENTROPY(void *context, unsigned char *output, size_t length)
{
    mbedtls_entropy_context entropy;
    int result;

    (void)context;
    mbedtls_entropy_init(&entropy);
    result = mbedtls_entropy_func(&entropy, output, length);
    mbedtls_entropy_free(&entropy);
    return result;
}
#endif

/* The session of a handle, or null. */
static session *find(int handle)
{
    int slot = handle & HANDLE_SLOT_MASK;

    if (handle <= 0 || slot >= LWM2M_DTLS_MAX_SESSIONS || s_sessions[slot].state == STATE_FREE ||
        s_sessions[slot].generation != handle >> HANDLE_SLOT_BITS)
    {
        return NULL;
    }
    return &s_sessions[slot];
}

/* As find, but not one that the caller has closed. */
static session *find_open(int handle)
{
    session *s = find(handle);

    return s != NULL && s->state != STATE_LEAVING ? s : NULL;
}

static int is_live(const session *s)
{
    return s->state == LWM2M_DTLS_HANDSHAKING || s->state == LWM2M_DTLS_ESTABLISHED;
}

static int is_time(int64_t now)
{
    return now >= 0 && now <= LATEST;
}

static void set_now(session *s, int64_t now)
{
    if (now > s->now)
    {
        s->now = now;
    }
}

static void set_timer(void *context, uint32_t soft_ms, uint32_t hard_ms)
{
    session *s = context;

    s->soft_timer = hard_ms == 0 ? LWM2M_DTLS_NEVER : s->now + soft_ms;
    s->hard_timer = hard_ms == 0 ? LWM2M_DTLS_NEVER : s->now + hard_ms;
}

static int get_timer(void *context)
{
    const session *s = context;

    if (s->hard_timer == LWM2M_DTLS_NEVER)
    {
        return -1;
    }
    return s->now >= s->hard_timer ? 2 : s->now >= s->soft_timer ? 1 : 0;
}

static int send_datagram(void *context, const unsigned char *datagram, size_t length)
{
    session *s = context;

    if (length > LWM2M_DTLS_MAX_DATAGRAM)
    {
        return MBEDTLS_ERR_SSL_INTERNAL_ERROR;
    }
    if (length + LENGTH_BYTES > sizeof(s->out) - s->out_bytes)
    {
        return MBEDTLS_ERR_SSL_WANT_WRITE;
    }

    s->out[s->out_bytes] = (uint8_t)(length >> 8);
    s->out[s->out_bytes + 1] = (uint8_t)length;
    memcpy(s->out + s->out_bytes + LENGTH_BYTES, datagram, length);
    s->out_bytes += LENGTH_BYTES + length;
    s->out_count++;
    return (int)length;
}

static int receive_datagram(void *context, unsigned char *buffer, size_t capacity)
{
    session *s = context;
    size_t length = s->datagram_bytes;

    if (s->datagram == NULL || length > capacity)
    {
        /* One that is longer than mbedTLS's buffer cannot be a record for us: as if it had not come. */
        s->datagram = NULL;
        s->is_dry = 1;
        return MBEDTLS_ERR_SSL_WANT_READ;
    }

    memcpy(buffer, s->datagram, length);
    s->datagram = NULL;
    return (int)length;
}

/* Frees and erases all of mbedTLS's; what waits in out stays. */
static void end(session *s, int state)
{
    if (is_live(s))
    {
        mbedtls_ssl_free(&s->ssl);
        mbedtls_ssl_config_free(&s->config);
#if HAS_SAVE
        mbedtls_platform_zeroize(s->seal, sizeof(s->seal));
#endif
        if (--s_random_users == 0)
        {
            mbedtls_ctr_drbg_free(&s_random);
        }
    }
    s->state = state;
    s->is_blocked = 0;
    s->soft_timer = LWM2M_DTLS_NEVER;
    s->hard_timer = LWM2M_DTLS_NEVER;
}

static void release(session *s)
{
    int generation = s->generation;

    end(s, STATE_FREE);
    mbedtls_platform_zeroize(s, sizeof(*s));
    s->generation = generation;
}

static int alert_reason(int alert)
{
    switch (alert)
    {
    case MBEDTLS_SSL_ALERT_MSG_BAD_RECORD_MAC:
    case MBEDTLS_SSL_ALERT_MSG_DECRYPT_ERROR:
        return LWM2M_DTLS_E_KEY;
    case MBEDTLS_SSL_ALERT_MSG_UNKNOWN_PSK_IDENTITY:
        return LWM2M_DTLS_E_IDENTITY;
    case MBEDTLS_SSL_ALERT_MSG_HANDSHAKE_FAILURE:
    case MBEDTLS_SSL_ALERT_MSG_INSUFFICIENT_SECURITY:
        return LWM2M_DTLS_E_SUITE;
    case MBEDTLS_SSL_ALERT_MSG_PROTOCOL_VERSION:
        return LWM2M_DTLS_E_VERSION;
    default:
        return LWM2M_DTLS_E_ALERT;
    }
}

/* The name of a failure of mbedTLS; the two versions have some by other names. */
static int reason(const session *s, int error)
{
    switch (error)
    {
    case MBEDTLS_ERR_SSL_TIMEOUT:
        return s->heard == HEARD_NOTHING ? LWM2M_DTLS_E_TIMEOUT : LWM2M_DTLS_E_NOT_CONFIRMED;
    case MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE:
        return alert_reason(s->alert);
    case MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY:
        return LWM2M_DTLS_E_ALERT;
    case MBEDTLS_ERR_SSL_ALLOC_FAILED:
    case MBEDTLS_ERR_MD_ALLOC_FAILED:
    case MBEDTLS_ERR_CIPHER_ALLOC_FAILED:
        return LWM2M_DTLS_E_MEMORY;
    case MBEDTLS_ERR_CTR_DRBG_ENTROPY_SOURCE_FAILED:
    case MBEDTLS_ERR_ENTROPY_SOURCE_FAILED:
    case MBEDTLS_ERR_ENTROPY_NO_SOURCES_DEFINED:
    case MBEDTLS_ERR_ENTROPY_NO_STRONG_SOURCE:
        return LWM2M_DTLS_E_ENTROPY;
    case MBEDTLS_ERR_SSL_INVALID_MAC:
        return LWM2M_DTLS_E_KEY;
#if MBEDTLS_VERSION_MAJOR < 3
    case MBEDTLS_ERR_SSL_BAD_HS_FINISHED:
        return LWM2M_DTLS_E_KEY;
    case MBEDTLS_ERR_SSL_BAD_HS_PROTOCOL_VERSION:
        return LWM2M_DTLS_E_VERSION;
#else
    case MBEDTLS_ERR_SSL_HANDSHAKE_FAILURE:
        return s->heard == HEARD_CHANGE ? LWM2M_DTLS_E_KEY : LWM2M_DTLS_E_PROTOCOL;
    case MBEDTLS_ERR_SSL_BAD_PROTOCOL_VERSION:
        return LWM2M_DTLS_E_VERSION;
#endif
    case MBEDTLS_ERR_SSL_BAD_INPUT_DATA:
        /* Of a server's message once there is one. */
        return s->give_up == 0 ? LWM2M_DTLS_E_INTERNAL : LWM2M_DTLS_E_PROTOCOL;
    case MBEDTLS_ERR_SSL_INTERNAL_ERROR:
        return LWM2M_DTLS_E_INTERNAL;
    default:
        return LWM2M_DTLS_E_PROTOCOL;
    }
}

/* Notes what a record of the server in clear says. Nothing is decided by it but the name of a failure: anybody can send one. */
static void look(session *s, const uint8_t *record, size_t body)
{
    const uint8_t *content = record + RECORD_HEADER_BYTES;

    if (s->state != LWM2M_DTLS_HANDSHAKING || body == 0 || record[RECORD_EPOCH] != 0 || record[RECORD_EPOCH + 1] != 0)
    {
        return;
    }
    if (record[0] == MBEDTLS_SSL_MSG_ALERT && body == 2 && content[0] == MBEDTLS_SSL_ALERT_LEVEL_FATAL)
    {
        s->alert = content[1];
    }
    else if (record[0] == MBEDTLS_SSL_MSG_CHANGE_CIPHER_SPEC)
    {
        s->heard = HEARD_CHANGE;
    }
    else if (record[0] == MBEDTLS_SSL_MSG_HANDSHAKE && content[0] != MBEDTLS_SSL_HS_HELLO_VERIFY_REQUEST &&
             s->heard == HEARD_NOTHING)
    {
        s->heard = HEARD_HELLO;
    }
}

/*
 * How many of a datagram's bytes are whole records, which are looked at on the way. mbedTLS takes the beginning of a record
 * behind a whole one for an error of its own and would end the session, which no forged datagram must do.
 */
static size_t whole_records(session *s, const uint8_t *datagram, size_t length)
{
    size_t whole = 0;

    while (length - whole >= RECORD_HEADER_BYTES)
    {
        const uint8_t *record = datagram + whole;
        size_t body = (size_t)record[RECORD_LENGTH] << 8 | record[RECORD_LENGTH + 1];

        if (body > length - whole - RECORD_HEADER_BYTES)
        {
            break;
        }
        look(s, record, body);
        whole += RECORD_HEADER_BYTES + body;
    }
    return whole;
}

/* Lets mbedTLS work until it wants a datagram, has one that does not fit, has data for the caller, or is at its end. */
static void pump(session *s)
{
    int turn;

    s->is_dry = 0;
    s->is_blocked = 0;
    for (turn = 0; turn < MAX_TURNS && !s->is_dry; turn++)
    {
        unsigned char nothing;
        int result = s->state == LWM2M_DTLS_HANDSHAKING ? mbedtls_ssl_handshake(&s->ssl)
                                                        : mbedtls_ssl_read(&s->ssl, &nothing, 0);

        if (result == 0)
        {
            s->state = LWM2M_DTLS_ESTABLISHED;
            if (mbedtls_ssl_get_bytes_avail(&s->ssl) > 0)
            {
                return;
            }
        }
        else if (result == MBEDTLS_ERR_SSL_WANT_WRITE)
        {
            s->is_blocked = 1;
            return;
        }
        else if (result == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY && s->state == LWM2M_DTLS_ESTABLISHED)
        {
            /* RFC 5246, 7.2.1: answered with one's own; if there is no room for it, it is as good as lost. */
            (void)mbedtls_ssl_close_notify(&s->ssl);
            end(s, LWM2M_DTLS_CLOSED);
            return;
        }
        else if (result != MBEDTLS_ERR_SSL_WANT_READ)
        {
            end(s, reason(s, result));
            return;
        }
    }
}

#if HAS_SAVE
/* HMAC-SHA-256. Returns 0 or mbedTLS's error. */
static int authenticate(const uint8_t *key, size_t key_length, const uint8_t *text, size_t text_length, uint8_t code[HMAC_BYTES])
{
    return mbedtls_md_hmac(mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), key, key_length, text, text_length, code);
}
#endif

/* mbedTLS's set-up that both a new and a saved session want. Returns 0 or mbedTLS's error. */
static int set_up(session *s, const uint8_t *identity, size_t identity_length, const uint8_t *key, size_t key_length)
{
#if HAS_CID
    static const unsigned char no_bytes[1] = {0}; /* mbedTLS copies from it, if only nothing. */
#endif
    int error;

#if defined(MBEDTLS_USE_PSA_CRYPTO)
    if (psa_crypto_init() != PSA_SUCCESS)
    {
        return MBEDTLS_ERR_ENTROPY_SOURCE_FAILED;
    }
#endif

    error = mbedtls_ssl_config_defaults(&s->config, MBEDTLS_SSL_IS_CLIENT, MBEDTLS_SSL_TRANSPORT_DATAGRAM,
                                        MBEDTLS_SSL_PRESET_DEFAULT);
    if (error != 0)
    {
        return error;
    }

    mbedtls_ssl_conf_rng(&s->config, mbedtls_ctr_drbg_random, &s_random);
    mbedtls_ssl_conf_ciphersuites(&s->config, s_suites);
    mbedtls_ssl_conf_handshake_timeout(&s->config, LWM2M_DTLS_RETRANSMIT_MIN_MS, LWM2M_DTLS_RETRANSMIT_MAX_MS);
#if MBEDTLS_VERSION_MAJOR < 3
    mbedtls_ssl_conf_min_version(&s->config, MBEDTLS_SSL_MAJOR_VERSION_3, MBEDTLS_SSL_MINOR_VERSION_3);
    mbedtls_ssl_conf_max_version(&s->config, MBEDTLS_SSL_MAJOR_VERSION_3, MBEDTLS_SSL_MINOR_VERSION_3);
#else
    mbedtls_ssl_conf_min_tls_version(&s->config, MBEDTLS_SSL_VERSION_TLS1_2);
    mbedtls_ssl_conf_max_tls_version(&s->config, MBEDTLS_SSL_VERSION_TLS1_2);
#endif
#if defined(MBEDTLS_SSL_EXTENDED_MASTER_SECRET)
    mbedtls_ssl_conf_extended_master_secret(&s->config, MBEDTLS_SSL_EXTENDED_MS_ENABLED);
#endif
#if defined(MBEDTLS_SSL_DTLS_ANTI_REPLAY)
    mbedtls_ssl_conf_dtls_anti_replay(&s->config, MBEDTLS_SSL_ANTI_REPLAY_ENABLED);
#endif
#if defined(MBEDTLS_SSL_RENEGOTIATION)
    mbedtls_ssl_conf_renegotiation(&s->config, MBEDTLS_SSL_RENEGOTIATION_DISABLED);
#endif
#if defined(HAS_SIGNATURES) && MBEDTLS_VERSION_MAJOR < 3
    mbedtls_ssl_conf_sig_hashes(&s->config, s_signatures);
#elif defined(HAS_SIGNATURES)
    mbedtls_ssl_conf_sig_algs(&s->config, s_signatures);
#endif
    /* Extensions that say nothing to a CCM_8 suite, or that nobody here would use, are bytes in the ClientHello. */
#if defined(MBEDTLS_SSL_ENCRYPT_THEN_MAC)
    mbedtls_ssl_conf_encrypt_then_mac(&s->config, MBEDTLS_SSL_ETM_DISABLED);
#endif
#if defined(MBEDTLS_SSL_SESSION_TICKETS)
    mbedtls_ssl_conf_session_tickets(&s->config, MBEDTLS_SSL_SESSION_TICKETS_DISABLED);
#endif
#if defined(MBEDTLS_SSL_MAX_FRAGMENT_LENGTH)
    error = mbedtls_ssl_conf_max_frag_len(&s->config, MAX_FRAGMENT);
    if (error != 0)
    {
        return error;
    }
#endif
#if HAS_CID
    /* Our own identifier is empty: a client has one server, and its records need not tell it apart (RFC 9146, 3). */
    error = mbedtls_ssl_conf_cid(&s->config, 0, MBEDTLS_SSL_UNEXPECTED_CID_IGNORE);
    if (error != 0)
    {
        return error;
    }
#endif

#if HAS_SAVE
    error = authenticate(key, key_length, identity, identity_length, s->seal);
    if (error != 0)
    {
        return error;
    }
#endif
    error = mbedtls_ssl_conf_psk(&s->config, key, key_length, identity, identity_length);
    if (error == 0)
    {
        error = mbedtls_ssl_setup(&s->ssl, &s->config);
#if defined(MBEDTLS_SSL_VARIABLE_BUFFER_LENGTH) && MBEDTLS_VERSION_MAJOR >= 3
        if (error != 0)
        {
            /* Out of memory at its last step it forgets the configuration, which mbedtls_ssl_free then reads (3.6.6). */
            s->ssl.MBEDTLS_PRIVATE(conf) = &s->config;
        }
#endif
    }
    if (error != 0)
    {
        return error;
    }

#if HAS_CID
    error = mbedtls_ssl_set_cid(&s->ssl, MBEDTLS_SSL_CID_ENABLED, no_bytes, 0);
    if (error != 0)
    {
        return error;
    }
#endif
    mbedtls_ssl_set_mtu(&s->ssl, LWM2M_DTLS_MAX_DATAGRAM);
    mbedtls_ssl_set_bio(&s->ssl, s, send_datagram, receive_datagram, NULL);
    mbedtls_ssl_set_timer_cb(&s->ssl, s, set_timer, get_timer);
    return 0;
}

/* Occupies a slot with a session that is set up and handshaking. Returns it, or null and the error in *result. */
static session *create(const uint8_t *identity, int identity_length, const uint8_t *key, int key_length, int *result)
{
    session *s = NULL;
    int error = 0;
    int i;

    if (identity == NULL || identity_length < 1 || identity_length > LWM2M_DTLS_MAX_IDENTITY || key == NULL ||
        key_length < 1 || key_length > LWM2M_DTLS_MAX_KEY)
    {
        *result = LWM2M_DTLS_E_ARGUMENT;
        return NULL;
    }
    if (key_length > LONGEST_KEY)
    {
        *result = LWM2M_DTLS_E_UNSUPPORTED;
        return NULL;
    }

    for (i = 0; i < LWM2M_DTLS_MAX_SESSIONS; i++)
    {
        /* A free slot if there is one; a goodbye that nobody takes does not keep another out. */
        if (s_sessions[i].state == STATE_FREE || (s == NULL && s_sessions[i].state == STATE_LEAVING))
        {
            s = &s_sessions[i];
        }
    }
    if (s == NULL)
    {
        *result = LWM2M_DTLS_E_POOL;
        return NULL;
    }

    release(s);
    s->generation = s->generation % HANDLE_MAX_GENERATION + 1;
    s->state = LWM2M_DTLS_HANDSHAKING;
    s->alert = NO_ALERT;
    s->soft_timer = LWM2M_DTLS_NEVER;
    s->hard_timer = LWM2M_DTLS_NEVER;
    mbedtls_ssl_init(&s->ssl);
    mbedtls_ssl_config_init(&s->config);

    if (s_random_users++ == 0)
    {
        mbedtls_ctr_drbg_init(&s_random);
        error = mbedtls_ctr_drbg_seed(&s_random, ENTROPY, NULL, NULL, 0);
    }
    if (error == 0)
    {
        error = set_up(s, identity, (size_t)identity_length, key, (size_t)key_length);
    }
    if (error != 0)
    {
        *result = reason(s, error);
        release(s);
        return NULL;
    }

    *result = s->generation << HANDLE_SLOT_BITS | (int)(s - s_sessions);
    return s;
}

int lwm2m_dtls_features(void)
{
    return FEATURE_CID | FEATURE_SAVE | FEATURE_MAX_FRAGMENT | FEATURE_MASTER_SECRET | FEATURE_ANTI_REPLAY |
           CID_PADDING << LWM2M_DTLS_FEATURE_PADDING_SHIFT | LONGEST_KEY << LWM2M_DTLS_FEATURE_KEY_SHIFT;
}

int lwm2m_dtls_open(const uint8_t *identity, int identity_length, const uint8_t *key, int key_length)
{
    int result;

    (void)create(identity, identity_length, key, key_length, &result);
    return result;
}

int lwm2m_dtls_close(int handle)
{
    session *s = find_open(handle);
    int count;

    if (s == NULL)
    {
        return LWM2M_DTLS_E_HANDLE;
    }
    if (s->state == LWM2M_DTLS_ESTABLISHED)
    {
        (void)mbedtls_ssl_close_notify(&s->ssl);
    }
    else if (s->state == LWM2M_DTLS_HANDSHAKING)
    {
        /* Part of a handshake that nobody will finish. */
        s->out_count = 0;
    }

    count = s->out_count;
    end(s, STATE_LEAVING);
    if (count == 0)
    {
        release(s);
    }
    return count;
}

int lwm2m_dtls_put(int handle, const uint8_t *datagram, int length, int64_t now)
{
    session *s = find_open(handle);
    size_t whole;

    if (s == NULL)
    {
        return LWM2M_DTLS_E_HANDLE;
    }
    if (datagram == NULL || length < 0 || !is_time(now))
    {
        return LWM2M_DTLS_E_ARGUMENT;
    }
    if (length > LWM2M_DTLS_MAX_DATAGRAM)
    {
        return LWM2M_DTLS_E_TOO_LONG;
    }
    if (!is_live(s))
    {
        return s->state < 0 ? s->state : LWM2M_DTLS_OK;
    }

    (void)lwm2m_dtls_step(handle, now);
    if (is_live(s) && mbedtls_ssl_get_bytes_avail(&s->ssl) > 0)
    {
        return LWM2M_DTLS_E_BUSY;
    }
    whole = whole_records(s, datagram, (size_t)length);
    if (is_live(s) && whole > 0)
    {
        s->datagram = datagram;
        s->datagram_bytes = whole;
        pump(s);
        if (s->datagram != NULL)
        {
            s->datagram = NULL;
            return is_live(s) ? LWM2M_DTLS_E_BUSY : s->state < 0 ? s->state : LWM2M_DTLS_OK;
        }
    }
    return s->state < 0 ? s->state : LWM2M_DTLS_OK;
}

int lwm2m_dtls_take(int handle, uint8_t *buffer, int capacity)
{
    session *s = find(handle);
    size_t length;

    if (s == NULL)
    {
        return LWM2M_DTLS_E_HANDLE;
    }
    if (buffer == NULL || capacity < 0)
    {
        return LWM2M_DTLS_E_ARGUMENT;
    }
    if (s->out_count == 0)
    {
        if (s->state == STATE_LEAVING)
        {
            release(s);
        }
        return 0;
    }

    length = (size_t)s->out[0] << 8 | s->out[1];
    if (length > (size_t)capacity)
    {
        return LWM2M_DTLS_E_BUFFER;
    }
    memcpy(buffer, s->out + LENGTH_BYTES, length);
    s->out_count--;
    s->out_bytes -= LENGTH_BYTES + length;
    memmove(s->out, s->out + LENGTH_BYTES + length, s->out_bytes);
    return (int)length;
}

int lwm2m_dtls_write(int handle, const uint8_t *data, int length, int64_t now)
{
    session *s = find_open(handle);
    int most;
    int extra;
    int result;

    if (s == NULL)
    {
        return LWM2M_DTLS_E_HANDLE;
    }
    if (data == NULL || length < 1 || !is_time(now))
    {
        return LWM2M_DTLS_E_ARGUMENT;
    }
    if (s->state != LWM2M_DTLS_ESTABLISHED)
    {
        return s->state < 0 ? s->state : LWM2M_DTLS_E_STATE;
    }

    set_now(s, now);
    most = mbedtls_ssl_get_max_out_record_payload(&s->ssl);
    extra = mbedtls_ssl_get_record_expansion(&s->ssl);
    if (length > LWM2M_DTLS_MAX_DATA || length > most)
    {
        return LWM2M_DTLS_E_TOO_LONG;
    }
    /* Only what surely fits is begun: mbedTLS would keep hold of a half-sent record. */
    if (s->is_blocked || (size_t)length + (size_t)extra + LENGTH_BYTES > sizeof(s->out) - s->out_bytes)
    {
        return LWM2M_DTLS_E_BUSY;
    }

    result = mbedtls_ssl_write(&s->ssl, data, (size_t)length);
    if (result != length)
    {
        end(s, reason(s, result));
        return s->state;
    }
    return LWM2M_DTLS_OK;
}

int lwm2m_dtls_read(int handle, uint8_t *buffer, int capacity)
{
    session *s = find_open(handle);
    size_t waiting;
    int result;

    if (s == NULL)
    {
        return LWM2M_DTLS_E_HANDLE;
    }
    if (buffer == NULL || capacity < 0)
    {
        return LWM2M_DTLS_E_ARGUMENT;
    }
    if (s->state == LWM2M_DTLS_ESTABLISHED && mbedtls_ssl_get_bytes_avail(&s->ssl) == 0)
    {
        /* The datagram that brought what was read before may hold more records. */
        pump(s);
    }
    if (s->state != LWM2M_DTLS_ESTABLISHED)
    {
        return s->state < 0 ? s->state : 0;
    }

    waiting = mbedtls_ssl_get_bytes_avail(&s->ssl);
    if (waiting == 0)
    {
        return 0;
    }
    if (waiting > (size_t)capacity)
    {
        return LWM2M_DTLS_E_BUFFER;
    }
    result = mbedtls_ssl_read(&s->ssl, buffer, waiting);
    if (result < 0)
    {
        end(s, reason(s, result));
        return s->state;
    }
    return result;
}

int lwm2m_dtls_step(int handle, int64_t now)
{
    session *s = find_open(handle);

    if (s == NULL)
    {
        return LWM2M_DTLS_E_HANDLE;
    }
    if (!is_time(now))
    {
        return LWM2M_DTLS_E_ARGUMENT;
    }

    set_now(s, now);
    if (s->state == LWM2M_DTLS_HANDSHAKING)
    {
        if (s->give_up == 0)
        {
            s->give_up = s->now + LWM2M_DTLS_HANDSHAKE_LIMIT_MS;
        }
        if (s->now >= s->give_up)
        {
            end(s, reason(s, MBEDTLS_ERR_SSL_TIMEOUT));
        }
        else
        {
            pump(s);
        }
    }
    else if (s->is_blocked)
    {
        pump(s);
    }
    return s->state;
}

int64_t lwm2m_dtls_deadline(int handle)
{
    const session *s = find_open(handle);

    if (s == NULL || !is_live(s))
    {
        return LWM2M_DTLS_NEVER;
    }
    if (s->is_blocked || (s->state == LWM2M_DTLS_HANDSHAKING && s->give_up == 0))
    {
        return 0;
    }
    if (s->state == LWM2M_DTLS_ESTABLISHED)
    {
        return LWM2M_DTLS_NEVER;
    }
    return s->hard_timer < s->give_up ? s->hard_timer : s->give_up;
}

int lwm2m_dtls_state(int handle)
{
    const session *s = find_open(handle);

    return s == NULL ? LWM2M_DTLS_E_HANDLE : s->state;
}

int lwm2m_dtls_peer_cid(int handle)
{
    session *s = find_open(handle);

    if (s == NULL)
    {
        return LWM2M_DTLS_E_HANDLE;
    }
#if HAS_CID
    if (s->state == LWM2M_DTLS_ESTABLISHED)
    {
        unsigned char cid[MBEDTLS_SSL_CID_OUT_LEN_MAX];
        size_t length = 0;
        int enabled = MBEDTLS_SSL_CID_DISABLED;

        if (mbedtls_ssl_get_peer_cid(&s->ssl, &enabled, cid, &length) == 0 && enabled == MBEDTLS_SSL_CID_ENABLED)
        {
            return (int)length;
        }
    }
#endif
    return 0;
}

int lwm2m_dtls_save(int handle, uint8_t *buffer, int capacity)
{
#if HAS_SAVE
    session *s = find_open(handle);
    uint8_t tag[HMAC_BYTES];
    size_t length = 0;
    int result;

    if (s == NULL)
    {
        return LWM2M_DTLS_E_HANDLE;
    }
    if (buffer == NULL || capacity < 0)
    {
        return LWM2M_DTLS_E_ARGUMENT;
    }
    if (s->state != LWM2M_DTLS_ESTABLISHED)
    {
        return s->state < 0 ? s->state : LWM2M_DTLS_E_STATE;
    }
    /* A record that is sent after the save would be one whose number the saved session uses again. */
    if (s->out_count > 0 || s->is_blocked || mbedtls_ssl_check_pending(&s->ssl))
    {
        return LWM2M_DTLS_E_BUSY;
    }

    result = mbedtls_ssl_context_save(&s->ssl, NULL, 0, &length);
    if (result != MBEDTLS_ERR_SSL_BUFFER_TOO_SMALL)
    {
        return LWM2M_DTLS_E_STATE;
    }
    if (length + SAVED_EXTRA_BYTES > LWM2M_DTLS_MAX_SAVED)
    {
        return LWM2M_DTLS_E_TOO_LONG;
    }
    if (length + SAVED_EXTRA_BYTES > (size_t)capacity)
    {
        return LWM2M_DTLS_E_BUFFER;
    }

    /* Having written everything, mbedTLS makes its context new, for which it may find no memory; ours is at its end anyway. */
    (void)mbedtls_ssl_context_save(&s->ssl, buffer + 1, length, &length);
    buffer[0] = SAVED_VERSION;
    result = authenticate(s->seal, sizeof(s->seal), buffer, 1 + length, tag);
    if (result != 0)
    {
        mbedtls_platform_zeroize(buffer, 1 + length);
        end(s, reason(s, result));
        return s->state;
    }
    memcpy(buffer + 1 + length, tag, SAVED_TAG_BYTES);
    mbedtls_platform_zeroize(tag, sizeof(tag));
    release(s);
    return (int)(length + SAVED_EXTRA_BYTES);
#else
    (void)buffer;
    (void)capacity;
    return find_open(handle) == NULL ? LWM2M_DTLS_E_HANDLE : LWM2M_DTLS_E_UNSUPPORTED;
#endif
}

int lwm2m_dtls_load(const uint8_t *saved, int saved_length, const uint8_t *identity, int identity_length, const uint8_t *key,
                    int key_length)
{
#if HAS_SAVE
    session *s;
    uint8_t tag[HMAC_BYTES];
    uint8_t difference = 0;
    int result;
    int error;
    int i;

    if (saved == NULL || saved_length < 0)
    {
        return LWM2M_DTLS_E_ARGUMENT;
    }
    if (saved_length <= SAVED_EXTRA_BYTES || saved_length > LWM2M_DTLS_MAX_SAVED || saved[0] != SAVED_VERSION)
    {
        return LWM2M_DTLS_E_BLOB;
    }
    s = create(identity, identity_length, key, key_length, &result);
    if (s == NULL)
    {
        return result;
    }

    error = authenticate(s->seal, sizeof(s->seal), saved, (size_t)(saved_length - SAVED_TAG_BYTES), tag);
    if (error == 0)
    {
        for (i = 0; i < SAVED_TAG_BYTES; i++)
        {
            difference |= (uint8_t)(tag[i] ^ saved[saved_length - SAVED_TAG_BYTES + i]);
        }
        mbedtls_platform_zeroize(tag, sizeof(tag));
        if (difference == 0)
        {
            error = mbedtls_ssl_context_load(&s->ssl, saved + 1, (size_t)(saved_length - SAVED_EXTRA_BYTES));
        }
    }
    if (error != 0 || difference != 0)
    {
        int why = error == 0 ? LWM2M_DTLS_E_BLOB : reason(s, error);

        release(s);
        /* mbedTLS refuses what another version or configuration of it has written. */
        return why == LWM2M_DTLS_E_MEMORY ? why : LWM2M_DTLS_E_BLOB;
    }
    s->state = LWM2M_DTLS_ESTABLISHED;
    return result;
#else
    (void)saved;
    (void)saved_length;
    (void)identity;
    (void)identity_length;
    (void)key;
    (void)key_length;
    return LWM2M_DTLS_E_UNSUPPORTED;
#endif
}
