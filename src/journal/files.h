/* files.h — for the files of a journal and those beside it: the length of paths, and what to say
 * when the system refuses one. Private to this folder. */
#ifndef SK_JOURNAL_FILES_H
#define SK_JOURNAL_FILES_H

#include "base/err.h"

#define SK_FILES_PATH_SIZE 4096 /* bytes, with the end */

/* The kind of a failure of the operating system; error is an errno. */
enum sk_err sk_files_err(int error);
/* What to do about it, as the end of a sentence. Static. */
const char *sk_files_fix(int error);

#endif
