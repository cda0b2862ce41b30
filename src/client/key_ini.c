#include "client/finding.h"
#include "client/text.h"

#include <stdio.h>
#include <string.h>

enum { LINE_MAX_BYTES = 32768 };

/* A stretch of the file, which is secret memory: nothing is copied out of it but the key. */
struct view {
    const char *at;
    size_t length;
    int line;
};

enum field { TYPE, ID, SECRET, TOKEN, ROLE, ENABLE, ARN, SESSION, POLICY, FIELDS };
static const char *const field_names[FIELDS] = {
    "type",   "access_key_id", "access_key_secret", "security_token", "role_name",
    "enable", "role_arn",      "role_session_name", "policy",
};

struct section {
    bool found;
    int line;
    struct view fields[FIELDS];
};

struct context {
    const char *path;
    char *text;
};

static enum sag_err broken(const struct context *context, int line, const char *why) {
    snprintf(context->text, SAG_TEXT_SIZE, "credentials file '%.200s', line %d: %s", context->path,
             line, why);
    return SAG_ERR_CREDENTIALS;
}

static struct view trim(const char *at, size_t length, int line) {
    while (length && (*at == ' ' || *at == '\t')) {
        at++;
        length--;
    }
    while (length && (at[length - 1] == ' ' || at[length - 1] == '\t' || at[length - 1] == '\r')) {
        length--;
    }
    return (struct view){ at, length, line };
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

/* A comment begins with # or ; at the beginning or behind a blank: a key may hold both. */
static bool is_comment(const char *at, size_t length) {
    return length == 0 || *at == '#' || *at == ';';
}

static struct view without_comment(struct view view) {
    for (size_t i = 1; i < view.length; i++) {
        if (is_blank(view.at[i - 1]) && is_comment(view.at + i, view.length - i)) {
            return trim(view.at, i, view.line);
        }
    }
    return view.length && is_comment(view.at, view.length) ? trim(view.at, 0, view.line) : view;
}

/* A value in quotes ends at the second one, behind which only a comment may stand; else the quotes
 * are part of it. */
static struct view read_value(struct view view) {
    char quote = view.length ? *view.at : '\0';
    const char *end =
        quote == '"' || quote == '\'' ? memchr(view.at + 1, quote, view.length - 1) : NULL;
    if (end) {
        struct view behind = trim(end + 1, view.length - (size_t)(end + 1 - view.at), view.line);
        if (is_comment(behind.at, behind.length)) {
            return (struct view){ view.at + 1, (size_t)(end - view.at) - 1, view.line };
        }
    }
    return without_comment(view);
}

static bool view_is(struct view view, const char *text) {
    return view.length == strlen(text) && memcmp(view.at, text, view.length) == 0;
}

/* "[name]" → name. */
static enum sag_err read_section(const struct context *context, struct view line,
                                 const char *wanted, struct section *section, bool *inside) {
    line = without_comment(line);
    if (line.at[line.length - 1] != ']' || line.length < 3) {
        return broken(context, line.line, "a section is written as [name]");
    }
    struct view name = trim(line.at + 1, line.length - 2, line.line);
    *inside = view_is(name, wanted);
    if (*inside && section->found) {
        return broken(context, line.line, "this section is there a second time");
    }
    if (*inside) {
        section->found = true;
        section->line = line.line;
    }
    return SAG_OK;
}

static enum sag_err read_field(const struct context *context, struct view line,
                               struct section *section) {
    const char *equals = memchr(line.at, '=', line.length);
    if (!equals) {
        return broken(context, line.line, "is neither '[section]' nor 'name = value'");
    }
    size_t before = (size_t)(equals - line.at);
    struct view name = trim(line.at, before, line.line);
    for (int i = 0; i < FIELDS; i++) {
        if (!view_is(name, field_names[i])) {
            continue;
        }
        if (section->fields[i].line) {
            return broken(context, line.line, "this name is there a second time");
        }
        section->fields[i] = read_value(trim(equals + 1, line.length - before - 1, line.line));
    }
    return SAG_OK; /* other names are for other programs */
}

static enum sag_err read_lines(const struct context *context, const char *ini, size_t length,
                               const char *wanted, struct section *section) {
    bool inside = false;
    enum sag_err err = SAG_OK;
    int number = 0;
    size_t at = length >= 3 && memcmp(ini, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    while (!err && at < length) {
        const char *end = memchr(ini + at, '\n', length - at);
        size_t size = end ? (size_t)(end - ini) - at : length - at;
        struct view line = trim(ini + at, size, ++number);
        at += size + 1;
        if (line.length > LINE_MAX_BYTES || memchr(line.at, '\0', line.length)) {
            err = broken(context, number, "is too long or no text");
        } else if (line.length == 0 || *line.at == '#' || *line.at == ';') {
            continue;
        } else if (*line.at == '[') {
            err = read_section(context, line, wanted, section, &inside);
        } else if (inside) {
            err = read_field(context, line, section);
        } else if (!memchr(line.at, '=', line.length)) {
            err = broken(context, number, "is neither '[section]' nor 'name = value'");
        }
    }
    return err;
}

/* A NUL-terminated copy in secret memory. */
static bool copy_field(struct sag_buf *out, struct view view) {
    sag_buf_init_secret(out, LINE_MAX_BYTES);
    sag_buf_add(out, view.at ? view.at : "", view.length);
    return sag_buf_ok(out);
}

static enum sag_err make_key(const struct context *context, const struct section *section,
                             bool with_token, struct sag_key *out) {
    for (int i = ID; i <= (with_token ? TOKEN : SECRET); i++) {
        if (section->fields[i].length == 0) {
            char why[96];
            snprintf(why, sizeof(why), "'%s' is missing or empty in this section", field_names[i]);
            int line = section->fields[i].line ? section->fields[i].line : section->line;
            return broken(context, line, why);
        }
    }
    char where[SAG_TEXT_SIZE];
    snprintf(where, sizeof(where), "credentials file '%.200s', section at line %d", context->path,
             section->line);
    struct sag_buf id, secret, token;
    struct view none = { "", 0, 0 };
    bool good = copy_field(&id, section->fields[ID]);
    good = copy_field(&secret, section->fields[SECRET]) && good;
    good = copy_field(&token, with_token ? section->fields[TOKEN] : none) && good;
    enum sag_err err = SAG_ERR_NOMEM;
    if (good) {
        err = sag_key_make(out, sag_buf_text(&id), sag_buf_text(&secret), sag_buf_text(&token),
                           where, context->text);
    } else {
        snprintf(context->text, SAG_TEXT_SIZE, "no memory for the access key");
    }
    sag_buf_finish(&id);
    sag_buf_finish(&secret);
    sag_buf_finish(&token);
    return err;
}

static enum sag_err take_role(const struct context *context, const struct section *section,
                              struct sag_finding *out) {
    struct view role = section->fields[ROLE];
    if (role.length >= sizeof(out->role)) {
        return broken(context, role.line, "'role_name' is too long");
    }
    if (role.length) {
        memcpy(out->role, role.at, role.length);
    }
    out->role[role.length] = '\0';
    if (role.length && !sag_role_valid(out->role)) {
        return broken(context, role.line, "'role_name' is not the name of a role");
    }
    out->found = SAG_FOUND_ROLE;
    return SAG_OK;
}

static enum sag_err take_assumed(const struct context *context, const struct section *section,
                                 struct sag_finding *out) {
    struct sag_buf arn, session, policy;
    char where[SAG_TEXT_SIZE];
    snprintf(where, sizeof(where), "credentials file '%.200s', section at line %d", context->path,
             section->line);
    bool good = copy_field(&arn, section->fields[ARN]);
    good = copy_field(&session, section->fields[SESSION]) && good;
    good = copy_field(&policy, section->fields[POLICY]) && good;
    enum sag_err err = SAG_ERR_NOMEM;
    if (good) {
        const struct sag_assumed_role_words words = { .arn = sag_buf_text(&arn),
                                                      .session = sag_buf_text(&session),
                                                      .policy = sag_buf_text(&policy),
                                                      .external_id = "",
                                                      .sts_region = "" };
        err = sag_assumed_role_make(&out->assumed, &words, where, context->text);
    } else {
        snprintf(context->text, SAG_TEXT_SIZE, "no memory for the role");
    }
    sag_buf_finish(&arn);
    sag_buf_finish(&session);
    sag_buf_finish(&policy);
    err = err ? err : make_key(context, section, false, &out->key);
    out->found = err ? SAG_FOUND_NOTHING : SAG_FOUND_ASSUMED_ROLE;
    return err;
}

static enum sag_err take_type(const struct context *context, const struct section *section,
                              struct sag_finding *out) {
    struct view type = section->fields[TYPE];
    if (view_is(section->fields[ENABLE], "false")) {
        return broken(context, section->fields[ENABLE].line,
                      "this section is switched off by 'enable = false'");
    }
    if (type.length == 0) {
        return broken(context, type.line ? type.line : section->line,
                      "'type' is missing in this section; write access_key, sts, ram_role_arn or "
                      "ecs_ram_role");
    }
    enum sag_err err = SAG_OK;
    if (view_is(type, "access_key") || view_is(type, "sts")) {
        err = make_key(context, section, view_is(type, "sts"), &out->key);
        out->found = err ? SAG_FOUND_NOTHING : SAG_FOUND_KEY;
    } else if (view_is(type, "ram_role_arn")) {
        err = take_assumed(context, section, out);
    } else if (view_is(type, "ecs_ram_role")) {
        err = take_role(context, section, out);
    } else {
        char clean[64];
        char why[192];
        sag_text_clean(clean, sizeof(clean), type.at, type.length);
        snprintf(why, sizeof(why),
                 "type '%s' is not supported here; use access_key, sts, ram_role_arn or "
                 "ecs_ram_role",
                 clean);
        err = broken(context, type.line, why);
    }
    return err;
}

enum sag_err sag_key_parse_ini(struct sag_finding *out, const char *ini, size_t length,
                               const char *path, const char *profile, char *text) {
    struct context context = { path, text };
    struct section section = { 0 };
    const char *wanted = profile ? profile : "default";
    *out = (struct sag_finding){ 0 };
    sag_text_clean(out->profile, sizeof(out->profile), wanted, strlen(wanted));
    enum sag_err err = read_lines(&context, ini, length, wanted, &section);
    if (!err && section.found) {
        err = take_type(&context, &section, out);
    }
    return err;
}
