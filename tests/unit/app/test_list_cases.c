/* Lists and deny files that were misread once: tests/cases/expected.tsv says what must come of them
 * (argv[1] is its folder), and that of the folder that SK_SHARED_DIR names. */
#include "cases.h"

#include "app/manifest/manifest_file.h"
#include "app/settings/config.h"
#include "app/settings/label_options.h"
#include "base/util.h"
#include "sheet/columns.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *own_folder;

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

static void check_list(const struct case_row *row) {
    char path[4096];
    const struct sk_manifest_rules rules = { .labels = row->data };
    struct sk_manifest *manifest = NULL;
    struct sk_mistakes mistakes;
    struct sk_err_info info = { "" };
    (void)snprintf(path, sizeof(path), "%s/%s", row->folder, row->file);
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

static void check_deny(const struct case_row *row) {
    char path[4096];
    struct sk_config config;
    struct sk_config_problems problems = { 0 };
    struct sk_label_rules *rules = NULL;
    struct sk_err_info info = { "" };
    char words[256];
    char *save = NULL;
    (void)snprintf(path, sizeof(path), "%s/%s", row->folder, row->file);
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

static int set_up(void **state) {
    struct sk_label_rules *labels = NULL;
    assert_int_equal(sk_label_rules_create(&labels, NULL, NULL, NULL, SK_LABEL_CASE_KEEP, NULL),
                     SK_OK);
    *state = labels;
    return 0;
}

static int tear_down(void **state) {
    sk_label_rules_destroy(*state);
    return 0;
}

static void what_failed_once_is_read(void **state) {
    assert_true(cases_in(own_folder, "list", check_list, *state) >= 13);
    assert_true(cases_in(own_folder, "deny", check_deny, NULL) >= 4);
}

static void what_failed_elsewhere_is_read(void **state) {
    (void)cases_elsewhere("list", check_list, *state);
    (void)cases_elsewhere("deny", check_deny, NULL);
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_failed_once_is_read),
        cmocka_unit_test(what_failed_elsewhere_is_read),
    };
    own_folder = argc > 1 ? argv[1] : "";
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
