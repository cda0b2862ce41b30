/* doctor_people.c — who gets in, and what may be bound. */
#include "cli/doctor/doctor.h"

#include "app/manifest/manifest_file.h"
#include "app/settings/label_options.h"
#include "cli/pin_state.h"
#include "journal/people.h"

static void tell_pin(const struct sk_doctor *doctor) {
    const char *sentence = NULL;
    bool is_closed = false;
    struct sk_err_info info = { "" };
    if (sk_cli_pin_state(doctor->config, &sentence, &is_closed, &info) != SK_OK) {
        sk_doctor_say(doctor, SK_DOCTOR_FAIL, "pin", NULL, "%s", info.text);
    } else {
        sk_doctor_say(doctor, is_closed ? SK_DOCTOR_WARN : SK_DOCTOR_OK, "pin", NULL, "%s",
                      sentence);
    }
}

static void tell_count(const struct sk_doctor *doctor, const struct sk_people *people) {
    int64_t by_role[] = { 0, 0, 0 };
    size_t count = sk_people_count(people);
    for (size_t i = 0; i < count; i++) {
        by_role[sk_people_at(people, i)->role]++;
    }
    if (people && sk_people_problem(people)[0] != '\0') {
        sk_doctor_say(doctor, SK_DOCTOR_FAIL, "people", NULL, "%s", sk_people_problem(people));
    } else if (count == 0 && doctor->config->operator_.required &&
               !doctor->config->operator_.badge[0]) {
        sk_doctor_say(doctor, SK_DOCTOR_FAIL, "people",
                      "sag-kioskctl people add, or set operator.badge",
                      "operator.required wants somebody signed on, and nobody is known");
    } else {
        sk_doctor_say(doctor, SK_DOCTOR_OK, "people", NULL,
                      "workers: %d, supervisors: %d, of IT: %d", (int)by_role[SK_ROLE_WORKER],
                      (int)by_role[SK_ROLE_SUPERVISOR], (int)by_role[SK_ROLE_IT]);
    }
}

void sk_doctor_people(const struct sk_doctor *doctor) {
    struct sk_journal *journal = NULL;
    struct sk_people *people = NULL;
    struct sk_err_info info = { "" };
    tell_pin(doctor);
    enum sk_err err = sk_journal_create(&journal, doctor->journal_path, SK_JOURNAL_READ, &info);
    err = err ? err : sk_people_read(journal, &people, &info);
    if (err && err != SK_ERR_NOT_FOUND) {
        sk_doctor_say(doctor, SK_DOCTOR_WARN, "people",
                      "run doctor as root, or as the kiosk's user; see journal", "%s", info.text);
    } else {
        tell_count(doctor, people);
    }
    sk_people_destroy(people);
    sk_journal_destroy(journal);
}

/* --- the list ------------------------------------------------------------------------------- */

void sk_doctor_list(const struct sk_doctor *doctor) {
    const struct sk_config *config = doctor->config;
    static struct sk_mistakes mistakes;
    struct sk_label_rules *labels = NULL;
    struct sk_manifest *manifest = NULL;
    struct sk_err_info info = { "" };
    if (!config->guard.manifest[0]) {
        sk_doctor_say(doctor, SK_DOCTOR_OK, "list", NULL, "none is set (guard.manifest)");
        return;
    }
    (void)sk_label_rules_from(config, &labels, &info); /* config check tells of it */
    const struct sk_manifest_rules rules = { .labels = labels,
                                             .columns = config->guard.manifest_columns,
                                             .may_be_new = config->cloud.endpoint[0] != '\0' };
    enum sk_err err = sk_manifest_read(&manifest, config->guard.manifest, &rules, &mistakes, &info);
    if (mistakes.count > 0) {
        sk_doctor_say(doctor, SK_DOCTOR_FAIL, "list",
                      "correct it where the list is made; sag-kioskctl config check tells all",
                      "'%.100s' line %lld: %.200s (mistakes: %zu)", config->guard.manifest,
                      (long long)mistakes.list[0].line, mistakes.list[0].text.text,
                      mistakes.count + mistakes.more);
    } else if (err) {
        sk_doctor_say(doctor, SK_DOCTOR_FAIL, "list",
                      "put the list there, or correct "
                      "guard.manifest: nothing is bound without it",
                      "%s", info.text);
    } else {
        sk_doctor_say(doctor, SK_DOCTOR_OK, "list", NULL, "devices on it: %zu",
                      sk_manifest_count(manifest));
    }
    sk_manifest_destroy(manifest);
    sk_label_rules_destroy(labels);
}
