#include "app/settings/config.h"

#include "app/settings/account_options.h"
#include "app/settings/camera_options.h"
#include "app/settings/evdev_options.h"
#include "app/settings/label_options.h"
#include "app/settings/options.h"
#include "app/settings/paths.h"
#include "app/settings/origin.h"
#include "app/settings/serial_options.h"
#include "app/settings/light_options.h"
#include "app/settings/print_options.h"
#include "app/settings/shift_options.h"
#include "app/settings/usb_options.h"
#include "base/assert.h"
#include "base/log.h"
#include "base/parse.h"
#include "base/utf8.h"
#include "base/whole_file.h"
#include "base/wipe.h"
#include "sheet/columns.h"

#include <ctype.h>
#include <ini.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

extern char **environ;

#define FILE_MAX_BYTES ((size_t)1024 * 1024)

void sk_config_problem(struct sk_config_problems *problems, const char *format, ...) {
    if (problems->count == SK_CONFIG_PROBLEMS) {
        problems->more++;
        return;
    }
    char *text = problems->texts[problems->count++];
    char raw[SK_ERR_TEXT_SIZE];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(raw, sizeof(raw), format, args);
    va_end(args);
    raw[sk_utf8_cut(raw, strlen(raw))] = '\0';
    /* It is shown on the screen, and a file may hold anything. Expressions keep their
     * backslashes. */
    if (sk_utf8_is_printable(raw, strlen(raw))) {
        memcpy(text, raw, sizeof(raw));
    } else {
        (void)sk_utf8_printable(raw, strlen(raw), text, SK_ERR_TEXT_SIZE, NULL);
    }
}

static void *member(struct sk_config *config, const struct sk_option *option) {
    return (char *)config + option->offset;
}

static bool read_delays(const char *value, const struct sk_option *option, struct sk_delays *out) {
    struct sk_delays delays = { 0 };
    const char *piece = value;
    for (;;) {
        const char *comma = strchr(piece, ',');
        size_t length = comma ? (size_t)(comma - piece) : strlen(piece);
        char number[24];
        if (length >= sizeof(number) || delays.count == SK_CONFIG_DELAYS_MAX) {
            return false;
        }
        memcpy(number, piece, length);
        number[length] = '\0';
        if (!sk_parse_int(number, option->min, option->max, &delays.ms[delays.count])) {
            return false;
        }
        delays.count++;
        if (!comma) {
            *out = delays;
            return true;
        }
        piece = comma + 1;
    }
}

static void complain(const struct sk_option *option, const char *value, const char *where,
                     struct sk_config_problems *problems) {
    char words[160] = "";
    switch (option->type) {
    case SK_OPTION_TEXT:
        sk_config_problem(problems, "%s: the value of %s is longer than %lld bytes", where,
                          option->name, (long long)option->max);
        return;
    case SK_OPTION_NUMBER:
    case SK_OPTION_MS:
        sk_config_problem(problems,
                          "%s: %s must be a whole number from %lld to %lld%s, not '%.60s'", where,
                          option->name, (long long)option->min, (long long)option->max,
                          option->type == SK_OPTION_MS ? " (milliseconds)" : "", value);
        return;
    case SK_OPTION_AUTO_NUMBER:
        sk_config_problem(
            problems, "%s: %s must be auto or a whole number from %lld to %lld, not '%.60s'", where,
            option->name, (long long)option->min, (long long)option->max, value);
        return;
    case SK_OPTION_BOOL:
        sk_config_problem(problems, "%s: %s must be yes or no, not '%.60s'", where, option->name,
                          value);
        return;
    case SK_OPTION_DELAYS:
        sk_config_problem(problems,
                          "%s: %s must be one to %d whole numbers of milliseconds joined by "
                          "commas, not '%.60s'",
                          where, option->name, SK_CONFIG_DELAYS_MAX, value);
        return;
    case SK_OPTION_WORD:
        for (size_t i = 0; option->words[i]; i++) {
            size_t used = strlen(words);
            (void)snprintf(words + used, sizeof(words) - used, "%s%s", i > 0 ? ", " : "",
                           option->words[i]);
        }
        sk_config_problem(problems, "%s: %s must be one of %s, not '%.60s'", where, option->name,
                          words, value);
        return;
    }
}

/* False: the value does not fit the option. */
static bool assign(struct sk_config *config, const struct sk_option *option, const char *value,
                   bool *out_of_memory) {
    void *to = member(config, option);
    switch (option->type) {
    case SK_OPTION_TEXT: {
        if (strlen(value) > (size_t)option->max) {
            return false;
        }
        char *copy = strdup(value);
        if (!copy) {
            *out_of_memory = true;
            return true;
        }
        free(*(char **)to);
        *(char **)to = copy;
        return true;
    }
    case SK_OPTION_NUMBER:
    case SK_OPTION_MS:
        return sk_parse_int(value, option->min, option->max, to);
    case SK_OPTION_AUTO_NUMBER:
        if (strcasecmp(value, "auto") == 0) {
            *(int64_t *)to = SK_CONFIG_AUTO;
            return true;
        }
        return sk_parse_int(value, option->min, option->max, to);
    case SK_OPTION_BOOL:
        return sk_parse_bool(value, to);
    case SK_OPTION_WORD:
        for (size_t i = 0; option->words[i]; i++) {
            if (strcasecmp(option->words[i], value) == 0) {
                *(unsigned *)to = (unsigned)i;
                return true;
            }
        }
        return false;
    case SK_OPTION_DELAYS:
        return read_delays(value, option, to);
    }
    SK_UNREACHABLE("type of an option");
}

void sk_config_set(struct sk_config *config, const char *name, const char *value, const char *where,
                   struct sk_config_problems *problems) {
    const struct sk_option *option = sk_option_find(name);
    if (!option) {
        const char *nearest = sk_option_nearest(name);
        sk_config_problem(problems, "%s: there is no setting '%.60s'%s%s%s", where, name,
                          nearest ? "; did you mean '" : "; see --help for all of them",
                          nearest ? nearest : "", nearest ? "'?" : "");
        return;
    }
    bool out_of_memory = false;
    if (!assign(config, option, value, &out_of_memory)) {
        complain(option, value, where, problems);
    } else if (out_of_memory) {
        sk_config_problem(problems, "%s: not enough memory for %s", where, name);
    } else {
        sk_origin_note(config, name, where);
    }
}

enum sk_err sk_config_init(struct sk_config *config) {
    *config = (struct sk_config){ 0 };
    const struct sk_option *option;
    for (size_t i = 0; (option = sk_option_at(i)) != NULL; i++) {
        bool out_of_memory = false;
        bool fits = assign(config, option, option->initial, &out_of_memory);
        if (!fits || out_of_memory) {
            sk_config_finish(config);
            return fits ? SK_ERR_NOMEM : SK_ERR_INVALID;
        }
    }
    return SK_OK;
}

void sk_config_finish(struct sk_config *config) {
    const struct sk_option *option;
    sk_origin_finish(config);
    for (size_t i = 0; (option = sk_option_at(i)) != NULL; i++) {
        if (option->type == SK_OPTION_TEXT) {
            char **text = member(config, option);
            if (*text) {
                sk_wipe(*text, strlen(*text)); /* one may hold a password */
            }
            free(*text);
            *text = NULL;
        }
    }
}

struct reading {
    struct sk_config *config;
    struct sk_config_problems *problems;
    const char *path;
    FILE *file;
    int line; /* of the line that inih is looking at */
};

static void complain_of_line(struct reading *reading, int line) {
    sk_config_problem(reading->problems,
                      "%s:%d: this is neither [section] nor key = value nor a comment (;)",
                      reading->path, line);
}

/* inih tells only the first of these. */
static bool is_no_setting(const char *line) {
    static const char begins_nothing[] = ";#\r\n";
    return line[0] == '['    ? !strchr(line, ']')
           : line[0] == '\0' ? false
                             : !strchr(begins_nothing, line[0]) && !strpbrk(line, "=:");
}

/* A byte order mark, which inih skips. */
static bool has_mark(const struct reading *reading, const char *line) {
    return reading->line == 1 && strncmp(line, "\xEF\xBB\xBF", 3) == 0;
}

/* inih asks for a line at a time and calls the handler before it asks for the next one, so the
 * line count here is that of the setting. */
static char *next_line(char *line, int size, void *stream) {
    struct reading *reading = stream;
    if (!fgets(line, size, reading->file)) {
        return NULL;
    }
    reading->line++;
    size_t length = strlen(line);
    if (length > 0 && line[length - 1] != '\n' && !feof(reading->file)) {
        sk_config_problem(reading->problems, "%s:%d: this line is longer than %d bytes",
                          reading->path, reading->line, size - 2);
        int c;
        while ((c = fgetc(reading->file)) != EOF && c != '\n') {
        }
        line[0] = '\0';
    }
    /* inih takes an indented line for the continuation of the value above; people indent keys. */
    size_t blanks = strspn(line, " \t");
    memmove(line, line + blanks, strlen(line + blanks) + 1);
    if (is_no_setting(line + (has_mark(reading, line) ? 3 : 0))) {
        complain_of_line(reading, reading->line);
        line[0] = '\0';
    }
    return line;
}

static int take_setting(void *user, const char *section, const char *key, const char *value) {
    struct reading *reading = user;
    char name[128];
    char where[4200];
    (void)snprintf(name, sizeof(name), "%s%s%s", section, section[0] ? "." : "", key);
    (void)snprintf(where, sizeof(where), "%s:%d", reading->path, reading->line);
    sk_config_set(reading->config, name, value ? value : "", where, reading->problems);
    return 1; /* reported already; read the other lines, too */
}

void sk_config_read_file(struct sk_config *config, const char *path, bool must_exist,
                         struct sk_config_problems *problems) {
    struct reading reading = { .config = config, .problems = problems, .path = path };
    struct sk_err_info info = { "" };
    char *text = NULL;
    size_t length = 0;
    enum sk_err err = sk_whole_file_read(path, FILE_MAX_BYTES, &text, &length, &info);
    if (err && (err != SK_ERR_NOT_FOUND || must_exist)) {
        sk_config_problem(problems, "settings: %s; fix its path or its permissions", info.text);
    }
    if (err) {
        return;
    }
    reading.file = fmemopen(text, length, "r");
    int status = reading.file ? ini_parse_stream(next_line, &reading, take_setting, &reading) : -1;
    if (status > 0) {
        complain_of_line(&reading, status);
    } else if (status < 0) {
        sk_config_problem(problems, "%s: not enough memory to read the settings", path);
    }
    if (reading.file) {
        (void)fclose(reading.file); /* nothing was written */
    }
    sk_wipe(text, length); /* a proxy's password may be in it */
    free(text);
}

/* SAG_KIOSK_CLOUD_REGION is cloud.region; no section has a '_' of its own. */
static void name_of_variable(const char *variable, char *out, size_t out_size) {
    size_t length = 0;
    bool is_key = false;
    for (const char *c = variable; *c && *c != '=' && length + 1 < out_size; c++) {
        bool ends_section = *c == '_' && !is_key;
        out[length++] = (char)(ends_section ? '.' : tolower((unsigned char)*c));
        is_key = is_key || ends_section;
    }
    out[length] = '\0';
}

static void read_environment(struct sk_config *config, struct sk_config_problems *problems) {
    static const char prefix[] = "SAG_KIOSK_";
    const size_t start = sizeof(prefix) - 1;
    for (char **entry = environ; entry && *entry; entry++) {
        const char *value = strchr(*entry, '=');
        if (!value || strncmp(*entry, prefix, start) != 0) {
            continue;
        }
        char name[80];
        char where[100];
        name_of_variable(*entry + start, name, sizeof(name));
        (void)snprintf(where, sizeof(where), "environment %.*s",
                       (int)(value - *entry < 80 ? value - *entry : 80), *entry);
        sk_config_set(config, name, value + 1, where, problems);
    }
}

static void take_bench_key(struct sk_config *config, struct sk_config_problems *problems) {
    char path[4096];
    bool is_named = config->cloud.credentials_file[0] || config->cloud.profile[0];
    if (!is_named && sk_config_bench_key(path, sizeof(path))) {
        sk_config_set(config, "cloud.credentials_file", path, "the bench's access key", problems);
    }
}

void sk_config_read(struct sk_config *config, const char *file,
                    struct sk_config_problems *problems) {
    if (file) {
        sk_config_read_file(config, file, true, problems);
    } else {
        char path[4096];
        const char *base = getenv("XDG_CONFIG_HOME");
        const char *home = getenv("HOME");
        sk_config_read_file(config, "/etc/sag-kiosk/kiosk.ini", false, problems);
        int length = 0;
        if (getenv(SK_CONFIG_SYSTEM_ONLY)) {
            path[0] = '\0';
        } else if (base && base[0] == '/') {
            length = snprintf(path, sizeof(path), "%s/sag-kiosk/kiosk.ini", base);
        } else if (home && home[0] == '/') {
            length = snprintf(path, sizeof(path), "%s/.config/sag-kiosk/kiosk.ini", home);
        }
        if (length > 0 && (size_t)length < sizeof(path)) {
            sk_config_read_file(config, path, false, problems);
        }
    }
    read_environment(config, problems);
    take_bench_key(config, problems);
}

/* And what rests on it. */
static void check_region(const struct sk_config *config, struct sk_config_problems *problems) {
    const char *region = config->cloud.region;
    struct sk_err_info what;
    struct sk_err_info info;
    if (!region[0]) {
        (void)sk_origin_fail(config, "cloud.region", &info, SK_ERR_INVALID,
                             "cloud.region is not set; put the region of your instances into the "
                             "settings, for example region = cn-hangzhou under [cloud]");
        sk_config_problem(problems, "%s", info.text);
        return;
    }
    if (sk_accounts_check_region(config, region, &what) != SK_OK) {
        (void)sk_origin_fail(config, "cloud.region", &info, SK_ERR_INVALID, "cloud.region: %s",
                             what.text);
        sk_config_problem(problems, "%s", info.text);
        return;
    }
    struct sk_routes *routes = NULL;
    if (sk_routes_create(&routes, config, &info) != SK_OK) {
        sk_config_problem(problems, "%s", info.text);
    }
    sk_routes_destroy(routes);
}

void sk_config_check(const struct sk_config *config, struct sk_config_problems *problems) {
    struct sk_label_rules *rules = NULL;
    struct sk_err_info info;
    check_region(config, problems);
    if (sk_label_rules_from(config, &rules, &info) != SK_OK) {
        sk_config_problem(problems, "%s", info.text);
    }
    sk_label_rules_destroy(rules);
    struct sk_err_info what;
    if (sk_columns_check(config->guard.manifest_columns, &what) != SK_OK) {
        (void)sk_origin_fail(config, "guard.manifest_columns", &info, SK_ERR_INVALID,
                             "guard.manifest_columns: %s", what.text);
        sk_config_problem(problems, "%s", info.text);
    }
    struct sk_shift_times times;
    if (!sk_shift_ends(config->shift.ends, &times)) {
        (void)sk_origin_fail(config, "shift.ends", &info, SK_ERR_INVALID,
                             "shift.ends: '%.100s' must be up to %d times like 06:00, 14:00",
                             config->shift.ends, SK_SHIFT_ENDS_MAX);
        sk_config_problem(problems, "%s", info.text);
    }
    struct sk_label_size size;
    if (!sk_label_mm(config->print.label_mm, &size)) {
        (void)sk_origin_fail(
            config, "print.label_mm", &info, SK_ERR_INVALID,
            "print.label_mm: '%.20s' must be two numbers like 57x32, from %d to %d",
            config->print.label_mm, SK_LABEL_MM_LEAST, SK_LABEL_MM_MOST);
        sk_config_problem(problems, "%s", info.text);
    }
    if (config->print.on_bound && !sk_config_label_printer(config)[0]) {
        (void)sk_origin_fail(config, "print.on_bound", &info, SK_ERR_INVALID,
                             "print.on_bound needs a printer: print.label_printer");
        sk_config_problem(problems, "%s", info.text);
    }
    struct sk_night night;
    if (!sk_night_hours(config->screen.night, &night)) {
        (void)sk_origin_fail(config, "screen.night", &info, SK_ERR_INVALID,
                             "screen.night: '%.40s' must be like 22:00-06:00",
                             config->screen.night);
        sk_config_problem(problems, "%s", info.text);
    }
    if (!sk_night_hours(config->update.window, &night) || !config->update.window[0]) {
        (void)sk_origin_fail(config, "update.window", &info, SK_ERR_INVALID,
                             "update.window: '%.40s' must be like 02:00-05:00",
                             config->update.window);
        sk_config_problem(problems, "%s", info.text);
    }
    if (config->webhook.url[0] && !config->webhook.secret_file[0]) {
        (void)sk_origin_fail(config, "webhook.url", &info, SK_ERR_INVALID,
                             "webhook.url needs webhook.secret_file, by which the receiver knows "
                             "who sends");
        sk_config_problem(problems, "%s", info.text);
    }
    if (config->fleet.dsn[0] && !config->fleet.secret_file[0]) {
        (void)sk_origin_fail(config, "fleet.dsn", &info, SK_ERR_INVALID,
                             "fleet.dsn needs fleet.secret_file, by which the fleet knows the "
                             "bench");
        sk_config_problem(problems, "%s", info.text);
    }
    struct sk_usb_options usb;
    if (sk_usb_options_from(config, &usb, &info) != SK_OK) {
        sk_config_problem(problems, "%s", info.text);
    }
    struct sk_evdev_options evdev;
    if (sk_evdev_options_from(config, &evdev, &info) != SK_OK) {
        sk_config_problem(problems, "%s", info.text);
    }
    struct sk_serial_options serial;
    if (sk_serial_options_from(config, &serial, &info) != SK_OK) {
        sk_config_problem(problems, "%s", info.text);
    }
    struct sk_light_choice light;
    if (sk_config_light(config, &light, &info) != SK_OK) {
        sk_config_problem(problems, "%s", info.text);
    }
    struct sk_camera_options camera;
    if (sk_camera_options_from(config, NULL, &camera, &info) != SK_OK) {
        sk_config_problem(problems, "%s", info.text);
    }
}

const char *sk_config_label_printer(const struct sk_config *config) {
    return config->print.label_printer[0] ? config->print.label_printer : config->print.printer;
}

const char *sk_config_language(const struct sk_config *config) {
    static const char *const names[] = {
        [SK_LANGUAGE_AUTO] = "auto", [SK_LANGUAGE_EN] = "en", [SK_LANGUAGE_ZH_CN] = "zh_CN",
        [SK_LANGUAGE_DE] = "de",     [SK_LANGUAGE_ES] = "es", [SK_LANGUAGE_JA] = "ja"
    };
    return SK_AT(names, config->kiosk.language);
}
