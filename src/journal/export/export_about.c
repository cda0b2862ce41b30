#define SK_LOG_MODULE "journal"

#include "journal/export/export_about.h"

#include "base/language.h"
#include "base/log.h"
#include "base/utf8.h"
#include "journal/checkpoint_make.h"
#include "journal/store.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct filter_text {
    bool in_english;
    char *out;
    size_t size;
    size_t used;
};

/* What does not fit is cut where a character ends. */
static void add(struct filter_text *text, const char *label, const char *value) {
    char part[SK_EXPORT_FILTER_SIZE];
    int length = snprintf(part, sizeof(part), "%s%s%s%s", text->used > 0 ? "; " : "",
                          text->in_english ? label : sk_text(label), value[0] ? ": " : "", value);
    size_t room = text->size - 1 - text->used;
    size_t wanted = length > 0 ? (size_t)length : 0;
    wanted = wanted < sizeof(part) ? wanted : sizeof(part) - 1;
    size_t kept = wanted <= room ? wanted : sk_utf8_cut(part, room);
    memcpy(text->out + text->used, part, kept);
    text->used += kept;
    text->out[text->used] = '\0';
}

static void add_text(struct filter_text *text, const char *label, const char *value) {
    if (value) {
        add(text, label, value[0] ? value : "-");
    }
}

static void add_time(struct filter_text *text, const char *label, int64_t wall_ms) {
    char at[SK_CLOCK_TEXT_SIZE];
    if (wall_ms != 0) {
        sk_clock_format(wall_ms, at, sizeof(at));
        add(text, label, at);
    }
}

static void add_number(struct filter_text *text, const char *label, int64_t number) {
    char digits[24];
    if (number != 0) {
        (void)snprintf(digits, sizeof(digits), "%" PRId64, number);
        add(text, label, digits);
    }
}

void sk_export_filter_text(const struct sk_filter *filter, bool in_english, char *out,
                           size_t size) {
    struct filter_text text = { .in_english = in_english, .out = out, .size = size };
    out[0] = '\0';
    add_text(&text, filter->is_prefix ? SK_N("serial number begins with") : SK_N("serial number"),
             filter->serial);
    add_text(&text, filter->is_prefix ? SK_N("instance begins with") : SK_N("instance"),
             filter->instance);
    add_text(&text, SK_N("operator"), filter->operator_name);
    add_text(&text, SK_N("order"), filter->customer_order);
    add_text(&text, SK_N("what was read"), filter->text);
    add_text(&text, SK_N("outcome"), filter->outcome);
    add_text(&text, SK_N("needs attention"), filter->open ? "" : NULL);
    add_time(&text, SK_N("scanned from"), filter->from_ms);
    add_time(&text, SK_N("scanned before"), filter->to_ms);
    add_number(&text, SK_N("from pair"), filter->first_number);
    add_number(&text, SK_N("to pair"), filter->last_number);
}

static void make_checkpoint(struct sk_export_about *about, struct sk_journal *journal) {
    struct sk_err_info info = { "" };
    struct sk_signed_note_key key;
    enum sk_err err =
        sk_checkpoint_make(journal, about->bench, about->wall_ms, about->checkpoint, NULL, &info);
    if (!err) {
        err = sk_checkpoint_key(journal, &key, &info);
    }
    if (err) {
        about->checkpoint[0] = '\0';
        sk_log_warning("there is no checkpoint in '%s': %s", about->file, info.text);
    } else {
        sk_signed_note_key_write(&key, about->key);
    }
}

enum sk_err sk_export_about_complete(struct sk_export_about *about, struct sk_journal *journal,
                                     const struct sk_filter *filter, bool with_checkpoint,
                                     struct sk_err_info *info) {
    struct sk_head head;
    sk_stamp_zone(about->wall_ms, about->zone);
    sk_export_filter_text(filter, false, about->filter, sizeof(about->filter));
    enum sk_err err = sk_store_head(journal, &head, info);
    if (err) {
        return err;
    }
    about->head_seq = head.seq;
    sk_chain_hex(head.hash, about->head_hash);
    if (with_checkpoint) {
        make_checkpoint(about, journal);
    }
    return SK_OK;
}
