/* volatile-disk SOCKET IMAGE SEED: a disk with a volatile write cache, as an NBD server for one
 * client. Writes are kept in memory until a flush (or a write with FUA) puts them on the medium.
 * A client that disconnects by the rules flushes; one that just dies is a power cut: of the 4 KB
 * blocks that were not flushed a random part is lost, the newest or an older content of the others
 * stays, and IMAGE is what is found afterwards. Says "lost N of M blocks" on standard output.
 *
 * The protocol: NBD's own doc/proto.md, fixed newstyle, NBD_OPT_GO, simple replies. */
#define _DEFAULT_SOURCE /* htobe64() and friends */
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define BLOCK 4096
#define REQUEST_MAX (64u << 20)

enum { OPTION_ABORT = 2, OPTION_GO = 7, REPLY_ACK = 1, REPLY_INFO = 3 };
enum { COMMAND_READ, COMMAND_WRITE, COMMAND_DISC, COMMAND_FLUSH };
#define REPLY_UNSUPPORTED UINT32_C(0x80000001)
#define FLAGS_OF_DISK (1 << 0 | 1 << 2 | 1 << 3) /* has flags, flush, FUA */
#define COMMAND_FLAG_FUA 1

/* A write that is only in the cache, cut into blocks; newest last. */
struct cached {
    uint64_t offset;
    uint32_t length;
    unsigned char bytes[BLOCK];
};

struct disk {
    int client;
    uint64_t size;
    unsigned char *medium; /* what a power cut cannot take */
    unsigned char *view;   /* with the cache over it: what the client reads */
    struct cached *cache;
    size_t cached;
    size_t room;
    uint64_t seed;
};

static void die(const char *what) {
    fprintf(stderr, "volatile-disk: %s: %s\n", what, strerror(errno));
    exit(1);
}

/* False: the client is gone. */
static bool get(const struct disk *disk, void *bytes, size_t length) {
    char *at = bytes;
    while (length > 0) {
        ssize_t got = read(disk->client, at, length);
        if (got <= 0) {
            return false;
        }
        at += got;
        length -= (size_t)got;
    }
    return true;
}

static bool put(const struct disk *disk, const void *bytes, size_t length) {
    const char *at = bytes;
    while (length > 0) {
        ssize_t sent = send(disk->client, at, length, MSG_NOSIGNAL);
        if (sent <= 0) {
            return false;
        }
        at += sent;
        length -= (size_t)sent;
    }
    return true;
}

static void flush_cache(struct disk *disk) {
    memcpy(disk->medium, disk->view, disk->size);
    disk->cached = 0;
}

/* Older cached data must not overwrite it later; FUA comes for whole blocks. */
static void write_through(struct disk *disk, uint64_t offset, const unsigned char *bytes,
                          uint32_t length) {
    for (size_t i = 0; i < disk->cached; i++) {
        struct cached *one = &disk->cache[i];
        if (one->offset >= offset && one->offset + one->length <= offset + length) {
            one->length = 0;
        }
    }
    memcpy(disk->view + offset, bytes, length);
    memcpy(disk->medium + offset, bytes, length);
}

static void write_cached(struct disk *disk, uint64_t offset, const unsigned char *bytes,
                         uint32_t length) {
    memcpy(disk->view + offset, bytes, length);
    while (length > 0) {
        uint32_t piece = BLOCK - (uint32_t)(offset % BLOCK);
        piece = piece < length ? piece : length;
        if (disk->cached == disk->room) {
            disk->room = disk->room * 2 + 1024;
            disk->cache = realloc(disk->cache, disk->room * sizeof(*disk->cache));
            if (!disk->cache) {
                die("memory");
            }
        }
        struct cached *place = &disk->cache[disk->cached++];
        place->offset = offset;
        place->length = piece;
        memcpy(place->bytes, bytes, piece);
        offset += piece;
        bytes += piece;
        length -= piece;
    }
}

/* A random part of the cache had reached the medium by itself. */
static void cut_power(struct disk *disk) {
    size_t lost = 0;
    for (size_t i = 0; i < disk->cached; i++) {
        const struct cached *one = &disk->cache[i];
        disk->seed = disk->seed * 6364136223846793005u + 1442695040888963407u;
        if (disk->seed >> 63) {
            memcpy(disk->medium + one->offset, one->bytes, one->length);
        } else {
            lost++;
        }
    }
    printf("lost %zu of %zu blocks\n", lost, disk->cached);
}

static bool answer_option(const struct disk *disk, uint32_t option, uint32_t type, const void *data,
                          uint32_t length) {
    unsigned char head[20];
    uint64_t magic = htobe64(UINT64_C(0x3e889045565a9));
    uint32_t words[3] = { htobe32(option), htobe32(type), htobe32(length) };
    memcpy(head, &magic, 8);
    memcpy(head + 8, words, 12);
    return put(disk, head, sizeof(head)) && (length == 0 || put(disk, data, length));
}

static bool describe(const struct disk *disk, uint32_t option) {
    unsigned char info[12] = { 0, 0 }; /* NBD_INFO_EXPORT */
    uint64_t size = htobe64(disk->size);
    uint16_t flags = htobe16(FLAGS_OF_DISK);
    memcpy(info + 2, &size, 8);
    memcpy(info + 10, &flags, 2);
    return answer_option(disk, option, REPLY_INFO, info, sizeof(info)) &&
           answer_option(disk, option, REPLY_ACK, NULL, 0);
}

/* Until both sides agree to begin. */
static bool shake_hands(const struct disk *disk) {
    unsigned char hello[18] = "NBDMAGICIHAVEOPT";
    uint32_t client_flags = 0;
    hello[17] = 1 | 2; /* fixed newstyle, no zeroes */
    if (!put(disk, hello, sizeof(hello)) || !get(disk, &client_flags, 4)) {
        return false;
    }
    for (;;) {
        unsigned char head[16];
        unsigned char data[4096];
        uint32_t option = 0;
        uint32_t length = 0;
        if (!get(disk, head, sizeof(head))) {
            return false;
        }
        memcpy(&option, head + 8, 4);
        memcpy(&length, head + 12, 4);
        option = be32toh(option);
        length = be32toh(length);
        if (length > sizeof(data) || !get(disk, data, length) || option == OPTION_ABORT) {
            return false;
        }
        if (option == OPTION_GO) {
            return describe(disk, option);
        }
        if (!answer_option(disk, option, REPLY_UNSUPPORTED, NULL, 0)) {
            return false;
        }
    }
}

struct request {
    uint16_t flags;
    uint16_t command;
    uint64_t handle; /* as it came */
    uint64_t offset;
    uint32_t length;
};

static bool read_request(const struct disk *disk, struct request *request) {
    unsigned char head[28];
    uint32_t magic = 0;
    if (!get(disk, head, sizeof(head))) {
        return false;
    }
    memcpy(&magic, head, 4);
    memcpy(&request->flags, head + 4, 2);
    memcpy(&request->command, head + 6, 2);
    memcpy(&request->handle, head + 8, 8);
    memcpy(&request->offset, head + 16, 8);
    memcpy(&request->length, head + 24, 4);
    request->flags = be16toh(request->flags);
    request->command = be16toh(request->command);
    request->offset = be64toh(request->offset);
    request->length = be32toh(request->length);
    return be32toh(magic) == UINT32_C(0x25609513) && request->length <= REQUEST_MAX;
}

static bool answer(const struct disk *disk, const struct request *request, uint32_t error) {
    unsigned char head[16];
    uint32_t words[2] = { htobe32(UINT32_C(0x67446698)), htobe32(error) };
    memcpy(head, words, 8);
    memcpy(head + 8, &request->handle, 8);
    return put(disk, head, sizeof(head));
}

static bool do_write(struct disk *disk, const struct request *request, bool fits) {
    unsigned char *bytes = malloc(request->length + 1u);
    bool is_there = bytes && get(disk, bytes, request->length);
    if (is_there && fits && (request->flags & COMMAND_FLAG_FUA)) {
        write_through(disk, request->offset, bytes, request->length);
    } else if (is_there && fits) {
        write_cached(disk, request->offset, bytes, request->length);
    }
    free(bytes);
    return is_there && answer(disk, request, fits ? 0 : ENOSPC);
}

/* False: it is over; *is_clean if the client said so. */
static bool serve_one(struct disk *disk, bool *is_clean) {
    struct request request;
    if (!read_request(disk, &request)) {
        return false;
    }
    bool fits = request.offset <= disk->size && request.length <= disk->size - request.offset;
    switch (request.command) {
    case COMMAND_READ:
        return answer(disk, &request, fits ? 0 : EINVAL) &&
               (!fits || put(disk, disk->view + request.offset, request.length));
    case COMMAND_WRITE:
        return do_write(disk, &request, fits);
    case COMMAND_FLUSH:
        flush_cache(disk);
        return answer(disk, &request, 0);
    case COMMAND_DISC:
        *is_clean = true;
        return false;
    default:
        return answer(disk, &request, EINVAL);
    }
}

static void load(struct disk *disk, const char *image) {
    struct stat status;
    int fd = open(image, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &status) != 0) {
        die(image);
    }
    disk->size = (uint64_t)status.st_size;
    disk->medium = malloc(disk->size);
    disk->view = malloc(disk->size);
    size_t have = 0;
    while (disk->medium && disk->view && have < disk->size) {
        ssize_t got = read(fd, disk->medium + have, disk->size - have);
        if (got <= 0) {
            die(image);
        }
        have += (size_t)got;
    }
    if (have < disk->size) {
        die("memory");
    }
    memcpy(disk->view, disk->medium, disk->size);
    (void)close(fd);
}

static void store(const struct disk *disk, const char *image) {
    FILE *file = fopen(image, "we");
    if (!file || fwrite(disk->medium, 1, disk->size, file) != disk->size || fclose(file) != 0) {
        die(image);
    }
}

static int wait_for_client(const char *path) {
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    (void)snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
    (void)unlink(path);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) != 0 ||
        listen(fd, 1) != 0) {
        die(path);
    }
    int client = accept(fd, NULL, NULL);
    if (client < 0) {
        die(path);
    }
    (void)close(fd);
    return client;
}

int main(int argc, char **argv) {
    struct disk disk = { .client = -1 };
    bool is_clean = false;
    if (argc != 4) {
        fprintf(stderr, "usage: volatile-disk SOCKET IMAGE SEED\n");
        return 2;
    }
    disk.seed = strtoull(argv[3], NULL, 10) * 2654435761u + 1;
    load(&disk, argv[2]);
    disk.client = wait_for_client(argv[1]);
    if (shake_hands(&disk)) {
        while (serve_one(&disk, &is_clean)) {
        }
    }
    if (is_clean) {
        flush_cache(&disk);
        puts("closed");
    } else {
        cut_power(&disk);
    }
    store(&disk, argv[2]);
    free(disk.cache);
    free(disk.medium);
    free(disk.view);
    return 0;
}
