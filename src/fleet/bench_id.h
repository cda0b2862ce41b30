/* bench_id.h — under which id a bench is known to its fleet. */
#ifndef SK_FLEET_BENCH_ID_H
#define SK_FLEET_BENCH_ID_H

#include "base/err.h"
#include "fleet/word.h"

#include <stdbool.h>

/* set: that of the settings; where it is "", the one in `<journal_path>.bench`, which is made where
 * there is none, if `makes`. Errors: SK_ERR_NOT_FOUND (it would have to be made), SK_ERR_INVALID
 * (no such id can be), those of the file. Blocks on the disk. */
enum sk_err sk_fleet_bench_id(const char *set, const char *journal_path, bool makes,
                              char out[SK_FLEET_BENCH_SIZE], struct sk_err_info *info);

#endif
