/* label_printer.h — a label for each pair that is bound (print.on_bound): a receiver of settled
 * pairs (delivery/receiver.h), which prints each once (delivery/print_once.h); and on request. */
#ifndef SK_APP_REPORT_LABEL_PRINTER_H
#define SK_APP_REPORT_LABEL_PRINTER_H

#include "app/settings/print_options.h"
#include "base/clock.h"
#include "delivery/receiver.h"
#include "journal/label_note.h"
#include "media/printer.h"

/* Strings are copied. */
struct sk_label_printer_options {
    const char *journal_path;
    const char *printer;
    struct sk_label_size size;
    struct sk_clock *clock; /* borrowed */
};

/* The receiver, whose deliver() opens the journal and notes there what it does. Owner: *out is the
 * caller's. Errors: SK_ERR_NOMEM, SK_ERR_INVALID (a path too long). */
enum sk_err sk_label_printer_create(struct sk_receiver **out,
                                    const struct sk_label_printer_options *options,
                                    struct sk_err_info *info);

/* Prints the label of that pair now, however often it was; that ends a doubt about it. by: who asks
 * and where (pair, event, code, note and times are filled here). fault is written on failure.
 * Errors: SK_ERR_NOT_FOUND (no such pair), SK_ERR_INVALID (it is not bound), those of journal,
 *         drawing and printer. Blocks. */
enum sk_err sk_label_print_again(const struct sk_label_printer_options *options, int64_t pair,
                                 const struct sk_label_note *by, struct sk_printer_fault *fault);

#endif
