#define SK_LOG_MODULE "list"

#include "app/manifest/guard.h"

#include "base/log.h"

#include <stdio.h>
#include <string.h>

enum sk_err sk_guard_start(struct sk_guard *guard, const char *path, const char *journal_path,
                           const struct sk_manifest_rules *rules, sk_manifest_report report,
                           void *data) {
    guard->is_set = path[0] != '\0';
    return guard->is_set && !guard->watch
               ? sk_manifest_watch_create(&guard->watch, path, journal_path, rules, report, data)
               : SK_OK;
}

void sk_guard_stop(struct sk_guard *guard) {
    sk_manifest_watch_destroy(guard->watch);
    guard->watch = NULL;
}

void sk_guard_finish(struct sk_guard *guard) {
    sk_guard_stop(guard);
    sk_manifest_destroy(guard->manifest);
    guard->manifest = NULL;
}

void sk_guard_take(struct sk_guard *guard, const struct sk_manifest_news *news) {
    guard->has_heard = true;
    guard->has_trouble = news->manifest == NULL;
    guard->line = news->line;
    guard->text = news->text;
    if (!news->manifest) {
        sk_log_error("%s%s", news->text.text,
                     guard->manifest ? "; the last good one is still used" : "");
        return;
    }
    struct sk_err_info notice = { "" };
    if (sk_manifest_notice(news->manifest, &notice)) {
        sk_log_warning("the device list: %s", notice.text);
    }
    sk_log_info("the list has %zu devices", sk_manifest_count(news->manifest));
    sk_manifest_destroy(guard->manifest);
    guard->manifest = news->manifest;
}

bool sk_guard_is_ready(const struct sk_guard *guard) {
    return !guard->is_set || guard->has_heard;
}

enum sk_notice sk_guard_closed(const struct sk_guard *guard) {
    return guard->is_set && !guard->manifest ? SK_NOTICE_NO_LIST : SK_NOTICE_NONE;
}

_Static_assert(SK_CUSTOMER_ORDER_SIZE >= SK_MANIFEST_ORDER_SIZE, "room for an order");

static void refuse(struct sk_record *intent, const char *code, const char *note, const char *more) {
    intent->result = SK_RESULT_REFUSED;
    (void)snprintf(intent->code, sizeof(intent->code), "%s", code);
    (void)snprintf(intent->note, sizeof(intent->note), "%s%s", note, more);
}

void sk_guard_check(struct sk_guard *guard, struct sk_record *intent,
                    char expected[SK_LABEL_MAX + 1]) {
    expected[0] = '\0';
    if (!guard->is_set || intent->pair.refers > 0) {
        return;
    }
    if (!guard->manifest) {
        refuse(intent, SK_GUARD_NO_LIST, "there is no list", "");
        return;
    }
    const struct sk_manifest_line *line =
        sk_manifest_find(guard->manifest, intent->pair.labels.serial);
    if (!line) {
        refuse(intent, SK_GUARD_OFF_LIST, "the device is not on the list", "");
        return;
    }
    guard->has_order = true;
    (void)snprintf(guard->order, sizeof(guard->order), "%s", line->order);
    (void)snprintf(intent->pair.customer_order, sizeof(intent->pair.customer_order), "%s",
                   line->order);
    if (!sk_manifest_same(line->instance, intent->pair.labels.instance)) {
        refuse(intent, SK_GUARD_MISMATCH, "the list has the device for ", line->instance);
        (void)snprintf(expected, SK_LABEL_MAX + 1, "%s", line->instance);
    }
}

const char *sk_guard_instance(const struct sk_guard *guard, const char *serial) {
    const struct sk_manifest_line *line =
        guard->manifest ? sk_manifest_find(guard->manifest, serial) : NULL;
    return line ? line->instance : "";
}

void sk_guard_account(const struct sk_guard *guard, const char *serial, struct sk_account *out) {
    const struct sk_manifest_line *line =
        guard->manifest ? sk_manifest_find(guard->manifest, serial) : NULL;
    (void)snprintf(out->region, sizeof(out->region), "%s", line ? line->region : "");
    (void)snprintf(out->profile, sizeof(out->profile), "%s", line ? line->profile : "");
}

void sk_guard_note(struct sk_guard *guard, const char *serial, const char *instance,
                   bool is_bound) {
    if (guard->manifest) {
        sk_manifest_mark(guard->manifest, serial, instance, is_bound);
    }
}

bool sk_guard_order(const struct sk_guard *guard, struct sk_manifest_order *order) {
    if (!guard->manifest) {
        return false;
    }
    return (guard->has_order && sk_manifest_find_order(guard->manifest, guard->order, order)) ||
           sk_manifest_all(guard->manifest, order);
}
