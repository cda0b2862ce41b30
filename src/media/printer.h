/* printer.h — a printer as the system's print service (CUPS) knows it, by its programs lp and
 * lpstat. Blocks for as long as these take, with a limit: for a worker's thread or a command. */
#ifndef SK_MEDIA_PRINTER_H
#define SK_MEDIA_PRINTER_H

#include "base/err.h"

#include <stdbool.h>
#include <stdio.h>

/* What can be wrong with a printer, as far as the fix differs. */
enum sk_printer_trouble {
    SK_PRINTER_FINE,
    SK_PRINTER_UNSET,   /* no printer is named in the settings */
    SK_PRINTER_NO_LP,   /* the program is missing */
    SK_PRINTER_UNKNOWN, /* the print service has none of that name, or does not answer */
    SK_PRINTER_STOPPED, /* it takes no jobs, or is switched off */
    SK_PRINTER_NO_PAPER,
    SK_PRINTER_DOUBT,  /* lp did not end in time: perhaps it is printed */
    SK_PRINTER_FAILED, /* anything else; the sentence quotes lp */
    SK_PRINTER_TROUBLE_COUNT,
};

/* Plain value. */
struct sk_printer_fault {
    enum sk_printer_trouble trouble;
    struct sk_err_info info; /* for terminal and log: what failed, with the fix */
};

/* Strings are borrowed. */
struct sk_print_job {
    const char *printer; /* as `lp -d` takes it */
    const char *title;   /* of the job */
    const char *media;   /* "A4", "Custom.57x32mm" */
    FILE *pages;         /* a PDF, from its beginning on; a file on the disk */
};

/* Can it print just now, as far as the print service knows? fault is written where it cannot.
 * Errors: SK_ERR_NOT_FOUND (UNSET, UNKNOWN), SK_ERR_BUSY (STOPPED, NO_PAPER). */
enum sk_err sk_printer_look(const char *printer, struct sk_printer_fault *fault);

/* Looks at the printer first: one that is known to have no paper, or to be stopped, gets nothing.
 * So what ends in another trouble than DOUBT is certainly not printed, and what is handed over is
 * printed once by the service, though perhaps later. fault is written on failure.
 * Errors: SK_ERR_NOT_FOUND (UNSET, NO_LP, UNKNOWN), SK_ERR_BUSY (STOPPED, NO_PAPER), SK_ERR_STOPPED
 * (DOUBT), SK_ERR_IO. */
enum sk_err sk_printer_print(const struct sk_print_job *job, struct sk_printer_fault *fault);

/* The same without the look. */
enum sk_err sk_printer_hand_over(const struct sk_print_job *job, struct sk_printer_fault *fault);

#endif
