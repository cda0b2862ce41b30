#include "ui/line.h"

#include "ui/words.h"

#include "app/model/sentence.h"
#include "base/assert.h"
#include "base/language.h"
#include "base/utf8.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A fixed buffer that is filled from the left and silently cut at its end. */
struct line_writer {
    char *out;
    size_t size, length;
};

static void say(struct line_writer *writer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void say(struct line_writer *writer, const char *format, ...) {
    va_list args;
    va_start(args, format);
    int length =
        vsnprintf(writer->out + writer->length, writer->size - writer->length, format, args);
    va_end(args);
    if (length > 0) {
        writer->length += (size_t)length;
    }
    if (writer->length >= writer->size) {
        writer->length = sk_utf8_cut(writer->out, writer->size - 1);
        writer->out[writer->length] = '\0';
    }
}

static void say_quoted(struct line_writer *writer, const char *name, const char *text) {
    say(writer, " %s=\"", name);
    for (const char *at = text; *at != '\0'; at++) {
        say(writer, *at == '"' ? "\\%c" : "%c", *at);
    }
    say(writer, "\"");
}

static void say_optional(struct line_writer *writer, const char *name, const char *value) {
    if (value[0] != '\0') {
        say(writer, " %s=%s", name, value);
    }
}

static const char *who_name(enum sk_who who) {
    static const char *const names[] = {
        [SK_WHO_NOBODY] = "nobody",
        [SK_WHO_WORKER] = "worker",
        [SK_WHO_SUPERVISOR] = "supervisor",
        [SK_WHO_IT] = "it",
    };
    return SK_AT(names, who);
}

static void say_call(struct line_writer *writer, const struct sk_model *model) {
    say(writer, "%s", model->is_called ? " called=yes" : "");
}

static void say_order(struct line_writer *writer, const struct sk_model *model) {
    if (model->order_of > 0) {
        say_quoted(writer, "order", model->order);
        say(writer, " bound=%d of=%d", (int)model->order_bound, (int)model->order_of);
    }
}

static void say_verdict(struct line_writer *writer, const char *word,
                        const struct sk_model *model) {
    say(writer, "%s #%" PRId64 " %s -> %s", word, model->verdict.number, model->verdict.serial,
        model->verdict.instance);
    say_call(writer, model);
    if (model->screen == SK_SCREEN_WORKING) {
        return;
    }
    if (model->was_bound_already && model->screen == SK_SCREEN_BOUND) {
        say(writer, " already=yes");
    }
    say_optional(writer, "code", model->code);
    say_optional(writer, "account", model->account);
    say_optional(writer, "request-id", model->request_id);
    if (model->screen != SK_SCREEN_BOUND) {
        say(writer, " who=%s", who_name(model->who));
    }
    if (model->screen == SK_SCREEN_BOUND) {
        say_order(writer, model);
    }
    char what[SK_WORDS_SIZE];
    sk_words_what(model, what);
    say(writer, ": %s %s", what, sk_text(model->advice));
}

static const char *page_name(enum sk_super_page page) {
    static const char *const names[SK_SUPER_PAGE_COUNT] = {
        [SK_SUPER_CLOSED] = "closed",   [SK_SUPER_PIN] = "pin",
        [SK_SUPER_MENU] = "menu",       [SK_SUPER_LIST] = "list",
        [SK_SUPER_DETAIL] = "pair",     [SK_SUPER_REASON] = "reason",
        [SK_SUPER_CONFIRM] = "sure",    [SK_SUPER_EXPORT] = "export",
        [SK_SUPER_PURGE] = "purge",     [SK_SUPER_CHECKPOINT] = "checkpoint",
        [SK_SUPER_SETUP] = "setup",     [SK_SUPER_FAMILIES] = "families",
        [SK_SUPER_PROGRAM] = "program", [SK_SUPER_WAIT] = "wait",
        [SK_SUPER_TYPE] = "type",       [SK_SUPER_RESULT] = "result",
        [SK_SUPER_NEW_PIN] = "new-pin", [SK_SUPER_CHOICE] = "choice",
        [SK_SUPER_PICTURE] = "picture", [SK_SUPER_FIGURES] = "figures",
        [SK_SUPER_REPORT] = "report",   [SK_SUPER_PRINT] = "print",
        [SK_SUPER_SOUND] = "sound",     [SK_SUPER_OFFICE] = "office",
        [SK_SUPER_PEOPLE] = "people",   [SK_SUPER_PERSON] = "person",
    };
    return SK_AT(names, page);
}

/* Never shows the PIN or its length. */
static void say_supervisor(struct line_writer *writer, const struct sk_model_supervisor *super) {
    static const char *const ends[] = { [SK_SUPER_END_FAILED] = "failed",
                                        [SK_SUPER_END_GOOD] = "done",
                                        [SK_SUPER_END_OPEN] = "under way",
                                        [SK_SUPER_END_REFUSED] = "refused" };
    say(writer, "SUPERVISOR %s", page_name(super->page));
    if (super->page == SK_SUPER_PIN) {
        say_optional(writer, "state",
                     super->has_no_pin     ? "no-pin"
                     : super->locked_s > 0 ? "locked"
                     : super->is_checking  ? "checking"
                                           : "");
    } else if (super->page == SK_SUPER_LIST) {
        say(writer, "%s rows=%zu",
            super->is_attention ? " attention"
            : super->is_missing ? " missing"
            : super->is_scans   ? " scans"
                                : "",
            super->row_count);
        say_optional(writer, "device", super->search_serial);
        say_optional(writer, "instance", super->search_instance);
        say_optional(writer, "text", super->search_text);
    } else if (super->page == SK_SUPER_DETAIL) {
        say(writer, " #%" PRId64 " %s -> %s", super->pair.number, super->pair.labels.serial,
            super->pair.labels.instance);
    } else if (super->page == SK_SUPER_RESULT) {
        say(writer, " %s: %s %s", SK_AT(ends, super->end), sk_text(super->what),
            sk_text(super->advice));
    }
    if (super->hint[0] != '\0') {
        say(writer, ": %s", sk_text(super->hint));
    }
}

void sk_line_format_notice(const struct sk_model *model, char *out, size_t out_size) {
    struct line_writer writer = { .out = out, .size = out_size };
    out[0] = '\0';
    if (model->notice == SK_NOTICE_NONE) {
        return;
    }
    char what[SK_WORDS_SIZE];
    sk_words_notice(model, what);
    say(&writer, "NOTICE %s", sk_notice_name(model->notice));
    if (model->notice_pair.serial[0] != '\0' && model->notice_pair.instance[0] != '\0') {
        say(&writer, " %s -> %s", model->notice_pair.serial, model->notice_pair.instance);
    } else if (model->notice_label[0] != '\0') {
        say_quoted(&writer, "label", model->notice_label);
    }
    say(&writer, ": %s %s", what, sk_text(sk_sentence_notice(model->notice).advice));
}

void sk_line_format(const struct sk_model *model, char *out, size_t out_size) {
    struct line_writer writer = { .out = out, .size = out_size };
    out[0] = '\0';
    switch (model->screen) {
    case SK_SCREEN_STARTING:
        say(&writer, "STARTING");
        break;
    case SK_SCREEN_READY:
        say(&writer, model->sticky ? "READY sticky" : "READY");
        say_optional(&writer, "instance", model->slot_instance);
        if (model->sticky && model->slot_instance[0] != '\0') {
            say(&writer, " devices=%d", (int)model->kept_count);
        }
        if (model->operator_name[0] != '\0') {
            say_quoted(&writer, "operator", model->operator_name);
        }
        say(&writer, "%s", model->needs_badge ? " needs-badge=yes" : "");
        say_call(&writer, model);
        say_order(&writer, model);
        break;
    case SK_SCREEN_HALF:
        say(&writer, "HALF");
        say_call(&writer, model);
        say_optional(&writer, "device", model->slot_serial);
        say_optional(&writer, "instance", model->slot_instance);
        break;
    case SK_SCREEN_WHICH:
        say(&writer, "WHICH");
        say_optional(&writer, "device", model->slot_serial);
        say_optional(&writer, "instance", model->slot_instance);
        say_optional(&writer, "or", model->replacement);
        break;
    case SK_SCREEN_UNSAVED:
        say_verdict(&writer, "UNSAVED", model);
        break;
    case SK_SCREEN_WORKING:
        say_verdict(&writer, "WORKING", model);
        break;
    case SK_SCREEN_BOUND:
        say_verdict(&writer, "BOUND", model);
        break;
    case SK_SCREEN_REFUSED:
        say_verdict(&writer, "REFUSED", model);
        break;
    case SK_SCREEN_RETRY:
        say_verdict(&writer, "RETRY", model);
        break;
    case SK_SCREEN_CHECKING:
        say_verdict(&writer, "CHECKING", model);
        break;
    case SK_SCREEN_SAVED:
        say_verdict(&writer, "SAVED", model);
        break;
    case SK_SCREEN_NOTICE:
        sk_line_format_notice(model, out, out_size);
        if (out[0] == '\0') {
            say(&writer, "NOTICE none");
        }
        break;
    case SK_SCREEN_TYPING:
        say(&writer, "TYPING");
        say_optional(&writer, "text", model->typing.glass.text);
        break;
    case SK_SCREEN_SOUND:
        say(&writer, "SOUND %s", sk_hearing_page_name(model->hearing_page));
        break;
    case SK_SCREEN_SUPERVISOR:
        say_supervisor(&writer, &model->supervisor);
        break;
    case SK_SCREEN_NO_SCANNER:
        say(&writer, "NO SCANNER");
        break;
    case SK_SCREEN_PROBLEM:
        say(&writer, "PROBLEM %zu: %s", model->problem_count,
            model->problem_count > 0 ? sk_text(model->problems[0]) : "");
        break;
    }
}
