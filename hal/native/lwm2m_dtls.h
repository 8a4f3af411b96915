/*
 * DTLS 1.2 client sessions with a pre-shared key, on mbedTLS (2.28 and 3.6).
 *
 * The engine does no I/O, has no thread and never waits: it is handed datagrams and the time, and hands back datagrams,
 * application data and the time at which it next wants to be called. One suite, TLS_PSK_WITH_AES_128_CCM_8 (RFC 6655), with
 * extended master secret (RFC 7627), cookies (RFC 6347, 4.2.1), anti-replay (4.1.2.6), maximum fragment length (RFC 6066, 4)
 * and, where mbedTLS has it, Connection ID (RFC 9146).
 *
 * How to drive a session:
 *
 *     h = lwm2m_dtls_open(identity, identity_length, key, key_length);
 *     for ever:
 *         lwm2m_dtls_step(h, now);
 *         while ((n = lwm2m_dtls_take(h, buffer, sizeof buffer)) > 0)  send n bytes to the server;
 *         wait for a datagram, or until lwm2m_dtls_deadline(h);
 *         lwm2m_dtls_put(h, datagram, length, now);
 *         while ((n = lwm2m_dtls_read(h, buffer, sizeof buffer)) > 0)  n bytes of application data have come;
 *     lwm2m_dtls_close(h), and take once more: close_notify is waiting.
 *
 * Common rules:
 * - Everything is an int, a pointer to bytes, or a time. A result of 0 or more is a length or a success; a negative one is
 *   one of LWM2M_DTLS_E_*. No function keeps a pointer after it has returned, and none writes beyond the length given.
 * - Lengths are in bytes. Times are milliseconds, 0 to INT64_MAX / 2, of a clock that does not step back; none is read here.
 * - Not for concurrent use: all calls for all sessions come from one thread at a time.
 * - Sessions, and the datagrams they wait to hand out, live in static memory; the heap is used by mbedTLS alone.
 */

#ifndef LWM2M_DTLS_H
#define LWM2M_DTLS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Marks what a shared library shows to others. */
#if defined(_WIN32)
#define LWM2M_DTLS_API __declspec(dllexport)
#elif defined(__GNUC__)
#define LWM2M_DTLS_API __attribute__((visibility("default")))
#else
#define LWM2M_DTLS_API
#endif

/* Sessions that can be open at once, 1 to 255. */
#ifndef LWM2M_DTLS_MAX_SESSIONS
#define LWM2M_DTLS_MAX_SESSIONS 2
#endif

/* The most application data a datagram carries, both ways, and the maximum fragment length asked for: 512, 1024, 2048 or 4096. */
#ifndef LWM2M_DTLS_MAX_DATA
#define LWM2M_DTLS_MAX_DATA 1024
#endif

/*
 * The most a record adds to its data: header 13, explicit nonce 8, tag 8 (RFC 6655), and with a Connection ID (RFC 9146) the
 * peer's identifier of at most 32 bytes, the inner content type and padding up to 16.
 */
#define LWM2M_DTLS_MAX_OVERHEAD 80

/* The longest datagram that is taken out or put in. */
#define LWM2M_DTLS_MAX_DATAGRAM (LWM2M_DTLS_MAX_DATA + LWM2M_DTLS_MAX_OVERHEAD)

/* Longest identity and key (RFC 4279, 5.3). mbedTLS may be built for shorter keys only: see LWM2M_DTLS_FEATURE_KEY_SHIFT. */
#define LWM2M_DTLS_MAX_IDENTITY 128
#define LWM2M_DTLS_MAX_KEY 64

/* A saved session is never longer. */
#define LWM2M_DTLS_MAX_SAVED 256

/* The whole handshake is given up after this time, whatever the server does: more than silence takes (1+2+4+8+16+32+60 s). */
#ifndef LWM2M_DTLS_HANDSHAKE_LIMIT_MS
#define LWM2M_DTLS_HANDSHAKE_LIMIT_MS 150000
#endif

/* Retransmission of a handshake flight (RFC 6347, 4.2.4.1): first wait and longest wait; each is twice the one before. */
#define LWM2M_DTLS_RETRANSMIT_MIN_MS 1000
#define LWM2M_DTLS_RETRANSMIT_MAX_MS 60000

/* A deadline that never comes. */
#define LWM2M_DTLS_NEVER INT64_MAX

/* Bits of lwm2m_dtls_features. */
#define LWM2M_DTLS_FEATURE_CID 0x01           /* Connection ID of RFC 9146 is offered to the server. */
#define LWM2M_DTLS_FEATURE_SAVE 0x02          /* Sessions can be saved and loaded. */
#define LWM2M_DTLS_FEATURE_MAX_FRAGMENT 0x04  /* A maximum fragment length is asked for. */
#define LWM2M_DTLS_FEATURE_MASTER_SECRET 0x08 /* The extended master secret is offered. */
#define LWM2M_DTLS_FEATURE_ANTI_REPLAY 0x10   /* Replayed records are dropped. */
#define LWM2M_DTLS_FEATURE_PADDING_SHIFT 8    /* Bits 8 to 15: records with a Connection ID are padded to a multiple of this, 1 is none. */
#define LWM2M_DTLS_FEATURE_KEY_SHIFT 16       /* Bits 16 to 23: longest key of this build (mbedTLS's MBEDTLS_PSK_MAX_LEN, at most ours). */

/* States of a session: lwm2m_dtls_state gives one of these, or the reason of a failure (negative). */
#define LWM2M_DTLS_HANDSHAKING 1 /* Not yet: step, take and put. */
#define LWM2M_DTLS_ESTABLISHED 2 /* The server knows the key; data can be written and read. */
#define LWM2M_DTLS_CLOSED 3      /* The server has sent close_notify; all that is left to do is to take and to close. */

/* Errors of a call. The session is as it was before. */
#define LWM2M_DTLS_OK 0
#define LWM2M_DTLS_E_HANDLE (-1)      /* No such session: never opened, or closed. */
#define LWM2M_DTLS_E_ARGUMENT (-2)    /* A null pointer, or a length or time out of its range. */
#define LWM2M_DTLS_E_POOL (-3)        /* All sessions are in use. */
#define LWM2M_DTLS_E_MEMORY (-4)      /* mbedTLS found no memory. Of a session: the reason it failed. */
#define LWM2M_DTLS_E_ENTROPY (-5)     /* The platform's source of randomness failed; nothing is sent without it. As -4. */
#define LWM2M_DTLS_E_STATE (-6)       /* Not in this state: writing or saving a session that is not established. */
#define LWM2M_DTLS_E_BUSY (-7)        /* First take the outgoing datagrams and read the data that has come. */
#define LWM2M_DTLS_E_BUFFER (-8)      /* The buffer is too short; what was to be put into it is kept. */
#define LWM2M_DTLS_E_TOO_LONG (-9)    /* Data or a datagram longer than the limit; it is dropped. */
#define LWM2M_DTLS_E_BLOB (-10)       /* Not a session saved by this build for this identity and key, or damaged. */
#define LWM2M_DTLS_E_UNSUPPORTED (-11)/* This build cannot do it: see lwm2m_dtls_features. */

/* Why a session has failed: lwm2m_dtls_state, and every other call for that session but take and close. */
#define LWM2M_DTLS_E_TIMEOUT (-20)          /* The server does not answer, or never gets on with the handshake. */
#define LWM2M_DTLS_E_NOT_CONFIRMED (-21)    /* The server answered, but did not confirm the key: most often the key is wrong. */
#define LWM2M_DTLS_E_KEY (-22)              /* The keys differ: alert bad_record_mac or decrypt_error, or a Finished that is wrong. */
#define LWM2M_DTLS_E_IDENTITY (-23)         /* The server does not know the identity: alert unknown_psk_identity (RFC 4279, 2). */
#define LWM2M_DTLS_E_SUITE (-24)            /* No common cipher suite: alert handshake_failure or insufficient_security. */
#define LWM2M_DTLS_E_VERSION (-25)          /* The server does not speak DTLS 1.2: alert protocol_version, or another version offered. */
#define LWM2M_DTLS_E_ALERT (-26)            /* Another fatal alert. */
#define LWM2M_DTLS_E_PROTOCOL (-27)         /* The server sent what it must not: a suite not offered, a malformed message. */
#define LWM2M_DTLS_E_INTERNAL (-28)         /* mbedTLS failed in a way that has no name here. */

/*
 * What this build can do: LWM2M_DTLS_FEATURE_*, the padding granularity and the longest key. Settled at compile time by mbedTLS's version and
 * configuration.
 */
LWM2M_DTLS_API int lwm2m_dtls_features(void);

/*
 * Opens a session; its handshake begins with the first step. Identity (1 to LWM2M_DTLS_MAX_IDENTITY bytes) and key (1 to
 * LWM2M_DTLS_MAX_KEY) are passed on as they are and copied; the copies are erased when the session ends.
 * Returns a handle (1 or more, not that of an earlier session), or E_ARGUMENT, E_UNSUPPORTED (the key is longer than this
 * build can use), E_POOL, E_MEMORY, E_ENTROPY.
 */
LWM2M_DTLS_API int lwm2m_dtls_open(const uint8_t *identity, int identity_length, const uint8_t *key, int key_length);

/*
 * Closes a session in any state: frees mbedTLS's memory and erases keys and data. An established session leaves a
 * close_notify: take it with the same handle, which is valid until take has returned 0 (or the slot is needed by another).
 * Returns how many datagrams are waiting to be taken (0: the handle is no longer valid), or E_HANDLE.
 */
LWM2M_DTLS_API int lwm2m_dtls_close(int handle);

/*
 * Hands over one datagram that has come from the server, 0 to LWM2M_DTLS_MAX_DATAGRAM bytes; it is read during the call only.
 * What is forged, replayed, of another epoch or malformed is dropped in silence (RFC 6347, 4.1.2.7), at any length.
 * Returns OK (consumed, whatever came of it), E_BUSY (not consumed: take and read, then put it again), E_TOO_LONG (dropped),
 * E_HANDLE, E_ARGUMENT, or the reason of a failure.
 */
LWM2M_DTLS_API int lwm2m_dtls_put(int handle, const uint8_t *datagram, int length, int64_t now);

/*
 * Takes the next datagram to be sent to the server, oldest first. A buffer of LWM2M_DTLS_MAX_DATAGRAM always suffices.
 * Returns its length, 0 if none is waiting, E_BUFFER (kept), E_HANDLE or E_ARGUMENT. A failed session may still have an alert to hand out.
 */
LWM2M_DTLS_API int lwm2m_dtls_take(int handle, uint8_t *buffer, int capacity);

/*
 * Makes one record, and of it one datagram, of application data: 1 to LWM2M_DTLS_MAX_DATA bytes (fewer where the server has
 * agreed to less). The datagram is waiting for take.
 * Returns OK, E_STATE (not established yet, or closed), E_BUSY (take first), E_TOO_LONG, E_HANDLE, E_ARGUMENT, or the reason of a failure.
 */
LWM2M_DTLS_API int lwm2m_dtls_write(int handle, const uint8_t *data, int length, int64_t now);

/*
 * Reads the application data of one record that put has let in. A buffer of LWM2M_DTLS_MAX_DATA always suffices.
 * Returns its length, 0 if there is none, E_BUFFER (kept), E_HANDLE or E_ARGUMENT, or the reason of a failure.
 * Read until it gives 0: a datagram may bring several records, and a close_notify behind data is seen when the data has been read.
 */
LWM2M_DTLS_API int lwm2m_dtls_read(int handle, uint8_t *buffer, int capacity);

/*
 * Lets time pass: begins the handshake, and sends a flight again when its time has come.
 * Returns the state after it (as lwm2m_dtls_state), or E_HANDLE or E_ARGUMENT.
 */
LWM2M_DTLS_API int lwm2m_dtls_step(int handle, int64_t now);

/*
 * When step wants to be called next if no datagram comes: 0 (at once), a time, or LWM2M_DTLS_NEVER (also for an unknown handle).
 * An established session has no deadline.
 */
LWM2M_DTLS_API int64_t lwm2m_dtls_deadline(int handle);

/*
 * HANDSHAKING, ESTABLISHED, CLOSED, or why the session has failed; E_HANDLE. A failed session holds no memory of mbedTLS, but
 * its place in the pool until it is closed.
 */
LWM2M_DTLS_API int lwm2m_dtls_state(int handle);

/*
 * How long the server's Connection ID is, in bytes: it stands in every record to the server, which then knows the session by it
 * and not by our address. 0 if none was agreed (or an empty one): then a change of address needs a handshake. E_HANDLE.
 */
LWM2M_DTLS_API int lwm2m_dtls_peer_cid(int handle);

/*
 * Writes an established session to the buffer and ends it here without a word to the server, so that it goes on in one place
 * only. LWM2M_DTLS_MAX_SAVED bytes always suffice. The blob holds the session's keys: keep it as safe as the key itself.
 * Returns its length (the handle is no longer valid); or, the session going on as before, E_STATE, E_BUSY (take and read first),
 * E_BUFFER, E_TOO_LONG (the server's Connection ID is too long to be kept), E_UNSUPPORTED, E_HANDLE, E_ARGUMENT; or the reason
 * of a failure (E_MEMORY: the session has ended, and the buffer holds nothing of it).
 */
LWM2M_DTLS_API int lwm2m_dtls_save(int handle, uint8_t *buffer, int capacity);

/*
 * Goes on with a saved session; it is established at once, and no datagram is sent for it.
 * ONCE ONLY: the nonces of CCM count on from the saved record number, and a session loaded twice repeats them, which gives its
 * data away (RFC 5116, 3.1). Erase the blob in its store before this call, not after.
 * The blob carries a version and an authentication code over itself and the identity, made with the pre-shared key: what is
 * truncated, damaged, of another build, identity or key, or made by someone who does not know the key, is refused. It does not
 * tell an old blob from the newest: that is the store's part, see above.
 * Returns a handle, or E_BLOB, E_UNSUPPORTED and those of lwm2m_dtls_open.
 */
LWM2M_DTLS_API int lwm2m_dtls_load(const uint8_t *saved, int saved_length, const uint8_t *identity, int identity_length,
                                   const uint8_t *key, int key_length);

#ifdef __cplusplus
}
#endif

#endif
