/* Lists and deny files that were misread once: tests/cases/expected.tsv says what must come of them
 * (argv[1] is its folder), and that of the folder that SK_SHARED_DIR names. */
#include "check.h"

#include "app/manifest/manifest_file.h"
#include "app/settings/config.h"
#include "app/settings/label_options.h"
#include "base/util.h"
#include "sheet/columns.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *own_folder;

struct row {
    char *kind;
    char *file;
    char *verdict;
    char *detail;
};

static bool split(char *line, struct row *row) {
    char **const parts[] = { &row->kind, &row->file, &row->verdict, &row->detail };
    line[strcspn(line, "\n")] = '\0';
    for (size_t i = 0; i < SK_ARRAY_LEN(parts); i++) {
        if (!line) {
            return false;
        }
        *parts[i] = line;
        line = strchr(line, '\t');
        if (line) {
            *line++ = '\0';
        }
    }
    return true;
}

/* "SERIAL INSTANCE ORDER", with "-" for no order. */
static bool is_taken(const struct sk_manifest *manifest, const char *detail) {
    char text[256];
    const struct sk_manifest_line *line = sk_manifest_line(manifest, 0);
    (void)snprintf(text, sizeof(text), "%s %s %s", line->serial, line->instance,
                   line->order[0] ? line->order : "-");
    return sk_manifest_count(manifest) == 1 && strncmp(text, detail, strlen(text)) == 0;
}

/* Each word of "line 2, serial". */
static bool is_said(const char *text, const char *detail) {
    char words[256];
    char *save = NULL;
    (void)snprintf(words, sizeof(words), "%s", detail);
    for (char *word = strtok_r(words, ", ", &save); word; word = strtok_r(NULL, ", ", &save)) {
        if (!strstr(text, word)) {
            return false;
        }
    }
    return true;
}

static void check_list(const struct row *row, const char *path,
                       const struct sk_label_rules *labels) {
    const struct sk_manifest_rules rules = { .labels = labels };
    struct sk_manifest *manifest = NULL;
    struct sk_mistakes mistakes;
    struct sk_err_info info = { "" };
    enum sk_err err = sk_manifest_read(&manifest, path, &rules, &mistakes, &info);
    const char *refused = strstr(row->detail, "line ");
    bool may_be_taken = strncmp(row->verdict, "taken", 5) == 0;
    bool is_fine = err ? err == SK_ERR_INVALID && refused && is_said(info.text, refused)
                       : may_be_taken && is_taken(manifest, row->detail);
    sk_manifest_destroy(manifest);
    if (!is_fine) {
        fail_msg("%s: %s", row->file, err ? info.text : "it was taken, or as something else");
    }
}

static void check_deny(const struct row *row, const char *path) {
    struct sk_config config;
    struct sk_config_problems problems = { 0 };
    struct sk_label_rules *rules = NULL;
    struct sk_err_info info = { "" };
    char words[256];
    char *save = NULL;
    assert_int_equal(sk_config_init(&config), SK_OK);
    sk_config_set(&config, "guard.deny_file", path, "test", &problems);
    enum sk_err err = sk_label_rules_from(&config, &rules, &info);
    sk_config_finish(&config);
    if (err) {
        const char *refused = strstr(row->detail, "line ");
        assert_true(refused && is_said(info.text, refused));
        return;
    }
    (void)snprintf(words, sizeof(words), "%.*s", (int)strcspn(row->detail, ","), row->detail);
    for (char *word = strtok_r(words, " ", &save); word; word = strtok_r(NULL, " ", &save)) {
        if (sk_column_kind(rules, word) != SK_LABEL_DENIED) {
            fail_msg("%s: '%s' is not barred", row->file, word);
        }
    }
    sk_label_rules_destroy(rules);
}

static size_t check_folder(const char *folder) {
    char path[4096];
    char text[1024];
    size_t count = 0;
    struct sk_label_rules *labels = NULL;
    (void)snprintf(path, sizeof(path), "%s/expected.tsv", folder);
    FILE *file = fopen(path, "r");
    if (!file) {
        return 0;
    }
    assert_int_equal(sk_label_rules_create(&labels, NULL, NULL, NULL, SK_LABEL_CASE_KEEP, NULL),
                     SK_OK);
    while (fgets(text, sizeof(text), file)) {
        struct row row;
        assert_true(split(text, &row));
        (void)snprintf(path, sizeof(path), "%s/%s", folder, row.file);
        bool is_list = strcmp(row.kind, "list") == 0;
        bool is_deny = strcmp(row.kind, "deny") == 0;
        if (is_list) {
            check_list(&row, path, labels);
        } else if (is_deny) {
            check_deny(&row, path);
        }
        count += is_list || is_deny;
    }
    sk_label_rules_destroy(labels);
    assert_int_equal(fclose(file), 0);
    return count;
}

static void what_failed_once_is_read(void **state) {
    (void)state;
    assert_true(check_folder(own_folder) >= 17);
}

static void what_failed_elsewhere_is_read(void **state) {
    (void)state;
    char folder[4096];
    const char *shared = getenv("SK_SHARED_DIR");
    (void)snprintf(folder, sizeof(folder), "%s/cases", shared ? shared : "");
    if (!shared || check_folder(folder) == 0) {
        print_message("skipped: there are no further cases; SK_SHARED_DIR names their folder\n");
    }
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_failed_once_is_read),
        cmocka_unit_test(what_failed_elsewhere_is_read),
    };
    own_folder = argc > 1 ? argv[1] : "";
    return cmocka_run_group_tests(tests, NULL, NULL);
}
