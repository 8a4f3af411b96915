/* A DTLS-PSK server on mbedTLS and a network in memory, with virtual time: the other end of the engine's tests. */

#ifndef PEER_H
#define PEER_H

#include <stddef.h>
#include <stdint.h>

#include "mbedtls/ssl.h"
#include "mbedtls/ssl_cookie.h"

#define PEER_MAX_DATAGRAM 2048
#define PEER_QUEUE 8

/* Which identity and key every test uses unless it says otherwise: seven bytes, as in the reference measurement. */
#define TEST_IDENTITY "device7"
extern const uint8_t test_key[16];

/* Sides, for the heap's books. */
#define SIDE_CLIENT 0
#define SIDE_SERVER 1

typedef struct
{
    int length;
    uint8_t bytes[PEER_MAX_DATAGRAM];
} datagram;

typedef struct
{
    mbedtls_ssl_context ssl;
    mbedtls_ssl_config config;
    mbedtls_ssl_cookie_ctx cookies;
    int is_established;
    int is_silent;      /* Takes everything and answers nothing. */
    int cid_bytes;      /* Length of the Connection ID it asks for, or -1 for none. */
    int address;        /* Where the client was last heard from. */
    int has_cookie;     /* HelloVerifyRequest is used. */
    int64_t now;
    int64_t soft_timer;
    int64_t hard_timer;
    const datagram *incoming;
    int out_count;
    datagram out[PEER_QUEUE];
    int read_length;    /* Last application data, or 0. */
    uint8_t read[PEER_MAX_DATAGRAM];
    int was_closed;     /* The client has sent close_notify. */
    int last_error;
} peer;

/* Starts a server: key of the one identity it knows, suite (0: that of the engine). */
void peer_start(peer *p, const uint8_t *key, size_t key_length, int suite, int has_cookie, int cid_bytes);
void peer_start_as(peer *p, const uint8_t *identity, size_t identity_length, const uint8_t *key, size_t key_length, int suite,
                   int has_cookie, int cid_bytes);
void peer_stop(peer *p);

/* Hands over a datagram from an address; lets time pass (datagram null). */
void peer_put(peer *p, const datagram *d, int address, int64_t now);
void peer_write(peer *p, const void *data, size_t length, int64_t now);

/* Sends a fatal alert, or a warning, as a record of the current epoch. */
void peer_alert(peer *p, int level, int description, int64_t now);

/* The next datagram it wants to send, or 0. */
int peer_take(peer *p, datagram *d);

/* Repeatable random bytes. */
uint32_t next_random(void);
void seed_random(uint32_t seed);
int fill_random(void *context, unsigned char *output, size_t length);

/* The network: what happens to a datagram. */
#define NET_DELIVER 0
#define NET_DROP 1
#define NET_TWICE 2
#define NET_HOLD 3 /* Behind the next one of its direction, or after a second. */

#define TO_SERVER 0
#define TO_CLIENT 1

typedef struct net net;
typedef int (*net_hook)(net *n, int direction, int index, datagram *d);

struct net
{
    int handle;
    peer server;
    int address; /* The client's. */
    int64_t now;
    net_hook hook;
    int hook_index;  /* For the hook's use. */
    int hook_detail;
    int count[2];    /* Datagrams sent each way, and their bytes. */
    int bytes[2];
    int has_held[2];
    datagram held[2];
    int64_t held_until[2];
};

/* Opens a session with the test's identity and the key, against n->server, which must have been started. */
void net_open(net *n, const uint8_t *key, size_t key_length);

/* Carries what is waiting, both ways, until both are silent; time stands still. */
void net_settle(net *n);

/* Lets time run, from deadline to deadline, until the session has left the state or the time has come. Returns its state. */
int net_run(net *n, int while_state, int64_t until);

/* One message there and one back. Returns whether both came. */
int net_round_trip(net *n, const char *text);

/* Heap in use by mbedTLS for a side: now, and at most since the last reset. Zero where mbedTLS cannot be asked. */
void heap_install(void);
void heap_side(int side);
size_t heap_held(int side);
size_t heap_peak(int side);
void heap_reset_peak(int side);
/* The client's allocation that fails, counted from 1 on; 0 for none. */
void heap_fail_at(int allocation);
int heap_was_failed(void);

#endif
