#define SK_LOG_MODULE "app"

#include "app/core/troubles.h"

#include "base/log.h"

#include <inttypes.h>
#include <string.h>

#define CLOUD_RETRY_MS 5000
#define CLOCK_RIGHT_MS 300000 /* as a purge counts in days */

void sk_troubles_init(struct sk_troubles *troubles) {
    memset(troubles, 0, sizeof(*troubles));
}

/* The same trouble is not logged again. */
static void note(bool *has, struct sk_err_info *kept, const struct sk_err_info *text) {
    if (!*has || strcmp(kept->text, text->text) != 0) {
        sk_log_error("%s", text->text);
    }
    *has = true;
    *kept = *text;
}

void sk_troubles_take_recorder(struct sk_troubles *troubles, const struct sk_recorder_news *news) {
    switch (news->type) {
    case SK_RECORDER_TROUBLE:
        note(&troubles->has_journal, &troubles->journal, &news->text);
        break;
    case SK_RECORDER_RECOVERED:
        sk_log_info("the journal can be written again");
        troubles->has_journal = false;
        break;
    case SK_RECORDER_REPLACED:
        sk_log_error("%s", news->text.text);
        troubles->was_replaced = true;
        break;
    case SK_RECORDER_LOST:
        sk_log_error("%s", news->text.text);
        troubles->has_losses = true;
        break;
    case SK_RECORDER_NOTED:
        sk_log_warning("%s", news->text.text);
        break;
    case SK_RECORDER_UNFIT:
        sk_log_error("%s", news->text.text);
        break;
    case SK_RECORDER_PEOPLE:
    case SK_RECORDER_OPENED:
    case SK_RECORDER_RECENT:
    case SK_RECORDER_UNDOING:
    case SK_RECORDER_UNSEEN:
    case SK_RECORDER_SAVED:
    case SK_RECORDER_LOADED:
    case SK_RECORDER_LOAD_END:
    case SK_RECORDER_LOOKED:
        break;
    }
}

static struct sk_account_trouble *find(struct sk_troubles *troubles,
                                       const struct sk_account *account) {
    for (size_t i = 0; i < troubles->cloud_count; i++) {
        if (sk_account_same(&troubles->cloud[i].account, account)) {
            return &troubles->cloud[i];
        }
    }
    return NULL;
}

static void take_trouble(struct sk_troubles *troubles, const struct sk_sender_news *news,
                         sk_ms now) {
    struct sk_account_trouble *trouble = find(troubles, &news->account);
    char name[SK_ACCOUNT_TEXT_SIZE];
    if (!trouble || strcmp(trouble->text.text, news->text.text) != 0) {
        sk_log_error("account %s: %s", sk_account_text(&news->account, name), news->text.text);
    }
    if (!trouble && troubles->cloud_count < SK_TROUBLES_ACCOUNTS) {
        trouble = &troubles->cloud[troubles->cloud_count++];
    }
    if (trouble) {
        *trouble = (struct sk_account_trouble){ .account = news->account,
                                                .text = news->text,
                                                .retry_at = now + CLOUD_RETRY_MS };
    }
}

static void end_trouble(struct sk_troubles *troubles, const struct sk_account *account) {
    struct sk_account_trouble *trouble = find(troubles, account);
    char name[SK_ACCOUNT_TEXT_SIZE];
    sk_log_info("account %s can be used again", sk_account_text(account, name));
    if (trouble) {
        troubles->cloud_count--;
        size_t behind = (size_t)(&troubles->cloud[troubles->cloud_count] - trouble);
        memmove(trouble, trouble + 1, behind * sizeof(*trouble));
    }
}

void sk_troubles_take_sender(struct sk_troubles *troubles, const struct sk_sender_news *news,
                             sk_ms now) {
    switch (news->type) {
    case SK_SENDER_TROUBLE:
        take_trouble(troubles, news, now);
        break;
    case SK_SENDER_RECOVERED:
        end_trouble(troubles, &news->account);
        break;
    case SK_SENDER_NOTICE:
        if (news->is_warning) {
            sk_log_warning("%s", news->text.text);
        } else {
            sk_log_info("%s", news->text.text);
        }
        break;
    case SK_SENDER_REACHED: /* no trouble: link_watch.h */
    case SK_SENDER_LOST:
        break;
    }
}

void sk_troubles_take_light(struct sk_troubles *troubles, const struct sk_light_news *news) {
    if (news->has_trouble) {
        sk_log_warning("the signal light shows nothing: %s", news->text.text);
    } else {
        sk_log_info("the signal light works again");
    }
    troubles->has_light = news->has_trouble;
}

void sk_troubles_take_report(struct sk_troubles *troubles, bool has_trouble,
                             const struct sk_err_info *text) {
    if (has_trouble) {
        sk_log_warning("the shift report is late: %s", text->text);
    } else {
        sk_log_info("the shift report was made");
    }
    troubles->has_report = has_trouble;
}

bool sk_troubles_learn_time(struct sk_troubles *troubles, const struct sk_answer *answer,
                            bool *is_right) {
    if (!answer->has_server_time) {
        return false;
    }
    *is_right = answer->clock_offset <= CLOCK_RIGHT_MS && answer->clock_offset >= -CLOCK_RIGHT_MS;
    if (!*is_right && !troubles->is_clock_wrong) {
        sk_log_warning("the clock of this machine is off by %" PRId64 " seconds against the "
                       "cloud's: set it; until then the log is not purged by age",
                       answer->clock_offset / 1000);
    }
    troubles->is_clock_wrong = !*is_right;
    return true;
}

const struct sk_account *sk_troubles_retry(struct sk_troubles *troubles, sk_ms now) {
    for (size_t i = 0; i < troubles->cloud_count; i++) {
        if (now >= troubles->cloud[i].retry_at) {
            troubles->cloud[i].retry_at = now + CLOUD_RETRY_MS;
            return &troubles->cloud[i].account;
        }
    }
    return NULL;
}

sk_ms sk_troubles_deadline(const struct sk_troubles *troubles) {
    sk_ms deadline = -1;
    for (size_t i = 0; i < troubles->cloud_count; i++) {
        deadline = sk_earlier(deadline, troubles->cloud[i].retry_at);
    }
    return deadline;
}
