#include "cli/label_source.h"

#include "app/settings/label_options.h"
#include "base/language.h"
#include "base/utf8.h"
#include "base/util.h"
#include "base/whole_file.h"
#include "base/wipe.h"
#include "paper/control_cards.h"
#include "pairing/label.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LIST_MAX ((size_t)4 * 1024 * 1024) /* bytes */

static const struct sk_paper_label demo[] = {
    { .code = "sage62x0219220001", .words = SK_N("Device") },
    { .code = "sage62x0219220002", .words = SK_N("Device") },
    { .code = "sag-demo0000000000ok01", .words = SK_N("Instance") },
    { .code = "sag-demo00000000full01", .words = SK_N("Instance") },
    { .code = "sag-demo00000000lost01", .words = SK_N("Instance") },
    { .code = "sag-1000", .words = SK_N("Model") },
};

static enum sk_err make_room(struct sk_label_source *source, size_t count,
                             struct sk_err_info *info) {
    if (count > SK_PRINT_LABELS_MAX) {
        return sk_fail(info, SK_ERR_FULL, "%zu labels are too many; %d can be printed at once",
                       count, SK_PRINT_LABELS_MAX);
    }
    source->list = calloc(count + 1, sizeof(*source->list));
    return source->list ? SK_OK : sk_fail(info, SK_ERR_NOMEM, "not enough memory");
}

/* Also of a letter that looks like one of ASCII, and makes the label another one. */
static void note_lack_of_bars(struct sk_label_source *source, const char *code) {
    char shown[128];
    if (source->kind != SK_PRINT_SMALL && source->notice.text[0] == '\0' &&
        !sk_print_has_bars(source->kind, code)) {
        (void)sk_utf8_label(code, strlen(code), shown, sizeof(shown), NULL);
        (void)sk_fail(&source->notice, SK_OK,
                      "'%s' has a QR code alone, which laser scanners do not read: a Code 128 is "
                      "for short texts in ASCII",
                      shown);
    }
}

static enum sk_err add(struct sk_label_source *source, const struct sk_paper_label *label,
                       struct sk_err_info *info) {
    source->list[source->count++] = *label;
    enum sk_err err = sk_print_check(source->kind, label, info);
    if (!err) {
        note_lack_of_bars(source, label->code);
    }
    return err;
}

static enum sk_err add_cards(struct sk_label_source *source, const struct sk_paper_label *cards,
                             size_t count, struct sk_err_info *info) {
    source->kind = SK_PRINT_CARD;
    source->title = sk_text(SK_N("Control cards"));
    enum sk_err err = make_room(source, count, info);
    for (size_t i = 0; !err && i < count; i++) {
        err = add(source, &cards[i], info);
    }
    return err;
}

enum sk_err sk_label_source_cards(struct sk_label_source *source, struct sk_err_info *info) {
    struct sk_paper_label cards[SK_PAPER_CARDS_MAX];
    return add_cards(source, cards, sk_paper_cards(cards), info);
}

enum sk_err sk_label_source_languages(struct sk_label_source *source, struct sk_err_info *info) {
    struct sk_paper_label cards[SK_PAPER_CARDS_MAX];
    return add_cards(source, cards, sk_paper_language_cards(cards), info);
}

enum sk_err sk_label_source_demo(struct sk_label_source *source, struct sk_err_info *info) {
    source->kind = SK_PRINT_CARD;
    source->title = sk_text(SK_N("Labels"));
    enum sk_err err = make_room(source, SK_ARRAY_LEN(demo), info);
    for (size_t i = 0; !err && i < SK_ARRAY_LEN(demo); i++) {
        struct sk_paper_label label = demo[i];
        label.words = sk_text(demo[i].words);
        err = add(source, &label, info);
    }
    return err;
}

enum sk_err sk_label_source_texts(struct sk_label_source *source, const char *const *texts,
                                  size_t count, struct sk_err_info *info) {
    source->kind = SK_PRINT_CARD;
    source->title = sk_text(SK_N("Labels"));
    enum sk_err err = make_room(source, count, info);
    for (size_t i = 0; !err && i < count; i++) {
        err = add(source, &(struct sk_paper_label){ .code = texts[i], .words = "" }, info);
    }
    return err;
}

/* --- badges ----------------------------------------------------------------------------------- */

/* The name of a badge's owner by the rules, or else the whole text; false: it is no badge. */
static bool find_name(const struct sk_label_rules *rules, const char *text, char *name, size_t size,
                      bool *is_known) {
    struct sk_scan scan = { .source = SK_SOURCE_CLI };
    struct sk_label label;
    sk_scan_set_text(&scan, text, strlen(text));
    sk_label_classify(rules, &scan, &label);
    *is_known = label.kind == SK_LABEL_BADGE;
    (void)snprintf(name, size, "%s", *is_known ? label.text : text);
    return label.kind != SK_LABEL_SERIAL && label.kind != SK_LABEL_INSTANCE &&
           label.kind != SK_LABEL_COMMAND;
}

static enum sk_err add_badge(struct sk_label_source *source, const struct sk_label_rules *rules,
                             const char *text, struct sk_err_info *info) {
    char *name = source->names[source->count];
    const char *equals = strchr(text, '=');
    struct sk_paper_label label = { .code = equals ? equals + 1 : text, .words = name };
    bool is_known = false;
    if (!find_name(rules, label.code, name, sizeof(source->names[0]), &is_known)) {
        return sk_fail(info, SK_ERR_INVALID,
                       "'%.60s' is no badge: it is a serial number, an instance or a card, and "
                       "would sign somebody on with each scan of that",
                       label.code);
    }
    if (equals) {
        size_t size = sizeof(source->names[0]);
        size_t length = (size_t)(equals - text);
        (void)snprintf(name, size, "%.*s", (int)(length < size ? length : size), text);
    } else if (!is_known && source->notice.text[0] == '\0') {
        (void)sk_fail(&source->notice, SK_OK,
                      "operator.badge does not fit '%.60s': only with `people add` does this "
                      "badge sign on",
                      text);
    }
    return add(source, &label, info);
}

enum sk_err sk_label_source_badges(struct sk_label_source *source, const struct sk_config *config,
                                   const char *const *texts, size_t count,
                                   struct sk_err_info *info) {
    struct sk_label_rules *rules = NULL;
    source->kind = SK_PRINT_BADGE;
    source->title = sk_text(SK_N("Badges"));
    enum sk_err err = make_room(source, count, info);
    source->names = err ? NULL : calloc(count, sizeof(*source->names));
    if (!err && !source->names) {
        err = sk_fail(info, SK_ERR_NOMEM, "not enough memory");
    }
    if (!err) {
        err = sk_label_rules_from(config, &rules, info);
    }
    for (size_t i = 0; !err && i < count; i++) {
        err = add_badge(source, rules, texts[i], info);
    }
    sk_label_rules_destroy(rules);
    return err;
}

/* --- lists ------------------------------------------------------------------------------------ */

/* "the list 'people.csv' has a mistake in line 3: …; nothing was printed". */
static enum sk_err refuse_list(const char *path, const struct sk_mistakes *mistakes,
                               struct sk_err_info *info) {
    struct sk_err_info told = *info;
    return sk_fail(info, SK_ERR_INVALID, "the list '%.200s' has %s%s; nothing was printed", path,
                   sk_mistakes_begin(mistakes), told.text);
}

/* Adds a label of a list, whose mistakes name its line. */
static enum sk_err add_row(struct sk_label_source *source, const struct sk_paper_label *label,
                           int64_t line, struct sk_mistakes *mistakes) {
    struct sk_err_info info = { "" };
    enum sk_err err = add(source, label, &info);
    if (err) {
        sk_mistakes_add(mistakes, line, "%s", info.text);
    }
    return err;
}

static enum sk_err add_people(struct sk_label_source *source, const char *path,
                              struct sk_err_info *info) {
    struct sk_mistakes mistakes = { .count = 0 };
    size_t count = sk_sheet_people_count(source->people);
    enum sk_err err = make_room(source, count, info);
    for (size_t i = 0; !err && i < count; i++) {
        const struct sk_sheet_person *row = sk_sheet_people_row(source->people, i);
        if (row->badge[0] == '\0') {
            sk_mistakes_add(&mistakes, row->line, "'%.60s' has no badge", row->name);
            continue;
        }
        (void)add_row(source, &(struct sk_paper_label){ .code = row->badge, .words = row->name },
                      row->line, &mistakes);
    }
    if (!err && count == 0) {
        sk_mistakes_add(&mistakes, 0, "there is nobody in it");
    }
    if (!err && mistakes.count > 0) {
        sk_mistakes_tell(&mistakes, info);
        err = refuse_list(path, &mistakes, info);
    }
    return err;
}

enum sk_err sk_label_source_people(struct sk_label_source *source, const char *path,
                                   struct sk_err_info *info) {
    struct sk_mistakes mistakes;
    char *text = NULL;
    size_t length = 0;
    source->kind = SK_PRINT_BADGE;
    source->title = sk_text(SK_N("Badges"));
    enum sk_err err = sk_whole_file_read(path, LIST_MAX, &text, &length, info);
    if (err) {
        return err;
    }
    err = sk_sheet_people_create(&source->people, text, length, &mistakes, info);
    sk_wipe(text, length);
    free(text);
    if (err == SK_ERR_INVALID) {
        return refuse_list(path, &mistakes, info);
    }
    return err ? err : add_people(source, path, info);
}

static enum sk_err read_instances(struct sk_label_source *source, const struct sk_config *config,
                                  const char *path, struct sk_err_info *info) {
    struct sk_mistakes mistakes;
    struct sk_label_rules *rules = NULL;
    char *text = NULL;
    size_t length = 0;
    enum sk_err err = sk_label_rules_from(config, &rules, info);
    if (!err) {
        err = sk_whole_file_read(path, LIST_MAX, &text, &length, info);
    }
    if (!err) {
        err = sk_instance_sheet_create(&source->instances, text, length, rules,
                                       config->guard.manifest_columns, &mistakes, info);
        err = err == SK_ERR_INVALID ? refuse_list(path, &mistakes, info) : err;
    }
    free(text);
    sk_label_rules_destroy(rules);
    return err;
}

enum sk_err sk_label_source_instances(struct sk_label_source *source,
                                      const struct sk_config *config, const char *path,
                                      struct sk_err_info *info) {
    struct sk_err_info said = { "" };
    source->kind = SK_PRINT_SMALL;
    source->title = sk_text(SK_N("Labels"));
    enum sk_err err = read_instances(source, config, path, info);
    size_t count = err ? 0 : sk_instance_sheet_count(source->instances);
    if (!err) {
        err = make_room(source, count, info);
    }
    for (size_t i = 0; !err && i < count; i++) {
        const char *text = sk_instance_sheet_at(source->instances, i);
        err = add(source, &(struct sk_paper_label){ .code = text, .words = "" }, info);
    }
    if (!err && sk_instance_sheet_notice(source->instances, &said)) {
        (void)sk_fail(&source->notice, SK_OK, "the list '%.200s': %s", path, said.text);
    }
    return err;
}

void sk_label_source_finish(struct sk_label_source *source) {
    sk_instance_sheet_destroy(source->instances);
    sk_sheet_people_destroy(source->people);
    free(source->list);
    free(source->names);
    *source = (struct sk_label_source){ .count = 0 };
}
