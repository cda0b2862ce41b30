/* paper_put.h — what a supervisor wants on paper: drawn, and printed or written onto a USB stick.
 *
 * Blocks for as long as printer or stick take; for a worker's thread. */
#ifndef SK_APP_SUPERVISOR_PAPER_PUT_H
#define SK_APP_SUPERVISOR_PAPER_PUT_H

#include "app/model/model_supervisor.h"
#include "app/report/label_printer.h"
#include "app/report/shift_report.h"
#include "app/supervisor/stick_write.h"

/* Strings are borrowed. */
struct sk_paper_order {
    enum sk_super_paper paper;
    enum sk_super_out out;
    struct sk_report_order report; /* of a REPORT; else its bench and its now_ms count */
    const char *printer;
    struct sk_label_printer_options label; /* LABEL, of that pair; who asks for it */
    int64_t pair;
    const char *who;
    int64_t person;
    bool (*on_step)(void *data,
                    enum sk_stick_step step); /* of a stick; as sk_stick_write.on_step */
    void *data;
};

struct sk_paper_result {
    struct sk_sentence sentence; /* how it ended; static msgids */
    struct sk_err_info text;     /* what went wrong, for the log */
    char file[SK_ERR_TEXT_SIZE]; /* on a stick: where it is now */
};

/* Texts are in the language of the thread. Errors: those of report, printer and stick. */
enum sk_err sk_super_put_on_paper(const struct sk_paper_order *order,
                                  struct sk_paper_result *result);

#endif
