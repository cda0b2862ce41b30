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
        [SK_SUPER_CLOSED] = "closed", [SK_SUPER_PIN] = "pin",
        [SK_SUPER_MENU] = "menu",     [SK_SUPER_LIST] = "list",
        [SK_SUPER_DETAIL] = "pair",   [SK_SUPER_REASON] = "reason",
        [SK_SUPER_CONFIRM] = "sure",  [SK_SUPER_EXPORT] = "export",
        [SK_SUPER_PURGE] = "purge",   [SK_SUPER_CHECKPOINT] = "checkpoint",
        [SK_SUPER_WAIT] = "wait",     [SK_SUPER_RESULT] = "result",
    };
    return SK_AT(names, page);
}

/* Never shows the PIN or its length. */
static void say_supervisor(struct line_writer *writer, const struct sk_model_supervisor *super) {
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
        say(writer, " %s: %s %s", super->is_good ? "done" : "failed", sk_text(super->what),
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
    struct sk_sentence sentence = sk_sentence_notice(model->notice);
    say(&writer, "NOTICE %s", sk_notice_name(model->notice));
    if (model->notice_label[0] != '\0') {
        say_quoted(&writer, "label", model->notice_label);
    }
    say(&writer, ": %s %s", sk_text(sentence.what), sk_text(sentence.advice));
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
        if (model->operator_name[0] != '\0') {
            say_quoted(&writer, "operator", model->operator_name);
        }
        say(&writer, "%s", model->needs_badge ? " needs-badge=yes" : "");
        say_order(&writer, model);
        break;
    case SK_SCREEN_HALF:
        say(&writer, "HALF");
        say_optional(&writer, "device", model->slot_serial);
        say_optional(&writer, "instance", model->slot_instance);
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
    case SK_SCREEN_SUPERVISOR:
        say_supervisor(&writer, &model->supervisor);
        break;
    case SK_SCREEN_PROBLEM:
        say(&writer, "PROBLEM %zu: %s", model->problem_count,
            model->problem_count > 0 ? sk_text(model->problems[0]) : "");
        break;
    }
}
