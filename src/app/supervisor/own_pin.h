/* own_pin.h — a PIN of a person's own: `<journal>.pins/NUMBER`, a line as pin.h has it.
 *
 * A file beside the journal and no table in it: so it stays on the bench where it was set, and gets
 * into no export, no copy of the journal, and to no receiver. For the owner of the journal alone.
 */
#ifndef SK_APP_SUPERVISOR_OWN_PIN_H
#define SK_APP_SUPERVISOR_OWN_PIN_H

#include "app/supervisor/pin.h"

#define SK_OWN_PIN_PATH_SIZE (4096 + 64)

/* The file of a person's PIN; of its tries. SK_ERR_INVALID: too long. */
enum sk_err sk_own_pin_path(const char *journal_path, int64_t person,
                            char out[SK_OWN_PIN_PATH_SIZE], struct sk_err_info *info);
enum sk_err sk_own_pin_tries_path(const char *journal_path, int64_t person,
                                  char out[SK_OWN_PIN_PATH_SIZE], struct sk_err_info *info);

/* Errors: as sk_pin_load_file(). */
enum sk_err sk_own_pin_load(const char *journal_path, int64_t person, struct sk_pin *out,
                            struct sk_err_info *info);

/* Whole or not at all. What root writes is the journal's owner's. Errors: as sk_pin_store(). */
enum sk_err sk_own_pin_store(const char *journal_path, int64_t person, const struct sk_pin *pin,
                             struct sk_err_info *info);

/* Removes it, with its tries. Errors: SK_ERR_NOT_FOUND (there is none), SK_ERR_IO. */
enum sk_err sk_own_pin_clear(const char *journal_path, int64_t person, struct sk_err_info *info);

/* Has anybody a PIN of their own at this bench? False where the folder cannot be read. */
bool sk_own_pin_is_used(const char *journal_path);

#endif
