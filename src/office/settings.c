#include "office/settings.h"

#include "app/settings/print_options.h"
#include "base/language.h"
#include "base/parse.h"
#include "base/util.h"
#include "office/db.h"

#include <errno.h>
#include <ini.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum setting_kind { TEXT, NUMBER, YES_NO };

static const struct setting_row {
    const char *name;
    enum setting_kind kind;
    size_t offset;
    size_t size; /* of a text, with NUL */
    int64_t min, max;
} table[] = {
#define TEXT_ROW(name, member)                                                                     \
    {                                                                                              \
        name, TEXT, offsetof(struct sk_office_settings, member),                                   \
            sizeof(((struct sk_office_settings *)0)->member), 0, 0                                 \
    }
#define NUMBER_ROW(name, member, min, max)                                                         \
    { name, NUMBER, offsetof(struct sk_office_settings, member), 0, min, max }
#define YES_NO_ROW(name, member)                                                                   \
    { name, YES_NO, offsetof(struct sk_office_settings, member), 0, 0, 0 }
    TEXT_ROW("database.dsn", dsn),
    NUMBER_ROW("database.connections", connections, 1, 64),
    TEXT_ROW("page.listen", listen),
    NUMBER_ROW("page.port", port, 0, 65535),
    YES_NO_ROW("page.open_to_network", open_to_network),
    YES_NO_ROW("page.behind_proxy", is_behind_proxy),
    TEXT_ROW("page.certificate", certificate),
    TEXT_ROW("page.key", key),
    TEXT_ROW("page.language", language),
    NUMBER_ROW("page.idle_minutes", idle_minutes, 1, 720),
    TEXT_ROW("print.label_mm", label_mm),
};

void sk_office_settings_init(struct sk_office_settings *settings) {
    *settings = (struct sk_office_settings){ .dsn = "service=sag-office",
                                             .connections = 8,
                                             .listen = "127.0.0.1",
                                             .port = 8470,
                                             .language = "en",
                                             .idle_minutes = 30,
                                             .label_mm = "57x32 62x29 100x50" };
}

enum sk_err sk_office_settings_set(struct sk_office_settings *settings, const char *name,
                                   const char *value, struct sk_err_info *info) {
    for (size_t i = 0; i < SK_ARRAY_LEN(table); i++) {
        const struct setting_row *row = &table[i];
        char *at = (char *)settings + row->offset;
        if (strcmp(name, row->name) != 0) {
            continue;
        }
        if (row->kind == TEXT && strlen(value) < row->size) {
            (void)snprintf(at, row->size, "%s", value);
            return SK_OK;
        }
        if ((row->kind == NUMBER &&
             sk_parse_int(value, row->min, row->max, (int64_t *)(void *)at)) ||
            (row->kind == YES_NO && sk_parse_bool(value, (bool *)(void *)at))) {
            return SK_OK;
        }
        return sk_fail(info, SK_ERR_INVALID, "%s cannot be '%.100s'", name, value);
    }
    return sk_fail(info, SK_ERR_INVALID, "there is no setting %.100s", name);
}

struct settings_file {
    struct sk_office_settings *settings;
    struct sk_err_info why; /* of the first mistake */
};

static int take(void *data, const char *section, const char *key, const char *value) {
    struct settings_file *reading = data;
    char name[128];
    (void)snprintf(name, sizeof(name), "%.60s.%.60s", section, key);
    struct sk_err_info why = { "" };
    enum sk_err err = sk_office_settings_set(reading->settings, name, value ? value : "", &why);
    if (err && reading->why.text[0] == '\0') {
        reading->why = why;
    }
    return err == SK_OK;
}

enum sk_err sk_office_settings_read(struct sk_office_settings *settings, const char *path,
                                    bool must_exist, struct sk_err_info *info) {
    struct settings_file reading = { .settings = settings };
    FILE *file = fopen(path, "re");
    if (!file && errno == ENOENT && !must_exist) {
        return SK_OK;
    }
    if (!file) {
        return sk_fail(info, sk_err_of_errno(errno), "the settings '%s' cannot be read: %s", path,
                       strerror(errno));
    }
    int line = ini_parse_file(file, take, &reading);
    (void)fclose(file); /* it was only read */
    if (line != 0) {
        return sk_fail(info, SK_ERR_INVALID, "%s, line %d: %s", path, line,
                       reading.why.text[0] ? reading.why.text : "it is no NAME = VALUE");
    }
    return SK_OK;
}

static bool is_loopback(const char *address) {
    return strncmp(address, "127.", 4) == 0 || strcmp(address, "::1") == 0;
}

bool sk_office_label_mm_at(const struct sk_office_settings *settings, size_t index, char out[16]) {
    const char *at = settings->label_mm;
    for (;;) {
        at += strspn(at, " ,");
        size_t length = strcspn(at, " ,");
        if (length == 0) {
            return false;
        }
        if (index-- == 0) {
            (void)snprintf(out, 16, "%.*s", (int)(length < 15 ? length : 15), at);
            return true;
        }
        at += length;
    }
}

static enum sk_err check_labels(const struct sk_office_settings *settings,
                                struct sk_err_info *info) {
    char text[16];
    struct sk_label_size size;
    for (size_t i = 0; sk_office_label_mm_at(settings, i, text); i++) {
        if (!sk_label_mm(text, &size)) {
            return sk_fail(info, SK_ERR_INVALID,
                           "print.label_mm: '%s' must be two numbers like 57x32, from %d to %d",
                           text, SK_LABEL_MM_LEAST, SK_LABEL_MM_MOST);
        }
    }
    return sk_office_label_mm_at(settings, 0, text)
               ? SK_OK
               : sk_fail(info, SK_ERR_INVALID, "print.label_mm has no size");
}

enum sk_err sk_office_settings_check(const struct sk_office_settings *settings,
                                     struct sk_err_info *info) {
    if ((settings->certificate[0] == '\0') != (settings->key[0] == '\0')) {
        return sk_fail(info, SK_ERR_INVALID, "page.certificate and page.key go together");
    }
    if (!is_loopback(settings->listen) && !settings->open_to_network) {
        return sk_fail(info, SK_ERR_INVALID,
                       "page.listen = %s is for others than this machine; say "
                       "page.open_to_network = yes, too, if that is meant",
                       settings->listen);
    }
    if (!is_loopback(settings->listen) && settings->certificate[0] == '\0' &&
        !settings->is_behind_proxy) {
        return sk_fail(info, SK_ERR_INVALID,
                       "passwords would go over the network as they are; set page.certificate and "
                       "page.key, or page.behind_proxy = yes behind a proxy with TLS");
    }
    if (!sk_language_find(settings->language)) {
        return sk_fail(info, SK_ERR_INVALID, "page.language '%s' is not known", settings->language);
    }
    enum sk_err err = check_labels(settings, info);
    return err ? err : sk_office_dsn_check(settings->dsn, info);
}
