/* yardstick - a bare OpenSSL event server, to measure Letterlock's TLS against. One thread, epoll, no accounts, no mail:
 * it speaks only as much IMAP and SMTP as `mailload` needs, and does for each connection what Letterlock has to do
 * (greeting, STARTTLS, close_notify). FETCH is answered from one block of memory. See README.md. */
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

static void die(const char *f, ...) { va_list a; va_start(a, f); fprintf(stderr, "yardstick: "); vfprintf(stderr, f, a); fprintf(stderr, "\n"); va_end(a); ERR_print_errors_fp(stderr); exit(2); }

struct port { int fd; bool listening, imap, implicit; };
struct conn {
    struct port p;          /* first: epoll gives a pointer to either */
    SSL *ssl; bool protected_, closing, wantw;
    char in[4096]; int inlen;
    long literal;           /* octets of an APPEND that are still to come */
    char tag[16];
    char *out; long outlen, outcap, outpos;   /* not yet taken by the socket */
    long fetch, fetchpos;   /* messages of a FETCH still to be sent, and where in the present one */
};
static SSL_CTX *ctx; static int ep; static int messages = 200; static long size = 10240;
static char *message; static long messagelen;
static void drop(struct conn *c);

static void watch(struct conn *c, bool w) {
    if (w == c->wantw) return;
    c->wantw = w; struct epoll_event e = { .events = w ? EPOLLOUT : EPOLLIN, .data.ptr = c }; epoll_ctl(ep, EPOLL_CTL_MOD, c->p.fd, &e);
}
static void put(struct conn *c, const char *s, long n) {
    if (c->outlen + n > c->outcap) { c->outcap = (c->outlen + n) * 2; c->out = realloc(c->out, c->outcap); }
    memcpy(c->out + c->outlen, s, n); c->outlen += n;
}
__attribute__((format(printf, 2, 3))) static void putf(struct conn *c, const char *f, ...) { char b[512]; va_list a; va_start(a, f); int n = vsnprintf(b, sizeof b, f, a); va_end(a); put(c, b, n); }
static void fill_fetch(struct conn *c) { /* the next 64 KiB or so of the answer */
    while (c->fetch > 0 && c->outlen < 65536) {
        if (!c->fetchpos) putf(c, "* %ld FETCH (BODY[] {%ld}\r\n", messages - c->fetch + 1, messagelen);
        long n = messagelen - c->fetchpos; if (n > 65536) n = 65536;
        put(c, message + c->fetchpos, n); c->fetchpos += n;
        if (c->fetchpos < messagelen) continue;
        put(c, ")\r\n", 3); c->fetchpos = 0;
        if (!--c->fetch) putf(c, "%s OK FETCH\r\n", c->tag);
    }
}
static bool flush(struct conn *c) { /* false: gone */
    for (;;) {
        if (c->outpos == c->outlen) { c->outpos = c->outlen = 0; fill_fetch(c); if (!c->outlen) break; }
        long n = c->outlen - c->outpos, k;
        if (c->protected_) { k = SSL_write(c->ssl, c->out + c->outpos, n); if (k <= 0) { if (SSL_get_error(c->ssl, k) == SSL_ERROR_WANT_WRITE) { watch(c, true); return true; } drop(c); return false; } }
        else { k = send(c->p.fd, c->out + c->outpos, n, MSG_NOSIGNAL); if (k < 0) { if (errno == EAGAIN) { watch(c, true); return true; } drop(c); return false; } }
        c->outpos += k;
    }
    watch(c, false);
    if (c->closing) { drop(c); return false; }
    return true;
}
static void drop(struct conn *c) {
    if (c->ssl) { if (c->protected_ && !ERR_peek_error()) SSL_shutdown(c->ssl); SSL_free(c->ssl); ERR_clear_error(); }
    close(c->p.fd); free(c->out); free(c);
}
static void start_tls(struct conn *c) { c->ssl = SSL_new(ctx); SSL_set_fd(c->ssl, c->p.fd); SSL_set_accept_state(c->ssl); }

static bool is(const char *s, const char *verb) { return !strncasecmp(s, verb, strlen(verb)); }
static void command(struct conn *c, char *s) {
    if (!c->p.imap) {
        if (is(s, "EHLO")) putf(c, "250-yardstick\r\n250-PIPELINING\r\n%s250 8BITMIME\r\n", c->ssl ? "" : "250-STARTTLS\r\n");
        else if (is(s, "STARTTLS")) putf(c, "220 go\r\n");
        else if (is(s, "QUIT")) { putf(c, "221 bye\r\n"); c->closing = true; }
        else putf(c, "250 ok\r\n");
        return;
    }
    char *verb = strchr(s, ' '); int n = verb ? (int)(verb - s) : 0;
    if (!verb || n >= (int)sizeof c->tag) { putf(c, "* BAD\r\n"); return; }
    memcpy(c->tag, s, n); c->tag[n] = 0; verb++;
    char *open = strrchr(s, '{');
    if (open) { c->literal = atol(open + 1) + 2; if (!strchr(open, '+')) putf(c, "+ go\r\n"); return; }
    if (is(verb, "SELECT")) putf(c, "* %d EXISTS\r\n", messages);
    if (is(verb, "LOGOUT")) { putf(c, "* BYE\r\n"); c->closing = true; }
    if (is(verb, "FETCH")) { c->fetch = messages; c->fetchpos = 0; return; }
    putf(c, "%s OK done\r\n", c->tag);
}
static bool readable(struct conn *c) { /* false: gone */
    for (;;) {
        if (c->ssl && !c->protected_) {
            int k = SSL_do_handshake(c->ssl);
            if (k != 1) { int e = SSL_get_error(c->ssl, k); if (e == SSL_ERROR_WANT_READ) return true; if (e == SSL_ERROR_WANT_WRITE) { watch(c, true); return true; } drop(c); return false; }
            c->protected_ = true;
            if (c->p.implicit) putf(c, c->p.imap ? "* OK [CAPABILITY IMAP4rev1] yardstick ready\r\n" : "220 yardstick ESMTP\r\n");
            if (!flush(c)) return false;
        }
        static char big[65536];
        char *to = c->literal ? big : c->in + c->inlen; int room = c->literal ? (int)(c->literal < (long)sizeof big ? c->literal : (long)sizeof big) : (int)sizeof c->in - 1 - c->inlen, k;
        if (room <= 0) { drop(c); return false; }
        if (c->protected_) { k = SSL_read(c->ssl, to, room); if (k <= 0) { int e = SSL_get_error(c->ssl, k); if (e == SSL_ERROR_WANT_READ) return true; drop(c); return false; } }
        else { k = recv(c->p.fd, to, room, 0); if (k < 0 && errno == EAGAIN) return true; if (k <= 0) { drop(c); return false; } }
        if (c->literal) { if (!(c->literal -= k)) { putf(c, "%s OK done\r\n", c->tag); if (!flush(c)) return false; } continue; }
        c->inlen += k; c->in[c->inlen] = 0;
        char *s = c->in, *e; bool starttls = false;
        while (!c->literal && (e = strstr(s, "\r\n"))) {
            *e = 0; starttls = !c->ssl && (strcasestr(s, "STARTTLS") == s || strcasestr(s, " STARTTLS")); command(c, s); s = e + 2;
        }
        c->inlen -= s - c->in; memmove(c->in, s, c->inlen);
        if (c->literal) { long n = c->inlen < c->literal ? c->inlen : c->literal; c->literal -= n; c->inlen -= n; if (!c->literal) putf(c, "%s OK done\r\n", c->tag); }
        if (!flush(c)) return false;
        if (starttls) start_tls(c);
        else if (!c->protected_ && k < room) return true;
    }
}
static void take(struct port *p) {
    for (;;) {
        int fd = accept4(p->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC); if (fd < 0) return;
        int one = 1; setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        struct conn *c = calloc(1, sizeof *c); c->p = (struct port){ .fd = fd, .imap = p->imap, .implicit = p->implicit };
        struct epoll_event e = { .events = EPOLLIN, .data.ptr = c }; epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e);
        if (p->implicit) start_tls(c);
        else { putf(c, p->imap ? "* OK yardstick ready\r\n" : "220 yardstick ESMTP\r\n"); flush(c); }
    }
}
static void listen_on(int port, bool imap, bool implicit) {
    if (!port) return;
    struct port *p = calloc(1, sizeof *p); *p = (struct port){ .fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), .listening = true, .imap = imap, .implicit = implicit };
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) }; int one = 1;
    setsockopt(p->fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(p->fd, (void *)&a, sizeof a) || listen(p->fd, 1024)) die("port %d: %s", port, strerror(errno));
    struct epoll_event e = { .events = EPOLLIN, .data.ptr = p }; epoll_ctl(ep, EPOLL_CTL_ADD, p->fd, &e);
}
static void dh(const char *group) {
    EVP_PKEY_CTX *k = EVP_PKEY_CTX_new_from_name(NULL, "DH", NULL); EVP_PKEY *pk = NULL; char name[32]; snprintf(name, sizeof name, "%s", group);
    OSSL_PARAM p[] = { OSSL_PARAM_construct_utf8_string("group", name, 0), OSSL_PARAM_construct_end() };
    if (EVP_PKEY_paramgen_init(k) <= 0 || EVP_PKEY_CTX_set_params(k, p) <= 0 || EVP_PKEY_paramgen(k, &pk) <= 0 || !SSL_CTX_set0_tmp_dh_pkey(ctx, pk)) die("--dh %s", group);
    EVP_PKEY_CTX_free(k);
}
static void usage(void) {
    fputs("usage: yardstick --imaps P --smtp P [--imap P] --pem FILE [--pem FILE]  (each: key and chain; the first that fits the client is used)\n"
          " --dh ffdhe2048|modp_2048  --tickets (TLS 1.2 tickets, two of TLS 1.3; without: session ids, none in TLS 1.3)\n"
          " --messages N --size B (of the mailbox that FETCH shows)\n", stderr);
    exit(2);
}
int main(int argc, char **argv) {
    static struct option lo[] = { {"imaps",1,0,'I'},{"imap",1,0,'i'},{"smtp",1,0,'s'},{"pem",1,0,'p'},{"dh",1,0,'d'},{"tickets",0,0,'t'},{"messages",1,0,'n'},{"size",1,0,'b'},{0,0,0,0} };
    int ch, imaps = 0, imap = 0, smtp = 0; bool tickets = false;
    signal(SIGPIPE, SIG_IGN);
    struct rlimit rl; getrlimit(RLIMIT_NOFILE, &rl); rl.rlim_cur = rl.rlim_max; setrlimit(RLIMIT_NOFILE, &rl);
    ep = epoll_create1(EPOLL_CLOEXEC); ctx = SSL_CTX_new(TLS_server_method());
    SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION); SSL_CTX_set_options(ctx, SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_mode(ctx, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER); SSL_CTX_set_read_ahead(ctx, 1);
    SSL_CTX_set1_groups_list(ctx, "X25519:P-256:P-384");
    while ((ch = getopt_long(argc, argv, "", lo, NULL)) != -1) switch (ch) {
    case 'I': imaps = atoi(optarg); break; case 'i': imap = atoi(optarg); break; case 's': smtp = atoi(optarg); break;
    case 'p': if (!SSL_CTX_use_certificate_chain_file(ctx, optarg) || !SSL_CTX_use_PrivateKey_file(ctx, optarg, SSL_FILETYPE_PEM)) die("--pem %s", optarg); break;
    case 'd': dh(optarg); break; case 't': tickets = true; break;
    case 'n': messages = atoi(optarg); break; case 'b': size = atol(optarg); break;
    default: usage(); }
    if (!imaps && !imap && !smtp) usage();
    if (!tickets) { SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET); SSL_CTX_set_num_tickets(ctx, 0); }
    SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_SERVER); SSL_CTX_set_session_id_context(ctx, (const unsigned char *)"yardstick", 9);
    message = malloc(size); messagelen = size; for (long i = 0; i < size; i++) message[i] = i % 78 == 76 ? '\r' : i % 78 == 77 ? '\n' : 'a' + i % 26;
    listen_on(imaps, true, true); listen_on(imap, true, false); listen_on(smtp, false, false);
    puts("ready"); fflush(stdout);
    static struct epoll_event ev[256];
    for (;;) {
        int n = epoll_wait(ep, ev, 256, -1);
        for (int i = 0; i < n; i++) {
            struct port *p = ev[i].data.ptr;
            if (p->listening) { take(p); continue; }
            struct conn *c = (struct conn *)p;
            if (c->wantw && (c->protected_ || !c->ssl)) { if (!flush(c) || c->wantw) continue; }
            else if (c->wantw) watch(c, false);
            readable(c);
        }
    }
}
