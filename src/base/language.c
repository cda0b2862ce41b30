#include "base/language.h"

#include "base/catalogue.h"
#include "base/util.h"

#include <limits.h>
#include <locale.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

/* A catalogue is read when its language is first chosen, and kept: texts are borrowed for ever. */
static struct language {
    const char *name, *own_name;
    struct sk_catalogue *catalogue; /* NULL: English, or not read yet */
} languages[] = {
    { "en", "English", NULL }, { "zh_CN", "中文", NULL }, { "de", "Deutsch", NULL },
    { "es", "Español", NULL }, { "ja", "日本語", NULL },
};
static struct language *_Atomic current = &languages[0];
static _Thread_local const struct language *of_thread; /* NULL: the process's */

/* Spellings by their beginning, so that ".UTF-8", "@…" and regions need no rows of their own. */
static const struct {
    const char *prefix;
    const char *language;
} spellings[] = {
    { "en", "en" }, { "C", "en" },  { "POSIX", "en" }, { "zh", "zh_CN" },
    { "de", "de" }, { "es", "es" }, { "ja", "ja" },
};

const char *sk_language_find(const char *name) {
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
            const char *found = sk_language_find(value);
            return found ? found : "en";
        }
    }
    return "en";
}

static const char *program; /* NULL: the kiosk's own programs */

void sk_language_of_program(const char *name) {
    program = name;
}

/* <folder of the program>/../share/locale, so that a build tree and an unpacked archive work; or
 * ../share/PROGRAM/locale. False: that is not there. */
static bool folder_beside_program(const char *of, char *out, size_t out_size) {
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
    int written = snprintf(out, out_size, "%s/../share/%s%slocale", path, of, of[0] ? "/" : "");
    return written > 0 && (size_t)written < out_size && access(out, R_OK) == 0;
}

static struct language *language_named(const char *name) {
    for (size_t i = 0; name && i < SK_ARRAY_LEN(languages); i++) {
        if (strcmp(languages[i].name, name) == 0) {
            return &languages[i];
        }
    }
    return NULL;
}

static enum sk_err load(struct language *language, struct sk_err_info *info) {
    char folder[PATH_MAX + 32], path[PATH_MAX + 96];
    struct sk_err_info why;
    if (language == &languages[0] || language->catalogue) {
        return SK_OK;
    }
    if (!(program && folder_beside_program(program, folder, sizeof(folder))) &&
        !folder_beside_program("", folder, sizeof(folder))) {
        (void)snprintf(folder, sizeof(folder), "%s", SK_LOCALE_DIR);
    }
    (void)snprintf(path, sizeof(path), "%s/%s/LC_MESSAGES/sag-kiosk.mo", folder, language->name);
    if (sk_catalogue_create(&language->catalogue, path, &why)) {
        return sk_fail(info, SK_ERR_NOT_FOUND,
                       "the texts for '%s' cannot be used, so they are English: %s; install the "
                       "package again",
                       language->name, why.text);
    }
    return SK_OK;
}

/* UTF-8 for the libraries that ask the locale; once, as it may not change while threads run. */
static void set_locale(void) {
    static bool is_set;
    if (!is_set) {
        (void)setlocale(LC_ALL, "C.UTF-8");
        is_set = true;
    }
}

enum sk_err sk_language_set(const char *name, struct sk_err_info *info) {
    bool automatic = !name || name[0] == '\0' || strcmp(name, "auto") == 0;
    struct language *language =
        language_named(automatic ? environment_language() : sk_language_find(name));
    if (!language) {
        return sk_fail(info, SK_ERR_INVALID,
                       "language '%s' is not known; use 'en', 'zh_CN', 'de', 'es' or 'ja'", name);
    }
    set_locale();
    enum sk_err err = load(language, info);
    current = err ? &languages[0] : language;
    return err;
}

static const struct language *spoken(void) {
    return of_thread ? of_thread : atomic_load(&current);
}

void sk_language_of_thread(const char *name) {
    const struct language *language = language_named(name ? sk_language_find(name) : NULL);
    bool is_there = language && (language == &languages[0] || language->catalogue);
    of_thread = is_there ? language : NULL;
}

const char *sk_language_name(void) {
    return spoken()->name;
}

const char *sk_language_at(size_t index) {
    return index < SK_ARRAY_LEN(languages) ? languages[index].name : NULL;
}

const char *sk_language_own_name(size_t index) {
    return index < SK_ARRAY_LEN(languages) ? languages[index].own_name : NULL;
}

const char *sk_text(const char *text) {
    const struct language *language = spoken();
    const char *found =
        language->catalogue && text[0] ? sk_catalogue_find(language->catalogue, text) : NULL;
    return found ? found : text;
}
