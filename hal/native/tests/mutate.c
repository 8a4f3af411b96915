/*
 * Mutated datagrams into the engine, in every stage of a session: built with AddressSanitizer and UndefinedBehaviorSanitizer.
 * What an established session must not do is end: no mutated record is authentic.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../lwm2m_dtls.h"
#include "peer.h"

#define DEFAULT_COUNT 1000000
#define MUTATIONS_OF_A_RECORD 20
#define RECORDS_OF_A_SESSION 4
#define CID_BYTES 8

static long s_count;
static long s_wanted;
static long s_established;
static long s_failed;
static datagram s_last; /* One seen before, to splice with. */

int test_entropy(void *context, unsigned char *output, size_t length);
int test_entropy(void *context, unsigned char *output, size_t length)
{
    return fill_random(context, output, length);
}

static uint32_t below(uint32_t limit)
{
    return next_random() % limit;
}

static void die(const char *what)
{
    fprintf(stderr, "mutate: %s after %ld datagrams\n", what, s_count);
    exit(1);
}

/* A place that is worth changing: any byte, or one of the headers'. */
static uint32_t place(const datagram *d)
{
    static const uint8_t headers[] = {0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24};
    uint32_t at = below(2) == 0 ? headers[below(sizeof(headers))] : below((uint32_t)d->length);

    return at < (uint32_t)d->length ? at : below((uint32_t)d->length);
}

static void mutate(datagram *d)
{
    static const uint8_t special[] = {0, 1, 2, 12, 13, 20, 21, 22, 23, 24, 25, 0x7f, 0x80, 0xfd, 0xfe, 0xff};
    int rounds = 1 + (int)below(4);
    int length;

    while (rounds-- > 0)
    {
        if (d->length == 0)
        {
            d->bytes[0] = (uint8_t)next_random();
            d->length = 1;
        }
        switch (below(8))
        {
        case 0:
        case 1:
            d->bytes[place(d)] ^= (uint8_t)(1 << below(8));
            break;
        case 2:
            d->bytes[place(d)] = special[below(sizeof(special))];
            break;
        case 3:
            d->bytes[place(d)] = (uint8_t)next_random();
            break;
        case 4:
            d->length = (int)below((uint32_t)d->length + 1);
            break;
        case 5:
            length = (int)below(64);
            if (d->length + length <= LWM2M_DTLS_MAX_DATAGRAM)
            {
                (void)fill_random(NULL, d->bytes + d->length, (size_t)length);
                d->length += length;
            }
            break;
        case 6:
            /* Another one behind it. */
            if (d->length + s_last.length <= LWM2M_DTLS_MAX_DATAGRAM)
            {
                memcpy(d->bytes + d->length, s_last.bytes, (size_t)s_last.length);
                d->length += s_last.length;
            }
            break;
        default:
            /* A part left out. */
            length = (int)place(d);
            memmove(d->bytes + length / 2, d->bytes + length, (size_t)(d->length - length));
            d->length -= length - length / 2;
            break;
        }
    }
}

static void put_mutated(net *n, const datagram *genuine)
{
    datagram d = *genuine;

    mutate(&d);
    if (d.length == genuine->length && memcmp(d.bytes, genuine->bytes, (size_t)d.length) == 0)
    {
        return;
    }
    s_count++;
    (void)lwm2m_dtls_put(n->handle, d.bytes, d.length, n->now);
}

/* In the handshake: a few mutated ones before the genuine one, in some sessions from some datagram on. */
static int disturb(net *n, int direction, int index, datagram *d)
{
    if (direction == TO_CLIENT)
    {
        if (index >= n->hook_index && lwm2m_dtls_state(n->handle) == LWM2M_DTLS_HANDSHAKING)
        {
            int count = 1 + (int)below(8);

            while (count-- > 0)
            {
                put_mutated(n, d);
            }
        }
        s_last = *d;
    }
    return NET_DELIVER;
}

static void disturb_established(net *n)
{
    uint8_t buffer[LWM2M_DTLS_MAX_DATA];
    datagram record;
    int i;
    int k;

    n->hook = NULL;
    /* Warnings and repeated flights are behind; what comes now is data. */
    for (i = 0; i < RECORDS_OF_A_SESSION; i++)
    {
        peer_write(&n->server, "some text", 9, n->now);
        if (peer_take(&n->server, &record) == 0)
        {
            die("the server has not written");
        }
        for (k = 0; k < MUTATIONS_OF_A_RECORD; k++)
        {
            put_mutated(n, &record);
            while (lwm2m_dtls_read(n->handle, buffer, sizeof(buffer)) > 0)
            {
                /* A genuine record may stand whole before or behind what was changed. */
            }
            if (lwm2m_dtls_state(n->handle) != LWM2M_DTLS_ESTABLISHED)
            {
                die("an established session ended");
            }
        }
        s_last = record;
    }
    if (!net_round_trip(n, "and on"))
    {
        die("an established session is deaf");
    }
}

static void one_session(net *n, int cid_bytes)
{
    uint8_t saved[LWM2M_DTLS_MAX_SAVED];
    int length;
    int state;

    memset(n, 0, sizeof(*n));
    n->now = 1000;
    n->address = 1;
    n->hook = disturb;
    n->hook_index = (int)below(8);
    peer_start(&n->server, test_key, sizeof(test_key), 0, (int)below(2), cid_bytes);
    net_open(n, test_key, sizeof(test_key));
    state = net_run(n, LWM2M_DTLS_HANDSHAKING, n->now + LWM2M_DTLS_HANDSHAKE_LIMIT_MS + 1);
    if (state == LWM2M_DTLS_ESTABLISHED && n->server.is_established)
    {
        s_established++;
        disturb_established(n);
        length = lwm2m_dtls_save(n->handle, saved, sizeof(saved));
        if (length > 0)
        {
            n->handle = lwm2m_dtls_load(saved, length, (const uint8_t *)TEST_IDENTITY, (int)strlen(TEST_IDENTITY), test_key,
                                        sizeof(test_key));
            disturb_established(n);
        }
    }
    else if (state < 0)
    {
        s_failed++;
    }
    else
    {
        die("a handshake did not end");
    }
    (void)lwm2m_dtls_close(n->handle);
    peer_stop(&n->server);
    if (heap_held(SIDE_CLIENT) != 0)
    {
        die("memory lost");
    }
}

int main(int argc, char **argv)
{
    static net n;

    s_wanted = argc > 1 ? atol(argv[1]) : DEFAULT_COUNT;
    heap_install();
    seed_random(argc > 2 ? (uint32_t)strtoul(argv[2], NULL, 0) : 0x5eed);
    while (s_count < s_wanted)
    {
        one_session(&n, below(2) == 0 ? -1 : CID_BYTES);
    }
    printf("mutated datagrams: %ld, in %ld sessions established and %ld failed by name\n", s_count, s_established, s_failed);
    return 0;
}
