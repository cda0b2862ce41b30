/* folder.h — a receiver that is a folder which another program watches: a file a letter, or one a
 * day.
 *
 * Each file is written beside its place (".NAME.part"), synced and renamed, so that under its name
 * there never is half a line. A day's file is made anew with each handful of letters: what it has
 * already is copied, and a letter that is in it is not added again. The folder itself is never
 * made: where a disk is not mounted, nothing is written into the place where it should be. */
#ifndef SK_DELIVERY_FOLDER_H
#define SK_DELIVERY_FOLDER_H

#include "delivery/receiver.h"

#include <stdbool.h>

/* Strings are borrowed during the call. */
struct sk_folder_options {
    const char *path;
    const char *bench;  /* in the name of a day's file; [0-9A-Za-z-] */
    const char *suffix; /* "jsonl", "csv" */
    const char *head;   /* first line of each file, with its end; "": none */
    bool by_day;
};

/* May this user write files into the folder? Changes nothing. Errors: SK_ERR_NOT_FOUND,
 * SK_ERR_DENIED, SK_ERR_INVALID (no folder). */
enum sk_err sk_folder_check(const char *path, struct sk_err_info *info);

/* A letter's text up to and with its first comma must be its own: by it a letter is found again.
 * Owner: *out is the caller's, ops->destroy(). Errors: SK_ERR_NOMEM. */
enum sk_err sk_folder_create(struct sk_receiver **out, const struct sk_folder_options *options,
                             struct sk_err_info *info);

#endif
