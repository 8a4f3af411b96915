/*
 * The engine against openssl's s_server, over loopback UDP in real time: DTLS 1.2, PSK-AES128-CCM8, which sends back each line
 * turned round (-rev). Prints what a handshake takes.
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

static int64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
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

/* Starts s_server with a cipher list; waits until it says that it accepts. */
static pid_t start_server(int port, const char *cipher)
{
    char address[32];
    char text[4096] = "";
    size_t used = 0;
    int64_t until = now_ms() + START_MS;
    int out[2];
    int null = open("/dev/null", O_RDWR);
    pid_t child;

    snprintf(address, sizeof(address), "127.0.0.1:%d", port);
    if (pipe(out) != 0 || (child = fork()) < 0)
    {
        perror("fork");
        exit(1);
    }
    if (child == 0)
    {
        dup2(null, 0);
        dup2(out[1], 1);
        dup2(out[1], 2);
        close(out[0]);
        execlp("openssl", "openssl", "s_server", "-dtls1_2", "-accept", address, "-nocert", "-psk_identity", IDENTITY, "-psk",
               KEY_HEX, "-cipher", cipher, "-rev", (char *)NULL);
        _exit(127);
    }
    close(out[1]);
    close(null);
    while (strstr(text, "ACCEPT") == NULL && now_ms() < until && used < sizeof(text) - 1)
    {
        struct pollfd p = {out[0], POLLIN, 0};
        ssize_t length;

        if (poll(&p, 1, 100) > 0)
        {
            length = read(out[0], text + used, sizeof(text) - 1 - used);
            if (length <= 0)
            {
                break;
            }
            used += (size_t)length;
            text[used] = 0;
        }
    }
    if (strstr(text, "ACCEPT") == NULL)
    {
        printf("openssl s_server did not start: %s\n", text);
        kill(child, SIGKILL);
        exit(1);
    }
    /* It writes little from here on; the pipe stays open so that it can. */
    return child;
}

static void stop_server(pid_t child)
{
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
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
} link;

/* Sends what is waiting, then waits for a datagram for as long as the engine and the limit allow. */
static void turn(link *l, int64_t until)
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
    if (poll(&p, 1, (int)wait) > 0 && (length = recv(l->socket, d, sizeof(d), 0)) > 0)
    {
        l->datagrams++;
        l->bytes += (int)length;
        (void)lwm2m_dtls_put(l->handle, d, (int)length, now_ms());
    }
}

/* Shakes hands; gives the state when it is over, or after TRY_MS. */
static int shake_hands(link *l, int port, const uint8_t *key, int key_length)
{
    int64_t until = now_ms() + TRY_MS;

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

static void hang_up(link *l)
{
    (void)lwm2m_dtls_close(l->handle);
    turn(l, now_ms());
    close(l->socket);
}

static int round_trip(link *l, const char *text, const char *back)
{
    uint8_t buffer[LWM2M_DTLS_MAX_DATA];
    int64_t until = now_ms() + TRY_MS;
    int length = 0;

    if (lwm2m_dtls_write(l->handle, (const uint8_t *)text, (int)strlen(text), now_ms()) != LWM2M_DTLS_OK)
    {
        return 0;
    }
    while (length == 0 && now_ms() < until)
    {
        turn(l, until);
        length = lwm2m_dtls_read(l->handle, buffer, sizeof(buffer));
    }
    return length == (int)strlen(back) && memcmp(buffer, back, (size_t)length) == 0;
}

int main(void)
{
    static const uint8_t wrong[16] = {1};
    uint8_t saved[LWM2M_DTLS_MAX_SAVED];
    link l;
    int port = free_port();
    int state;
    int length;
    int datagrams;
    pid_t server = start_server(port, CIPHER);

    state = shake_hands(&l, port, s_key, sizeof(s_key));
    check(state == LWM2M_DTLS_ESTABLISHED, "handshake");
    printf("openssl: handshake %d datagrams, %d bytes of UDP payload\n", l.datagrams, l.bytes);
    check(round_trip(&l, "hello\n", "olleh\n"), "round trip");

    datagrams = l.datagrams;
    length = lwm2m_dtls_save(l.handle, saved, sizeof(saved));
    if (length != LWM2M_DTLS_E_UNSUPPORTED)
    {
        check(length > 0, "save");
        l.handle = lwm2m_dtls_load(saved, length, (const uint8_t *)IDENTITY, (int)strlen(IDENTITY), s_key, sizeof(s_key));
        check(l.handle > 0, "load");
        check(round_trip(&l, "again\n", "niaga\n"), "round trip after load");
        check(l.datagrams - datagrams == 2, "no handshake after load");
        printf("openssl: saved session %d bytes, goes on after loading\n", length);
    }
    hang_up(&l);
    stop_server(server);

    /* OpenSSL drops what it cannot decrypt, so that a wrong key is silence after its hello. */
    server = start_server(port, CIPHER);
    state = shake_hands(&l, port, wrong, sizeof(wrong));
    check(state == LWM2M_DTLS_E_KEY || state == LWM2M_DTLS_HANDSHAKING || state == LWM2M_DTLS_E_NOT_CONFIRMED, "wrong key");
    printf("openssl: wrong key: state %d after %d s\n", state, TRY_MS / 1000);
    hang_up(&l);
    stop_server(server);

    server = start_server(port, "PSK-AES128-GCM-SHA256:@SECLEVEL=0");
    state = shake_hands(&l, port, s_key, sizeof(s_key));
    check(state == LWM2M_DTLS_E_SUITE, "no common suite");
    hang_up(&l);
    stop_server(server);

    printf("openssl: %s\n", s_failed == 0 ? "passed" : "failed");
    return s_failed != 0;
}
