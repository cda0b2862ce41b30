/* label_source.h — the labels that `sag-kioskctl labels` prints: which, and out of what. */
#ifndef SK_CLI_LABEL_SOURCE_H
#define SK_CLI_LABEL_SOURCE_H

#include "app/settings/values.h"
#include "base/err.h"
#include "paper/label_pages.h"
#include "sheet/instance_sheet.h"
#include "sheet/people_sheet.h"

/* Zeroed: none. Finish it, also after an error. */
struct sk_label_source {
    enum sk_print_kind kind;
    const char *title; /* in the chosen language */
    struct sk_paper_label *list;
    size_t count;
    struct sk_err_info notice; /* what is no mistake and should be known; "": nothing */
    /* What the list's texts lie in. */
    struct sk_instance_sheet *instances;
    struct sk_sheet_people *people;
    char (*names)[SK_PRINT_WORDS_MAX + 2];
};

/* Each fills a source that is zeroed. All labels of it can be printed (sk_print_check()).
 * Errors: SK_ERR_INVALID, SK_ERR_FULL (more than SK_PRINT_LABELS_MAX), SK_ERR_NOMEM, those of the
 * file or the settings; info is one sentence. */

/* The control cards. */
enum sk_err sk_label_source_cards(struct sk_label_source *source, struct sk_err_info *info);
/* A card for each language, with its own name. */
enum sk_err sk_label_source_languages(struct sk_label_source *source, struct sk_err_info *info);
/* Labels that the simulated cloud knows. */
enum sk_err sk_label_source_demo(struct sk_label_source *source, struct sk_err_info *info);
/* The texts as they are. Borrowed. */
enum sk_err sk_label_source_texts(struct sk_label_source *source, const char *const *texts,
                                  size_t count, struct sk_err_info *info);
/* Badges: of each text, which may be NAME=TEXT; else the name is what operator.badge makes of the
 * text, or all of it. Borrowed. */
enum sk_err sk_label_source_badges(struct sk_label_source *source, const struct sk_config *config,
                                   const char *const *texts, size_t count,
                                   struct sk_err_info *info);
/* Badges of a list of people, as `people import` takes it. */
enum sk_err sk_label_source_people(struct sk_label_source *source, const char *path,
                                   struct sk_err_info *info);
/* Labels of a list of instances. */
enum sk_err sk_label_source_instances(struct sk_label_source *source,
                                      const struct sk_config *config, const char *path,
                                      struct sk_err_info *info);

void sk_label_source_finish(struct sk_label_source *source);

#endif
