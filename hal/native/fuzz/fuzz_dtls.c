/*
 * libFuzzer target: the input is a list of steps, each a byte and what it takes, done to a session whose server is genuine.
 *
 *     0 n bytes     a datagram of n bytes as they are
 *     1             the server's next datagram
 *     2 at n bytes  the same, n of its bytes from at on XORed
 *     3 n           n seconds pass
 *     4 n bytes     n bytes of application data to the server, which sends them back
 *     5 n           data is read into a buffer of n bytes
 *     6             the session is saved and loaded
 *     7 n bytes     n bytes are loaded as a saved session
 *     8 n           the server's next datagram without all but its first n bytes
 *     9             the server's next datagram is lost
 *
 * The first byte chooses cookie and Connection ID. Everything else is the same in every run.
 */

#include <stdlib.h>
#include <string.h>

#include "../lwm2m_dtls.h"
#include "../tests/peer.h"

#define STEPS 10
#define CID_BYTES 8

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t length);

int test_entropy(void *context, unsigned char *output, size_t length);
int test_entropy(void *context, unsigned char *output, size_t length)
{
    return fill_random(context, output, length);
}

typedef struct
{
    const uint8_t *next;
    size_t left;
} reader;

static int byte(reader *r)
{
    if (r->left == 0)
    {
        return 0;
    }
    r->left--;
    return *r->next++;
}

static const uint8_t *bytes(reader *r, int *count)
{
    const uint8_t *start = r->next;

    if ((size_t)*count > r->left)
    {
        *count = (int)r->left;
    }
    r->next += *count;
    r->left -= (size_t)*count;
    return start;
}

/* What the client has to say reaches the server, which gives data back. */
static void to_server(net *n)
{
    datagram d;

    while ((d.length = lwm2m_dtls_take(n->handle, d.bytes, sizeof(d.bytes))) > 0)
    {
        if (n->server.out_count < PEER_QUEUE / 2)
        {
            peer_put(&n->server, &d, 1, n->now);
        }
        if (n->server.read_length > 0 && n->server.is_established && n->server.out_count < PEER_QUEUE / 2)
        {
            peer_write(&n->server, n->server.read, (size_t)n->server.read_length, n->now);
        }
        n->server.read_length = 0;
    }
}

static void load(net *n, const uint8_t *saved, int length)
{
    int handle = lwm2m_dtls_load(saved, length, (const uint8_t *)TEST_IDENTITY, (int)strlen(TEST_IDENTITY), test_key,
                                 sizeof(test_key));

    if (handle > 0)
    {
        (void)lwm2m_dtls_close(n->handle);
        n->handle = handle;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t length)
{
    static net n;
    static uint8_t buffer[LWM2M_DTLS_MAX_DATA];
    reader r = {input, length};
    uint8_t saved[LWM2M_DTLS_MAX_SAVED];
    datagram d;
    int options = byte(&r);
    int state;

    heap_install();
    seed_random(0xf022);
    memset(&n, 0, sizeof(n));
    n.now = 1000;
    n.address = 1;
    peer_start(&n.server, test_key, sizeof(test_key), 0, options & 1, (options & 2) != 0 ? CID_BYTES : -1);
    net_open(&n, test_key, sizeof(test_key));

    while (r.left > 0)
    {
        int step = byte(&r) % STEPS;
        int count;
        int at;
        int i;
        const uint8_t *from;

        (void)lwm2m_dtls_step(n.handle, n.now);
        to_server(&n);
        d.length = 0;
        switch (step)
        {
        case 0:
            count = byte(&r);
            from = bytes(&r, &count);
            (void)lwm2m_dtls_put(n.handle, from, count, n.now);
            break;
        case 1:
            if (peer_take(&n.server, &d) > 0)
            {
                (void)lwm2m_dtls_put(n.handle, d.bytes, d.length, n.now);
            }
            break;
        case 2:
            at = byte(&r);
            count = byte(&r);
            from = bytes(&r, &count);
            if (peer_take(&n.server, &d) > 0)
            {
                for (i = 0; i < count && at + i < d.length; i++)
                {
                    d.bytes[at + i] ^= from[i];
                }
                (void)lwm2m_dtls_put(n.handle, d.bytes, d.length, n.now);
            }
            break;
        case 3:
            n.now += 1000 * byte(&r);
            (void)lwm2m_dtls_step(n.handle, n.now);
            to_server(&n);
            if (n.server.out_count < PEER_QUEUE / 2)
            {
                peer_put(&n.server, NULL, 1, n.now);
            }
            break;
        case 4:
            count = byte(&r);
            from = bytes(&r, &count);
            (void)lwm2m_dtls_write(n.handle, from, count, n.now);
            break;
        case 5:
            (void)lwm2m_dtls_read(n.handle, buffer, byte(&r));
            break;
        case 6:
            count = lwm2m_dtls_save(n.handle, saved, sizeof(saved));
            if (count > 0)
            {
                load(&n, saved, count);
            }
            break;
        case 7:
            count = byte(&r);
            from = bytes(&r, &count);
            load(&n, from, count);
            break;
        case 8:
            count = byte(&r);
            if (peer_take(&n.server, &d) > 0)
            {
                (void)lwm2m_dtls_put(n.handle, d.bytes, count < d.length ? count : d.length, n.now);
            }
            break;
        default:
            (void)peer_take(&n.server, &d);
            break;
        }
        to_server(&n);
    }

    state = lwm2m_dtls_state(n.handle);
    if (state > LWM2M_DTLS_CLOSED)
    {
        abort();
    }
    (void)lwm2m_dtls_close(n.handle);
    while (lwm2m_dtls_take(n.handle, d.bytes, sizeof(d.bytes)) > 0)
    {
    }
    peer_stop(&n.server);
    if (heap_held(SIDE_CLIENT) != 0)
    {
        abort();
    }
    return 0;
}
