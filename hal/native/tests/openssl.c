/*
 * The engine against openssl's s_server, over loopback UDP in real time: DTLS 1.2, PSK-AES128-CCM8. The server prints what it
 * receives, and sends what it is given on its standard input. Prints what a handshake takes.
 */

#define _POSIX_C_SOURCE 200809L

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../lwm2m_dtls.h"

#define IDENTITY "device7"
#define KEY_HEX "00112233445566778899aabbccddeeff"
#define START_MS 5000
#define TRY_MS 10000

/* In a hurry, silence of this length passes for all the time that the engine would wait. */
#define HURRY_MS 30
#define CIPHER "PSK-AES128-CCM8:@SECLEVEL=0"

static const uint8_t s_key[16] = {0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff};
static int s_failed;

static int check(int holds, const char *what)
{
    if (!holds)
    {
        printf("FAILED openssl: %s\n", what);
        s_failed++;
    }
    return holds;
}

/* How far the engine's clock is ahead. */
static int64_t s_ahead;
static int s_is_hurried;

static int64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000 + s_ahead;
}

/* A UDP port that was free a moment ago. */
static int free_port(void)
{
    struct sockaddr_in address = {0};
    socklen_t length = sizeof(address);
    int s = socket(AF_INET, SOCK_DGRAM, 0);

    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (s < 0 || bind(s, (struct sockaddr *)&address, sizeof(address)) != 0 ||
        getsockname(s, (struct sockaddr *)&address, &length) != 0)
    {
        perror("socket");
        exit(1);
    }
    close(s);
    return ntohs(address.sin_port);
}

typedef struct
{
    pid_t process;
    int input;
    int output;
    size_t used;
    char text[16384]; /* What it has printed. */
} server;

/* Whether the server has printed a text, or does so within a time. */
static int prints(server *s, const char *text, int ms)
{
    int64_t until = now_ms() + ms;

    while (strstr(s->text, text) == NULL && s->used < sizeof(s->text) - 1)
    {
        struct pollfd p = {s->output, POLLIN, 0};
        int64_t wait = until - now_ms();
        ssize_t length;

        if (wait < 0 || poll(&p, 1, (int)wait) <= 0 ||
            (length = read(s->output, s->text + s->used, sizeof(s->text) - 1 - s->used)) <= 0)
        {
            break;
        }
        s->used += (size_t)length;
        s->text[s->used] = 0;
    }
    return strstr(s->text, text) != NULL;
}

static void start_server(server *s, int port, const char *cipher)
{
    char address[32];
    int in[2];
    int out[2];

    memset(s, 0, sizeof(*s));
    snprintf(address, sizeof(address), "127.0.0.1:%d", port);
    if (pipe(in) != 0 || pipe(out) != 0 || (s->process = fork()) < 0)
    {
        perror("fork");
        exit(1);
    }
    if (s->process == 0)
    {
        dup2(in[0], 0);
        dup2(out[1], 1);
        dup2(out[1], 2);
        close(in[1]);
        close(out[0]);
        execlp("openssl", "openssl", "s_server", "-dtls1_2", "-accept", address, "-nocert", "-psk_identity", IDENTITY, "-psk",
               KEY_HEX, "-cipher", cipher, (char *)NULL);
        _exit(127);
    }
    close(in[0]);
    close(out[1]);
    s->input = in[1];
    s->output = out[0];
    if (!prints(s, "ACCEPT", START_MS))
    {
        printf("FAILED openssl: s_server did not start: %s\n", s->text);
        kill(s->process, SIGKILL);
        exit(1);
    }
}

static void stop_server(server *s)
{
    kill(s->process, SIGKILL);
    waitpid(s->process, NULL, 0);
    close(s->input);
    close(s->output);
}

static int connect_to(int port)
{
    struct sockaddr_in address = {0};
    int s = socket(AF_INET, SOCK_DGRAM, 0);

    address.sin_family = AF_INET;
    address.sin_port = htons((uint16_t)port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (s < 0 || connect(s, (struct sockaddr *)&address, sizeof(address)) != 0)
    {
        perror("connect");
        exit(1);
    }
    return s;
}

typedef struct
{
    int socket;
    int handle;
    int datagrams;
    int bytes;
} connection;

/* Sends what is waiting, then waits for a datagram for as long as the engine and the limit allow. */
static void turn(connection *l, int64_t until)
{
    uint8_t d[LWM2M_DTLS_MAX_DATAGRAM];
    struct pollfd p = {l->socket, POLLIN, 0};
    int64_t wait;
    ssize_t length;
    int n;

    (void)lwm2m_dtls_step(l->handle, now_ms());
    while ((n = lwm2m_dtls_take(l->handle, d, sizeof(d))) > 0)
    {
        l->datagrams++;
        l->bytes += n;
        /* A refused one is as good as lost. */
        (void)!send(l->socket, d, (size_t)n, 0);
    }
    wait = lwm2m_dtls_deadline(l->handle) < until ? lwm2m_dtls_deadline(l->handle) : until;
    wait = wait > now_ms() ? wait - now_ms() : 0;
    if (poll(&p, 1, s_is_hurried && wait > HURRY_MS ? HURRY_MS : (int)wait) > 0)
    {
        if ((length = recv(l->socket, d, sizeof(d), 0)) > 0)
        {
            l->datagrams++;
            l->bytes += (int)length;
            (void)lwm2m_dtls_put(l->handle, d, (int)length, now_ms());
        }
    }
    else if (s_is_hurried)
    {
        s_ahead += wait;
    }
}

/* Shakes hands; gives the state when it is over, or after TRY_MS. */
static int shake_hands(connection *l, int port, const uint8_t *key, int key_length)
{
    int64_t until = now_ms() + (s_is_hurried ? 2 * LWM2M_DTLS_HANDSHAKE_LIMIT_MS : TRY_MS);

    memset(l, 0, sizeof(*l));
    l->socket = connect_to(port);
    l->handle = lwm2m_dtls_open((const uint8_t *)IDENTITY, (int)strlen(IDENTITY), key, key_length);
    check(l->handle > 0, "open");
    while (lwm2m_dtls_state(l->handle) == LWM2M_DTLS_HANDSHAKING && now_ms() < until)
    {
        turn(l, until);
    }
    return lwm2m_dtls_state(l->handle);
}

static void hang_up(connection *l)
{
    (void)lwm2m_dtls_close(l->handle);
    turn(l, now_ms());
    close(l->socket);
}

/* A line there, which the server prints, and a line back. */
static int round_trip(connection *l, server *peer, const char *there, const char *back)
{
    uint8_t buffer[LWM2M_DTLS_MAX_DATA];
    int64_t until = now_ms() + TRY_MS;
    size_t length = strlen(back);
    int got = 0;

    if (lwm2m_dtls_write(l->handle, (const uint8_t *)there, (int)strlen(there), now_ms()) != LWM2M_DTLS_OK)
    {
        return 0;
    }
    turn(l, now_ms());
    if (!prints(peer, there, TRY_MS) || write(peer->input, back, length) != (ssize_t)length)
    {
        return 0;
    }
    while (got == 0 && now_ms() < until)
    {
        turn(l, until);
        got = lwm2m_dtls_read(l->handle, buffer, sizeof(buffer));
    }
    return got == (int)length && memcmp(buffer, back, length) == 0;
}

int main(void)
{
    static const uint8_t wrong[16] = {1};
    uint8_t saved[LWM2M_DTLS_MAX_SAVED];
    connection l;
    int port = free_port();
    int state;
    int length;
    int datagrams;
    server peer;

    start_server(&peer, port, CIPHER);
    state = shake_hands(&l, port, s_key, sizeof(s_key));
    check(state == LWM2M_DTLS_ESTABLISHED, "handshake");
    printf("openssl: handshake %d datagrams, %d bytes of UDP payload\n", l.datagrams, l.bytes);
    check(round_trip(&l, &peer, "hello there\n", "and back\n"), "round trip");

    datagrams = l.datagrams;
    length = lwm2m_dtls_save(l.handle, saved, sizeof(saved));
    if (length != LWM2M_DTLS_E_UNSUPPORTED)
    {
        check(length > 0, "save");
        l.handle = lwm2m_dtls_load(saved, length, (const uint8_t *)IDENTITY, (int)strlen(IDENTITY), s_key, sizeof(s_key));
        check(l.handle > 0, "load");
        check(round_trip(&l, &peer, "awake again\n", "again and back\n"), "round trip after load");
        check(l.datagrams - datagrams == 2, "no handshake after load");
        printf("openssl: saved session %d bytes, goes on after loading\n", length);
    }
    check(lwm2m_dtls_close(l.handle) == 1, "close_notify");
    turn(&l, now_ms());
    check(prints(&peer, "DONE", START_MS), "the server saw close_notify");
    close(l.socket);
    stop_server(&peer);

    /* OpenSSL drops what it cannot decrypt, so that a wrong key is silence after its hello. */
    start_server(&peer, port, CIPHER);
    s_is_hurried = 1;
    check(shake_hands(&l, port, wrong, sizeof(wrong)) == LWM2M_DTLS_E_NOT_CONFIRMED, "wrong key");
    s_is_hurried = 0;
    hang_up(&l);
    stop_server(&peer);

    start_server(&peer, port, "PSK-AES128-GCM-SHA256:@SECLEVEL=0");
    state = shake_hands(&l, port, s_key, sizeof(s_key));
    check(state == LWM2M_DTLS_E_SUITE, "no common suite");
    hang_up(&l);
    stop_server(&peer);

    printf("openssl: %s\n", s_failed == 0 ? "passed" : "failed");
    return s_failed != 0;
}
