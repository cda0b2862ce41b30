/* webhook-receiver PORT_FILE SECRET LOG ODDS: an office's system for tests. Listens on loopback, on
 * the port that PORT_FILE has, or on a free one that it writes there. Checks each request as a
 * receiver of Standard Webhooks does, with nothing of the kiosk's own, and appends a line to LOG
 * before it answers:
 *   "OK ID BODY", taken; "BAD why", which must never be; "NO ID", refused for good (400).
 * ODDS: of a hundred requests, so many are answered with what says nothing about the letter (503,
 * 429, 401, 404, a redirect, …), or taken without an answer. While LOG.refuse exists, pairs whose
 * number ends with 7 are refused.
 *
 * webhook-receiver --watch FOLDER LOG: a program that watches a folder: reads every *.jsonl again
 * and again and appends "HALF FILE" to LOG where a line is not whole, and at the end, by SIGTERM,
 * "READ N". */
#define _XOPEN_SOURCE 700

#include <dirent.h>
#include <fcntl.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { BODY_MAX = 65536, REPLAY_S = 300, FILE_MAX = 1 << 22 };

static volatile sig_atomic_t ended;
static unsigned char key[96];
static int key_length;
static const char *log_path;
static int odds;
static uint64_t seed;

static void on_term(int number) {
    (void)number;
    ended = 1;
}

static void complain(const char *what) {
    perror(what);
    exit(2);
}

static unsigned roll(unsigned sides) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(seed >> 33) % sides;
}

static void note(const char *word, const char *a, const char *b) {
    char line[BODY_MAX + 512];
    int length = snprintf(line, sizeof(line), "%s %s%s%s\n", word, a, b[0] ? " " : "", b);
    int fd = open(log_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0 || write(fd, line, (size_t)length) != length) {
        complain(log_path);
    }
    (void)close(fd);
}

/* --- a webhook ---------------------------------------------------------------------------- */

struct request {
    size_t length;
    char body[BODY_MAX];
};

static void read_secret(const char *path) {
    char text[256] = "";
    FILE *file = fopen(path, "r");
    if (!file || !fgets(text, sizeof(text), file) || strncmp(text, "whsec_", 6) != 0) {
        complain(path);
    }
    (void)fclose(file);
    text[strcspn(text, "\n")] = '\0';
    size_t length = strlen(text + 6);
    key_length = EVP_DecodeBlock(key, (const unsigned char *)text + 6, (int)length);
    for (size_t i = length; i > 0 && text[5 + i] == '='; i--) {
        key_length--;
    }
}

/* What is wrong with the request; NULL: nothing. */
static const char *check(struct MHD_Connection *connection, const char *method,
                         const struct request *request) {
    static char text[BODY_MAX + 256];
    unsigned char hash[EVP_MAX_MD_SIZE];
    unsigned hash_length = 0;
    char expected[128] = "v1,";
    const char *id = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "webhook-id");
    const char *at = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "webhook-timestamp");
    const char *given =
        MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "webhook-signature");
    if (strcmp(method, "POST") != 0 || !id || !at || !given) {
        return "no POST, or a header is missing";
    }
    if (llabs(strtoll(at, NULL, 10) - (long long)time(NULL)) > REPLAY_S) {
        return "too old, or too new";
    }
    int length = snprintf(text, sizeof(text), "%s.%s.%s", id, at, request->body);
    (void)HMAC(EVP_sha256(), key, key_length, (unsigned char *)text, (size_t)length, hash,
               &hash_length);
    (void)EVP_EncodeBlock((unsigned char *)expected + 3, hash, (int)hash_length);
    if (strcmp(expected, given) != 0) {
        return "another signature";
    }
    (void)snprintf(text, sizeof(text), "{\"id\":\"%s\",", id);
    return strncmp(request->body, text, strlen(text)) == 0 ? NULL : "another id in the body";
}

static bool is_refused(const struct request *request) {
    char path[4096];
    (void)snprintf(path, sizeof(path), "%s.refuse", log_path);
    const char *number = strstr(request->body, "\"number\":");
    return access(path, F_OK) == 0 && number && strtoll(number + 9, NULL, 10) % 10 == 7;
}

static enum MHD_Result answer(struct MHD_Connection *connection, unsigned status,
                              const char *retry_after) {
    struct MHD_Response *response =
        MHD_create_response_from_buffer(0, (void *)"", MHD_RESPMEM_PERSISTENT);
    if (retry_after) {
        (void)MHD_add_response_header(response, "Retry-After", retry_after);
    }
    enum MHD_Result result = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result judge(struct MHD_Connection *connection, const char *method,
                             const struct request *request) {
    static const unsigned troubles[] = { 503, 429, 408, 500, 401, 404, 423, 302 };
    static const unsigned kinds = sizeof(troubles) / sizeof(troubles[0]);
    const char *fault = check(connection, method, request);
    const char *id = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "webhook-id");
    if (fault) {
        note("BAD", fault, "");
        return answer(connection, 401, NULL);
    }
    if ((int)roll(100) < odds) {
        unsigned kind = roll(is_refused(request) ? kinds : kinds + 2);
        if (kind < kinds) {
            return answer(connection, troubles[kind], kind == 0 ? "0" : NULL);
        }
        note("OK", id, request->body);
        return MHD_NO; /* the answer is lost */
    }
    if (is_refused(request)) {
        note("NO", id, "");
        return answer(connection, 400, NULL);
    }
    note("OK", id, request->body);
    return answer(connection, 204, NULL);
}

static enum MHD_Result on_request(void *data, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *bytes,
                                  size_t *length, void **context) {
    struct request *request = *context;
    (void)data;
    (void)url;
    (void)version;
    if (!request) {
        *context = calloc(1, sizeof(*request));
        return *context ? MHD_YES : MHD_NO;
    }
    if (*length > 0) {
        if (request->length + *length >= sizeof(request->body)) {
            return MHD_NO;
        }
        memcpy(request->body + request->length, bytes, *length);
        request->length += *length;
        *length = 0;
        return MHD_YES;
    }
    return judge(connection, method, request);
}

static void on_end(void *data, struct MHD_Connection *connection, void **context,
                   enum MHD_RequestTerminationCode code) {
    (void)data;
    (void)connection;
    (void)code;
    free(*context);
    *context = NULL;
}

static int serve(const char *port_file) {
    char text[32] = "0";
    FILE *file = fopen(port_file, "r");
    if (file) {
        (void)!fgets(text, sizeof(text), file);
        (void)fclose(file);
    }
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_port = htons((uint16_t)atoi(text)),
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    struct MHD_Daemon *daemon =
        MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD, 0, NULL, NULL, on_request, NULL,
                         MHD_OPTION_SOCK_ADDR, &address, MHD_OPTION_LISTENING_ADDRESS_REUSE, 1u,
                         MHD_OPTION_NOTIFY_COMPLETED, on_end, NULL, MHD_OPTION_END);
    if (!daemon) {
        complain("webhook-receiver");
    }
    if (!file) {
        char other[4096];
        (void)snprintf(other, sizeof(other), "%s.new", port_file);
        file = fopen(other, "w");
        if (!file ||
            fprintf(file, "%u\n", MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port) <
                0 ||
            fclose(file) != 0 || rename(other, port_file) != 0) {
            complain(port_file);
        }
    }
    while (!ended) {
        (void)pause();
    }
    MHD_stop_daemon(daemon);
    return 0;
}

/* --- a watched folder --------------------------------------------------------------------- */

static bool is_whole(const char *text) {
    while (*text) {
        size_t length = strcspn(text, "\n");
        if (text[length] != '\n' || length < 2 || text[length - 1] != '}' ||
            strncmp(text, "{\"id\":\"", 7) != 0) {
            return false;
        }
        text += length + 1;
    }
    return true;
}

static void look_at(const char *path) {
    static char text[FILE_MAX];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    size_t used = 0;
    ssize_t got = 1;
    while (fd >= 0 && got > 0 && used + 1 < sizeof(text)) {
        got = read(fd, text + used, sizeof(text) - 1 - used);
        used += got > 0 ? (size_t)got : 0;
    }
    if (fd >= 0) {
        (void)close(fd);
        text[used] = '\0';
        if (used == 0 || !is_whole(text)) {
            note("HALF", path, "");
        }
    }
}

static int watch(const char *folder) {
    char count[32];
    long reads = 0;
    while (!ended) {
        DIR *entries = opendir(folder);
        struct dirent *entry;
        while (entries && (entry = readdir(entries)) != NULL && !ended) {
            char path[4096];
            const char *end = strrchr(entry->d_name, '.');
            if (entry->d_name[0] != '.' && end && strcmp(end, ".jsonl") == 0) {
                (void)snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
                look_at(path);
                reads++;
            }
        }
        if (entries) {
            (void)closedir(entries);
        }
        const struct timespec moment = { .tv_nsec = 2000000 };
        (void)nanosleep(&moment, NULL);
    }
    (void)snprintf(count, sizeof(count), "%ld", reads);
    note("READ", count, "");
    return 0;
}

int main(int argc, char **argv) {
    struct sigaction action = { .sa_handler = on_term };
    (void)sigaction(SIGTERM, &action, NULL);
    seed = (uint64_t)time(NULL) ^ (uint64_t)getpid() << 20;
    if (argc == 4 && strcmp(argv[1], "--watch") == 0) {
        log_path = argv[3];
        return watch(argv[2]);
    }
    if (argc != 5) {
        fputs("usage: webhook-receiver PORT_FILE SECRET LOG ODDS | --watch FOLDER LOG\n", stderr);
        return 2;
    }
    read_secret(argv[2]);
    log_path = argv[3];
    odds = atoi(argv[4]);
    return serve(argv[1]);
}
