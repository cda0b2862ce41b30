#include "base/language.h"

#include "base/util.h"

#include <libintl.h>
#include <limits.h>
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define DOMAIN "sag-kiosk"

static const char *const languages[] = { "en", "zh_CN" };
static const char *current = "en";

/* Spellings by their beginning, so that ".UTF-8", "@…" and regions need no rows of their own. */
static const struct {
    const char *prefix;
    const char *language;
} spellings[] = {
    { "en", "en" },
    { "C", "en" },
    { "POSIX", "en" },
    { "zh", "zh_CN" },
};

static const char *find_language(const char *name) {
    for (size_t i = 0; i < SK_ARRAY_LEN(spellings); i++) {
        size_t length = strlen(spellings[i].prefix);
        if (strncasecmp(name, spellings[i].prefix, length) == 0 &&
            (name[length] == '\0' || strchr("_-.@:", name[length]))) {
            return spellings[i].language;
        }
    }
    return NULL;
}

static const char *environment_language(void) {
    static const char *const names[] = { "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG" };
    for (size_t i = 0; i < SK_ARRAY_LEN(names); i++) {
        const char *value = getenv(names[i]);
        if (value && value[0] != '\0') {
            const char *found = find_language(value);
            return found ? found : "en";
        }
    }
    return "en";
}

/* <folder of the program>/../share/locale, so that a build tree and an unpacked archive work. */
static bool catalogue_beside_program(char *out, size_t out_size) {
    char path[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);
    if (length <= 0) {
        return false;
    }
    path[length] = '\0';
    char *slash = strrchr(path, '/');
    if (!slash) {
        return false;
    }
    *slash = '\0';
    int written = snprintf(out, out_size, "%s/../share/locale", path);
    return written > 0 && (size_t)written < out_size && access(out, R_OK) == 0;
}

/* gettext ignores LANGUAGE in the locale "C", but not in "C.UTF-8" (glibc 2.36, seen); newer ones
 * ignore it there too, so a locale of the language itself is tried first. */
static bool activate(const char *language) {
    static const char *const suffixes[] = { ".UTF-8", ".utf8" };
    if (setenv("LANGUAGE", language, 1)) {
        return false;
    }
    /* gettext keeps what it found until the locale changes, so change it to be sure. */
    (void)setlocale(LC_ALL, "C");
    (void)setlocale(LC_ALL, "C.UTF-8");
    for (size_t i = 0; i < SK_ARRAY_LEN(suffixes); i++) {
        char name[32];
        (void)snprintf(name, sizeof(name), "%s%s", language, suffixes[i]);
        if (setlocale(LC_MESSAGES, name)) {
            break;
        }
    }
    /* The translation of the empty text is the catalogue's header. */
    return dgettext(DOMAIN, "")[0] != '\0';
}

enum sk_err sk_language_set(const char *name, struct sk_err_info *info) {
    bool automatic = !name || name[0] == '\0' || strcmp(name, "auto") == 0;
    const char *language = automatic ? environment_language() : find_language(name);
    if (!language) {
        return sk_fail(info, SK_ERR_INVALID, "language '%s' is not known; use 'en' or 'zh_CN'",
                       name);
    }
    char folder[PATH_MAX + 32];
    if (!catalogue_beside_program(folder, sizeof(folder))) {
        (void)snprintf(folder, sizeof(folder), "%s", SK_LOCALE_DIR);
    }
    if (!bindtextdomain(DOMAIN, folder) || !bind_textdomain_codeset(DOMAIN, "UTF-8")) {
        return sk_fail(info, SK_ERR_NOMEM, "no memory for the texts");
    }
    bool is_found = activate(language);
    if (!is_found && strcmp(language, "en") != 0) {
        current = "en";
        return sk_fail(info, SK_ERR_NOT_FOUND,
                       "the texts for '%s' cannot be used from '%s', so they are English; "
                       "install the package again, or generate the system's locale '%s.UTF-8'",
                       language, folder, language);
    }
    current = language;
    return SK_OK;
}

const char *sk_language_name(void) {
    return current;
}

const char *sk_language_at(size_t index) {
    return index < SK_ARRAY_LEN(languages) ? languages[index] : NULL;
}

const char *sk_text(const char *text) {
    return text[0] == '\0' ? text : dgettext(DOMAIN, text);
}
