#include "harness.h"

#include "sim/keys.h"
#include "sim/verify.h"

#include <openssl/err.h>
#include <openssl/rand.h>

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

int64_t now_ms(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* Starts SIM_PROGRAM with standard output (or error) on *out. */
static pid_t spawn(const char *const args[], int stream, int *out) {
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        dup2(ends[1], stream);
        close(ends[0]);
        close(ends[1]);
        execv(SIM_PROGRAM, (char *const *)(uintptr_t)args);
        _exit(127);
    }
    close(ends[1]);
    *out = ends[0];
    return pid;
}

/* Reads up to the first newline (or the end, if to_end). */
static void read_text(int fd, bool to_end, char *text, size_t size) {
    size_t length = 0;
    int64_t limit = now_ms() + SIM_LIMIT_MS;
    while (length + 1 < size && now_ms() < limit) {
        struct pollfd wait = { .fd = fd, .events = POLLIN };
        if (poll(&wait, 1, 100) < 1) {
            continue;
        }
        ssize_t got = read(fd, text + length, 1);
        if (got <= 0 || (!to_end && text[length] == '\n')) {
            break;
        }
        length++;
    }
    text[length] = '\0';
}

static void start(struct sim *sim, const char *const args[]) {
    const char *all[SIM_ARGS_MAX] = { SIM_PROGRAM, "--http-port",       "0",     "--https-port",
                                      "0",         "--ca-out",          sim->ca, "--log",
                                      sim->log,    "--exit-with-parent" };
    size_t count = 10;
    for (size_t i = 0; args && args[i]; i++) {
        assert_true(count + 1 < SIM_ARGS_MAX);
        all[count++] = args[i];
    }
    all[count] = NULL;
    int out;
    char line[256];
    char ca[128];
    sim->pid = spawn(all, STDOUT_FILENO, &out);
    read_text(out, false, line, sizeof(line));
    close(out);
    assert_int_equal(sscanf(line, "ready http=%d https=%d ca=%127s", &sim->http, &sim->https, ca),
                     3);
    assert_string_equal(ca, sim->ca);
}

void sim_start(struct sim *sim, const char *const args[]) {
    snprintf(sim->folder, sizeof(sim->folder), "sim-test-XXXXXX");
    assert_non_null(mkdtemp(sim->folder));
    snprintf(sim->log, sizeof(sim->log), "%s/log", sim->folder);
    snprintf(sim->ca, sizeof(sim->ca), "%s/ca.pem", sim->folder);
    snprintf(sim->state, sizeof(sim->state), "%s/state", sim->folder);
    start(sim, args);
}

void sim_restart(struct sim *sim, const char *const args[]) {
    start(sim, args);
}

static int wait_for_end(pid_t pid) {
    int status = 0;
    pid_t ended = 0;
    int64_t limit = now_ms() + SIM_LIMIT_MS;
    while (ended == 0 && now_ms() < limit) {
        ended = waitpid(pid, &status, WNOHANG);
        if (ended == 0) {
            poll(NULL, 0, 2); /* nothing to wait on but the end itself */
        }
    }
    assert_int_equal(ended, pid);
    return status;
}

void sim_stop(struct sim *sim) {
    static const char *const names[] = { "log", "ca.pem", "state", "state.new", "rules", "keys" };
    assert_int_equal(kill(sim->pid, SIGTERM), 0);
    int status = wait_for_end(sim->pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        char path[128];
        snprintf(path, sizeof(path), "%s/%s", sim->folder, names[i]);
        unlink(path);
    }
    assert_int_equal(rmdir(sim->folder), 0);
}

void sim_kill(struct sim *sim) {
    assert_int_equal(kill(sim->pid, SIGKILL), 0);
    int status = wait_for_end(sim->pid);
    assert_true(WIFSIGNALED(status));
}

int sim_run(const char *const args[], char *text, size_t size) {
    const char *all[SIM_ARGS_MAX] = { SIM_PROGRAM };
    for (size_t i = 0; args[i]; i++) {
        assert_true(i + 2 < SIM_ARGS_MAX);
        all[i + 1] = args[i];
    }
    int out;
    pid_t pid = spawn(all, STDERR_FILENO, &out);
    read_text(out, true, text, size);
    int status = wait_for_end(pid);
    close(out);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static SSL *start_tls(int fd, const char *ca) {
    static SSL_CTX *context;
    SSL_CTX_free(context); /* each run has an authority of its own */
    context = SSL_CTX_new(TLS_client_method());
    assert_non_null(context);
    assert_int_equal(SSL_CTX_load_verify_file(context, ca), 1);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
    SSL *ssl = SSL_new(context);
    assert_non_null(ssl);
    assert_int_equal(SSL_set1_host(ssl, "localhost"), 1);
    assert_int_equal(SSL_set_fd(ssl, fd), 1);
    assert_int_equal(SSL_connect(ssl), 1);
    return ssl;
}

void wire_open(struct wire *wire, const struct sim *sim, bool tls) {
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_port = htons((uint16_t)(tls ? sim->https : sim->http)),
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    wire->fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(wire->fd >= 0);
    assert_int_equal(connect(wire->fd, (const struct sockaddr *)&address, sizeof(address)), 0);
    wire->ssl = tls ? start_tls(wire->fd, sim->ca) : NULL;
}

void wire_close(struct wire *wire) {
    SSL_free(wire->ssl);
    close(wire->fd);
}

void wire_send(struct wire *wire, const void *bytes, size_t length) {
    if (wire->ssl) {
        assert_int_equal(SSL_write(wire->ssl, bytes, (int)length), (int)length);
    } else {
        assert_int_equal(send(wire->fd, bytes, length, MSG_NOSIGNAL), (ssize_t)length);
    }
}

/* Bytes read; 0: closed, -1: reset, -2: limit passed. */
static ssize_t read_some(struct wire *wire, char *out, size_t room, int64_t limit) {
    struct pollfd wait = { .fd = wire->fd, .events = POLLIN };
    for (;;) {
        int64_t left = limit - now_ms();
        bool has_pending = wire->ssl && SSL_pending(wire->ssl) > 0;
        if (left <= 0 || (!has_pending && poll(&wait, 1, (int)left) == 0)) {
            return -2;
        }
        errno = 0;
        int got =
            wire->ssl ? SSL_read(wire->ssl, out, (int)room) : (int)recv(wire->fd, out, room, 0);
        if (got > 0) {
            return got;
        }
        int error = errno;
        if (wire->ssl && SSL_get_error(wire->ssl, got) == SSL_ERROR_WANT_READ) {
            continue;
        }
        ERR_clear_error();
        return error == ECONNRESET ? -1 : 0;
    }
}

/* Where the answer would end by its own account; SIZE_MAX while that is not known. */
static size_t wanted_length(struct reply *reply) {
    char *end = strstr(reply->text, "\r\n\r\n");
    char value[32];
    if (!end) {
        return SIZE_MAX;
    }
    reply->body = end + 4;
    reply_header(reply, "Content-Length", value, sizeof(value));
    return *value ? (size_t)(reply->body - reply->text) + (size_t)strtoul(value, NULL, 10)
                  : SIZE_MAX;
}

void wire_read(struct wire *wire, struct reply *reply, int64_t limit_ms) {
    static char empty[1];
    int64_t start_at = now_ms();
    int version = 0;
    reply->end = REPLY_COMPLETE;
    reply->status = 0;
    reply->length = 0;
    reply->text[0] = '\0';
    reply->body = empty;
    while (reply->length < wanted_length(reply)) {
        assert_true(reply->length + 1 < sizeof(reply->text));
        ssize_t got = read_some(wire, reply->text + reply->length,
                                sizeof(reply->text) - 1 - reply->length, start_at + limit_ms);
        if (got <= 0) {
            reply->end = got == 0 ? REPLY_CLOSED : got == -1 ? REPLY_RESET : REPLY_TIMEOUT;
            break;
        }
        reply->length += (size_t)got;
        reply->text[reply->length] = '\0';
    }
    reply->elapsed_ms = now_ms() - start_at;
    reply->body_length =
        reply->body == empty ? 0 : reply->length - (size_t)(reply->body - reply->text);
    if (sscanf(reply->text, "HTTP/1.%d %d", &version, &reply->status) != 2) {
        reply->status = 0;
    }
}

const char *reply_header(const struct reply *reply, const char *name, char *out, size_t size) {
    size_t name_length = strlen(name);
    const char *line = reply->text;
    out[0] = '\0';
    while ((line = strstr(line, "\r\n"))) {
        line += 2;
        if (strncmp(line, "\r\n", 2) == 0) {
            break;
        }
        if (strncasecmp(line, name, name_length) == 0 && line[name_length] == ':') {
            const char *value = line + name_length + 1;
            value += strspn(value, " ");
            snprintf(out, size, "%.*s", (int)strcspn(value, "\r"), value);
            break;
        }
    }
    return out;
}

/* Signs with the simulator's own code: tests/vectors/ has shown that code to be right, and the
 * tests in here are about other things. */
const char *signed_request(const char *action, const char *instance, const char *serial,
                           const char *extra) {
    static char text[8192];
    char body[4096];
    char uri[4096 + 8];
    char timestamp[32];
    char signature[64];
    unsigned char random[8];
    uint64_t nonce;
    time_t now = time(NULL);
    struct tm tm;
    assert_int_equal(RAND_bytes(random, sizeof(random)), 1);
    memcpy(&nonce, random, sizeof(nonce));
    assert_non_null(gmtime_r(&now, &tm));
    strftime(timestamp, sizeof(timestamp), "%Y-%m-%dT%H%%3A%M%%3A%SZ", &tm);
    int length = snprintf(
        body, sizeof(body),
        "Action=%s&Version=2018-03-13&Format=JSON&AccessKeyId=%s&SignatureMethod=HMAC-SHA1"
        "&SignatureVersion=1.0&SignatureNonce=%016llx&Timestamp=%s%s%s%s%s%s%s",
        action, SK_SIM_DEMO_KEY_ID, (unsigned long long)nonce, timestamp,
        strstr(extra, "RegionId=") ? "" : "&RegionId=cn-hangzhou", *instance ? "&SmartAGId=" : "",
        instance, *serial ? "&SerialNumber=" : "", serial, extra);
    assert_in_range(length, 1, sizeof(body) - 128);

    struct sk_sim_request request;
    struct sk_buf to_sign = SK_BUF_INIT(65536);
    snprintf(uri, sizeof(uri), "/?%s", body);
    sk_sim_request_init(&request, "POST", uri);
    assert_int_equal(sk_sim_request_parse(&request, NULL), SK_OK);
    assert_true(sk_sim_signature_v1(&request, SK_SIM_DEMO_KEY_SECRET, &to_sign, signature,
                                    sizeof(signature)));
    sk_buf_finish(&to_sign);
    sk_sim_request_finish(&request);

    strcat(body, "&Signature=");
    for (const char *c = signature; *c; c++) {
        size_t at = strlen(body);
        bool is_special = *c == '+' || *c == '/' || *c == '=';
        snprintf(body + at, sizeof(body) - at, is_special ? "%%%02X" : "%c", (unsigned)*c);
    }
    snprintf(text, sizeof(text),
             "POST / HTTP/1.1\r\nHost: localhost\r\n"
             "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n%s",
             strlen(body), body);
    return text;
}

void call(const struct sim *sim, bool tls, const char *action, const char *instance,
          const char *serial, struct reply *reply) {
    struct wire wire;
    wire_open(&wire, sim, tls);
    const char *request = signed_request(action, instance, serial, "");
    wire_send(&wire, request, strlen(request));
    wire_read(&wire, reply, SIM_LIMIT_MS);
    wire_close(&wire);
}

json_t *sim_log(const struct sim *sim) {
    json_t *lines = json_array();
    FILE *file = fopen(sim->log, "re");
    char line[16 * 1024];
    assert_non_null(file);
    while (fgets(line, sizeof(line), file)) {
        json_error_t error;
        json_t *row = json_loads(line, JSON_REJECT_DUPLICATES, &error);
        assert_non_null(row); /* each line is whole and JSON */
        assert_int_equal(json_array_append_new(lines, row), 0);
    }
    fclose(file);
    return lines;
}

const char *log_text(const json_t *log, int line, const char *name) {
    size_t count = json_array_size(log);
    assert_true(count > 0);
    size_t at = line < 0 ? count - 1 : (size_t)line;
    const char *value = json_string_value(json_object_get(json_array_get(log, at), name));
    assert_non_null(value);
    return value;
}

void sim_wait_log(const struct sim *sim, size_t lines) {
    int64_t limit = now_ms() + SIM_LIMIT_MS;
    size_t count = 0;
    while (count < lines && now_ms() < limit) {
        json_t *log = sim_log(sim);
        count = json_array_size(log);
        json_decref(log);
        if (count < lines) {
            poll(NULL, 0, 2); /* there is no event when the file grows */
        }
    }
    assert_true(count >= lines);
}
