/* bench_setup.h — a scanner is set up at the bench: what is plugged in is listed, all of it is
 * listened to instead of the bench's scanners, what answers the barcode on the screen is compared
 * with the settings, and what has to be another one is written beside the journal (overlay.h). So
 * are other settings that are changed at the bench.
 *
 * All that may block (looking, opening, writing) is on a thread of its own. */
#ifndef SK_KIOSK_BENCH_SETUP_H
#define SK_KIOSK_BENCH_SETUP_H

#include "app/model/model_setup.h"
#include "kiosk/scanners.h"

struct sk_bench_setup;

/* scanners is borrowed, and the thread's alone between BEGIN and END; config is read then, and may
 * change at KEEP's end only. wake(wake_data) is called on the thread when there is news.
 * Owner: *out is the caller's. Errors: SK_ERR_NOMEM, SK_ERR_IO (no thread). */
enum sk_err sk_bench_setup_create(struct sk_bench_setup **out, struct sk_scanners *scanners,
                                  const struct sk_config *config, void (*wake)(void *wake_data),
                                  void *wake_data, struct sk_err_info *info);

/* Ends the thread; what was listened to is given back, the bench's scanners are not started again.
 * NULL is fine. */
void sk_bench_setup_destroy(struct sk_bench_setup *self);

/* Main thread, like news; returns at once. */
void sk_bench_setup_step(struct sk_bench_setup *self, enum sk_setup_step step);

/* A setting that was changed at the bench is to be kept (overlay.h); what cannot be is a line in
 * the log. Both are copied; of one setting the last value is kept. Main thread; returns at once. */
void sk_bench_setup_keep(struct sk_bench_setup *self, const char *name, const char *value);

/* True: it is another one than at the last call. */
bool sk_bench_setup_news(struct sk_bench_setup *self, struct sk_model_setup *out);

#endif
