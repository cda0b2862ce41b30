#include "app/report/print_out.h"

#include "base/assert.h"
#include "base/language.h"
#include "paper/output.h"

#include <errno.h>
#include <string.h>

/* As PWG 5101.1 names sizes, which CUPS takes. */
static void name_media(const struct sk_drawing *drawing, char out[SK_REPORT_MEDIA_SIZE]) {
    if (drawing->width_mm > 0) {
        (void)snprintf(out, SK_REPORT_MEDIA_SIZE, "Custom.%.0fx%.0fmm", drawing->width_mm,
                       drawing->height_mm);
    } else {
        (void)snprintf(out, SK_REPORT_MEDIA_SIZE, "%s",
                       drawing->size == SK_PAPER_LETTER ? "Letter" : "A4");
    }
}

enum sk_err sk_report_pages(const struct sk_drawing *drawing, const char *printer,
                            char media[SK_REPORT_MEDIA_SIZE], struct sk_print_job *job,
                            struct sk_err_info *info) {
    FILE *pages = tmpfile();
    if (!pages) {
        return sk_fail(info, SK_ERR_IO, "no file can be made for the printer: %s", strerror(errno));
    }
    enum sk_err err = sk_drawing_print(drawing, SK_PAPER_PDF, pages, info);
    if (err) {
        (void)fclose(pages);
        return err;
    }
    name_media(drawing, media);
    *job = (struct sk_print_job){
        .printer = printer, .title = drawing->title, .media = media, .pages = pages
    };
    return SK_OK;
}

enum sk_err sk_report_print(const struct sk_drawing *drawing, const char *printer,
                            struct sk_printer_fault *fault) {
    char media[SK_REPORT_MEDIA_SIZE];
    struct sk_print_job job = { .pages = NULL };
    *fault = (struct sk_printer_fault){ .trouble = SK_PRINTER_FAILED };
    enum sk_err err = sk_report_pages(drawing, printer, media, &job, &fault->info);
    if (!err) {
        err = sk_printer_print(&job, fault);
    }
    if (job.pages) {
        (void)fclose(job.pages);
    }
    return err;
}

struct sk_sentence sk_report_printer_sentence(enum sk_printer_trouble trouble) {
    static const struct sk_sentence sentences[SK_PRINTER_TROUBLE_COUNT] = {
        [SK_PRINTER_FINE] = { SK_N("It is on its way to the printer."), "", SK_WHO_NOBODY },
        [SK_PRINTER_UNSET] = { SK_N("No printer is set up."),
                               SK_N("Use a USB stick, or call IT: print.printer is not set."),
                               SK_WHO_IT },
        [SK_PRINTER_NO_LP] = { SK_N("This kiosk cannot print."),
                               SK_N("Call IT: the package cups-client is missing."), SK_WHO_IT },
        [SK_PRINTER_UNKNOWN] = { SK_N("The printer cannot be found."),
                                 SK_N("Use a USB stick, or call IT."), SK_WHO_IT },
        [SK_PRINTER_STOPPED] = { SK_N("The printer is off or paused."),
                                 SK_N("Switch it on and try again."), SK_WHO_SUPERVISOR },
        [SK_PRINTER_NO_PAPER] = { SK_N("The printer has no paper."),
                                  SK_N("Put paper in and try again."), SK_WHO_SUPERVISOR },
        [SK_PRINTER_DOUBT] = { SK_N("The printer did not answer in time."),
                               SK_N("Look whether it has printed before you try again."),
                               SK_WHO_SUPERVISOR },
        [SK_PRINTER_FAILED] = { SK_N("Printing failed."),
                                SK_N("Try again. If that fails too, call IT."), SK_WHO_IT },
    };
    return SK_AT(sentences, trouble);
}
