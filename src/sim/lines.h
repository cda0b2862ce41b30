/* lines.h — a text file of options, one a line: rules and keys share it. */
#ifndef SK_SIM_LINES_H
#define SK_SIM_LINES_H

#include "base/err.h"

/* One line without its end and outer blanks, never empty, never a comment ('#'). */
typedef enum sk_err (*sk_sim_on_line)(void *data, const char *line, struct sk_err_info *info);

/* Calls on_line for each line; stops at the first error and puts "file 'x', line 3: " before its
 * sentence. Lines over 4096 bytes are SK_ERR_INVALID. Errors: SK_ERR_IO, and on_line's. */
enum sk_err sk_sim_lines_read(const char *path, sk_sim_on_line on_line, void *data,
                              struct sk_err_info *info);

#endif
