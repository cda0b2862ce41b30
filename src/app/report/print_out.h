/* print_out.h — a drawing on the printer that the settings name. Blocks (media/printer.h): for a
 * worker's thread or a command. */
#ifndef SK_APP_REPORT_PRINT_OUT_H
#define SK_APP_REPORT_PRINT_OUT_H

#include "app/model/sentence.h"
#include "media/printer.h"
#include "paper/drawing.h"

/* printer "": none is set, which is an error. Errors: those of sk_printer_print() and of drawing;
 * fault is written on failure. */
enum sk_err sk_report_print(const struct sk_drawing *drawing, const char *printer,
                            struct sk_printer_fault *fault);

/* The pages for `lp`, drawn: job->pages is the caller's, fclose(); media is filled, and borrowed by
 * the job, as printer and drawing->title are. Errors: those of the drawing, SK_ERR_IO. */
#define SK_REPORT_MEDIA_SIZE 48
enum sk_err sk_report_pages(const struct sk_drawing *drawing, const char *printer,
                            char media[SK_REPORT_MEDIA_SIZE], struct sk_print_job *job,
                            struct sk_err_info *info);

/* What the screen says about a trouble. Static msgids. */
struct sk_sentence sk_report_printer_sentence(enum sk_printer_trouble trouble);

#endif
