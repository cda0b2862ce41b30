/* The scripts of tests/cases (argv[1] is its folder), and of the folder that SK_SHARED_DIR names:
 * what a scanner sent, and the scans that must come of it. */
#include "cases.h"

#include "input/usb/source.h"

#include <string.h>

#define KEPT 8
#define SETTLED_MS 2000

static const char *own_folder;

static struct {
    struct sk_usb_source source;
    struct sk_framing_rules rules;
    bool has_begun;
    char mode[16];
    sk_ms now;
    char taken[1024]; /* the texts, with a blank behind each */
    char again[1024];
    size_t count;
} desk;

static void on_scan(void *data, const struct sk_scan *scan) {
    (void)data;
    char *out = scan->is_part || scan->is_joined ? desk.again : desk.taken;
    size_t length = strlen(out);
    assert_true(length + scan->length + 2 < sizeof(desk.taken));
    (void)snprintf(out + length, sizeof(desk.taken) - length, "%s ", scan->text);
}

static void pass(sk_ms ms) {
    sk_ms end = desk.now + ms;
    for (sk_ms due; (due = sk_usb_source_due(&desk.source)) >= 0 && due <= end;) {
        (void)sk_usb_source_tick(&desk.source, due);
    }
    desk.now = end;
}

static void begin(void) {
    if (!desk.has_begun) {
        desk.has_begun = true;
        sk_usb_source_init(&desk.source, &desk.rules, on_scan, NULL);
        if (strcmp(desk.mode, "boot") == 0) {
            sk_usb_source_begin_boot(&desk.source, SK_LAYOUT_US);
        } else {
            sk_usb_source_begin_serial(&desk.source);
        }
    }
}

static size_t hex_bytes(const char *text, char *out) {
    size_t count = 0;
    for (char *end; *text; text = end) {
        unsigned long value = strtoul(text, &end, 16);
        if (end == text) {
            break;
        }
        out[count++] = (char)value;
    }
    return count;
}

/* The escapes of a script are those of a prefix. */
static size_t text_bytes(const char *text, char *out) {
    size_t count = 0;
    while (*text) {
        struct sk_framing_rules rules = { 0 };
        char part[8] = { 0 };
        size_t take = text[0] == '\\' ? (text[1] == 'x' ? 4 : 2) : 1;
        memcpy(part, text, take);
        assert_true(sk_framing_rules_set_prefix(&rules, part));
        out[count++] = rules.prefix[0];
        text += take;
    }
    return count;
}

static void obey(const char *word, const char *rest) {
    char bytes[512];
    size_t count = 0;
    if (strcmp(word, "mode") == 0) {
        (void)snprintf(desk.mode, sizeof(desk.mode), "%s", rest);
    } else if (strcmp(word, "prefix") == 0) {
        assert_true(sk_framing_rules_set_prefix(&desk.rules, rest));
    } else if (strcmp(word, "suffix") == 0) {
        assert_true(sk_framing_rules_set_suffix(&desk.rules, rest));
    } else if (strcmp(word, "tick") == 0) {
        begin();
        pass(strtol(rest, NULL, 10));
    } else {
        begin();
        count = strcmp(word, "r") == 0 ? hex_bytes(rest, bytes) : text_bytes(rest, bytes);
        sk_usb_source_take(&desk.source, (const uint8_t *)bytes, count, desk.now);
        pass(strcmp(word, "r") == 0);
    }
}

static void run(const char *path, const char *suffix) {
    char line[512];
    memset(&desk, 0, sizeof(desk));
    desk.rules.gap = 100;
    if (suffix) {
        assert_true(sk_framing_rules_set_suffix(&desk.rules, suffix));
    }
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    while (fgets(line, sizeof(line), file)) {
        line[strcspn(line, "\n")] = '\0';
        char *rest = strchr(line, ' ');
        if (rest && line[0] != '#') {
            *rest++ = '\0';
            obey(line, rest);
        }
    }
    assert_int_equal(fclose(file), 0);
    pass(SETTLED_MS);
}

static void check_row(const struct case_row *row) {
    char path[4096];
    char letter[2] = "";
    char expected[1024];
    (void)snprintf(path, sizeof(path), "%s/%s", row->folder, row->file);
    const char *declared = strstr(row->detail, "suffix ");
    if (declared) { /* "prefix B, suffix C: what stands between" */
        letter[0] = declared[strlen("suffix ")];
    }
    run(path, declared ? letter : NULL);
    (void)snprintf(expected, sizeof(expected), "%s ", declared ? "sag" : row->detail);
    bool is_again = strcmp(row->verdict, "asked again") == 0;
    assert_string_equal(is_again ? desk.again : desk.taken, expected);
    assert_true(!is_again || desk.taken[0] == '\0');
}

static void what_failed_once_is_read(void **state) {
    (void)state;
    assert_true(cases_in(own_folder, "usb", check_row, NULL) >= 6);
}

static void what_failed_elsewhere_is_read(void **state) {
    (void)state;
    (void)cases_elsewhere("usb", check_row, NULL);
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        SK_TEST(what_failed_once_is_read),
        SK_TEST(what_failed_elsewhere_is_read),
    };
    own_folder = argc > 1 ? argv[1] : "";
    return cmocka_run_group_tests_name("usb_cases", tests, NULL, NULL);
}
