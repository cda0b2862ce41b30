#include "app/supervisor/pin.h"

#include "base/small_file.h"
#include "base/parse.h"
#include "base/util.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define SYSTEM_PATH "/etc/sag-kiosk/pin"
/* 32 MiB, four passes: hardly noticed by a person, expensive for whoever tries all PINs. */
#define LOG2_N 15
#define R 8
#define P 2
#define MEMORY_MAX (UINT64_C(256) << 20)

bool sk_pin_is_well_formed(const char *digits) {
    size_t length = strlen(digits);
    return length >= SK_PIN_MIN && length <= SK_PIN_MAX && strspn(digits, "0123456789") == length;
}

static enum sk_err derive(const struct sk_pin *pin, const char *digits,
                          uint8_t out[SK_PIN_HASH_BYTES], struct sk_err_info *info) {
    if (EVP_PBE_scrypt(digits, strlen(digits), pin->salt, sizeof(pin->salt),
                       UINT64_C(1) << pin->log2_n, pin->r, pin->p, 2 * MEMORY_MAX, out,
                       SK_PIN_HASH_BYTES) != 1) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory to check the PIN");
    }
    return SK_OK;
}

enum sk_err sk_pin_make(const char *digits, struct sk_pin *out, struct sk_err_info *info) {
    struct sk_pin pin = { .log2_n = LOG2_N, .r = R, .p = P };
    if (!sk_pin_is_well_formed(digits)) {
        return sk_fail(info, SK_ERR_INVALID, "a PIN has %d to %d digits and nothing else",
                       SK_PIN_MIN, SK_PIN_MAX);
    }
    if (RAND_bytes(pin.salt, (int)sizeof(pin.salt)) != 1) {
        return sk_fail(info, SK_ERR_IO, "the system has no random numbers for the PIN's salt");
    }
    enum sk_err err = derive(&pin, digits, pin.hash, info);
    if (!err) {
        *out = pin;
    }
    return err;
}

enum sk_err sk_pin_check(const struct sk_pin *pin, const char *digits, bool *fits,
                         struct sk_err_info *info) {
    uint8_t hash[SK_PIN_HASH_BYTES];
    enum sk_err err = derive(pin, digits, hash, info);
    if (!err) {
        *fits = CRYPTO_memcmp(hash, pin->hash, sizeof(hash)) == 0;
    }
    OPENSSL_cleanse(hash, sizeof(hash));
    return err;
}

/* --- the line ----------------------------------------------------------------------------- */

static size_t put_hex(char *out, const uint8_t *bytes, size_t count) {
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < count; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    out[2 * count] = '\0';
    return 2 * count;
}

static int hex_digit(char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool get_hex(const char *text, uint8_t *out, size_t count) {
    for (size_t i = 0; i < count; i++) {
        int high = hex_digit(text[2 * i]);
        int low = high < 0 ? -1 : hex_digit(text[2 * i + 1]);
        if (low < 0) {
            return false;
        }
        out[i] = (uint8_t)(high * 16 + low);
    }
    return text[2 * count] == '\0';
}

void sk_pin_print_salt(const struct sk_pin *pin, char out[2 * SK_PIN_SALT_BYTES + 1]) {
    (void)put_hex(out, pin->salt, sizeof(pin->salt));
}

void sk_pin_format(const struct sk_pin *pin, char out[SK_PIN_LINE_SIZE]) {
    char salt[2 * SK_PIN_SALT_BYTES + 1];
    char hash[2 * SK_PIN_HASH_BYTES + 1];
    (void)put_hex(salt, pin->salt, sizeof(pin->salt));
    (void)put_hex(hash, pin->hash, sizeof(pin->hash));
    (void)snprintf(out, SK_PIN_LINE_SIZE, "sag-kiosk-pin 1 scrypt %u %u %u %s %s\n",
                   (unsigned)pin->log2_n, (unsigned)pin->r, (unsigned)pin->p, salt, hash);
}

static bool read_number(const char *text, int64_t min, int64_t max, uint32_t *out) {
    int64_t number = 0;
    if (text[0] == '0' || !sk_parse_int(text, min, max, &number)) {
        return false;
    }
    *out = (uint32_t)number;
    return true;
}

bool sk_pin_parse(const char *text, size_t length, struct sk_pin *out) {
    static const char head[] = "sag-kiosk-pin 1 scrypt ";
    char line[SK_PIN_LINE_SIZE];
    struct sk_pin pin = { 0 };
    char *word[5];
    if (length >= sizeof(line) || memchr(text, '\0', length)) {
        return false;
    }
    memcpy(line, text, length);
    line[length] = '\0';
    if (length > 0 && line[length - 1] == '\n') {
        line[length - 1] = '\0';
    }
    if (strncmp(line, head, sizeof(head) - 1) != 0) {
        return false;
    }
    char *at = line + sizeof(head) - 1;
    for (size_t i = 0; i < SK_ARRAY_LEN(word); i++) {
        word[i] = at;
        at = strchr(at, ' ');
        bool is_last = i + 1 == SK_ARRAY_LEN(word);
        if (is_last != !at) {
            return false;
        }
        if (at) {
            *at++ = '\0';
        }
    }
    if (!read_number(word[0], 10, 20, &pin.log2_n) || !read_number(word[1], 1, 64, &pin.r) ||
        !read_number(word[2], 1, 16, &pin.p) ||
        (UINT64_C(128) * pin.r << pin.log2_n) > MEMORY_MAX ||
        !get_hex(word[3], pin.salt, sizeof(pin.salt)) ||
        !get_hex(word[4], pin.hash, sizeof(pin.hash))) {
        return false;
    }
    *out = pin;
    return true;
}

/* --- the file ----------------------------------------------------------------------------- */

enum sk_err sk_pin_path(char *out, size_t size) {
    const char *base = getenv("XDG_CONFIG_HOME");
    const char *home = getenv("HOME");
    int length;
    if (base && base[0] == '/') {
        length = snprintf(out, size, "%s/sag-kiosk/pin", base);
    } else if (home && home[0] == '/') {
        length = snprintf(out, size, "%s/.config/sag-kiosk/pin", home);
    } else {
        length = snprintf(out, size, "%s", SYSTEM_PATH);
    }
    return length > 0 && (size_t)length < size ? SK_OK : SK_ERR_INVALID;
}

enum sk_err sk_pin_load_file(const char *path, struct sk_pin *out, struct sk_err_info *info) {
    char text[SK_PIN_LINE_SIZE];
    size_t length = 0;
    mode_t mode = 0;
    enum sk_err err = sk_small_file_read(path, text, sizeof(text), &length, &mode, info);
    if (err) {
        return err;
    }
    if ((mode & (S_IWGRP | S_IRWXO)) != 0) {
        return sk_fail(info, SK_ERR_DENIED,
                       "the PIN in '%s' protects nothing, as others may read or change it; run "
                       "chmod 600 on it, then sag-kioskctl pin set",
                       path);
    }
    if (!sk_pin_parse(text, length, out)) {
        return sk_fail(info, SK_ERR_CORRUPT,
                       "the PIN in '%s' is damaged; run sag-kioskctl pin set again", path);
    }
    return SK_OK;
}

enum sk_err sk_pin_load(struct sk_pin *out, char *path, size_t size, struct sk_err_info *info) {
    char own[4096];
    const char *used = own;
    enum sk_err err = sk_pin_path(own, sizeof(own));
    if (err) {
        return sk_fail(info, err, "the path of the PIN's file is too long");
    }
    err = sk_pin_load_file(own, out, info);
    if (err == SK_ERR_NOT_FOUND) {
        used = SYSTEM_PATH;
        err = sk_pin_load_file(SYSTEM_PATH, out, info);
    }
    if (err == SK_ERR_NOT_FOUND) {
        return sk_fail(info, err,
                       "no PIN is set; run sag-kioskctl pin set as the user of the kiosk");
    }
    if (path) {
        (void)snprintf(path, size, "%s", used);
    }
    return err;
}

enum sk_err sk_pin_store(const char *path, const struct sk_pin *pin, struct sk_err_info *info) {
    char line[SK_PIN_LINE_SIZE];
    enum sk_err err = sk_small_file_make_way(path, info);
    if (!err) {
        sk_pin_format(pin, line);
        err = sk_small_file_write(path, line, info);
    }
    return err;
}
