/* app.h — the kiosk without a face. Owns every component, hands what arrives to the machines, and
 * publishes a model of plain values. */
#ifndef SK_APP_CORE_APP_H
#define SK_APP_CORE_APP_H

#include "app/core/app_painter.h"
#include "app/core/fleet_state.h"
#include "app/core/verdicts.h"
#include "app/model/model.h"
#include "app/supervisor/action.h"
#include "app/supervisor/errands.h"
#include "base/clock.h"
#include "base/err.h"
#include "input/reader.h"
#include "pairing/account.h"

#include <stdbool.h>
#include <stdint.h>

struct sk_app;
struct sk_album;           /* input/camera/album.h */
struct sk_app_parts;       /* app/core/parts.h */
struct sk_config;          /* app/settings/config.h */
struct sk_config_problems; /* app/settings/config.h */

/* What a finger (or a key) can ask for. */
enum sk_button {
    SK_BUTTON_ACKNOWLEDGE, /* red was seen; also dismisses green, amber and notices */
    SK_BUTTON_CANCEL,      /* drop the half pair */
    SK_BUTTON_UNDO,
    SK_BUTTON_MODE,     /* change between pair and sticky */
    SK_BUTTON_CALL,     /* a supervisor; or take that back */
    SK_BUTTON_LANGUAGE, /* show all languages; again: not any more */
    SK_BUTTON_HEARD,    /* yes, the sound was */
    SK_BUTTON_NOT_HEARD,
    SK_BUTTON_SEEN, /* the message of the office */
};

/* parts makes the journal and the sender (sk_app_real_parts(), or a test's); the app destroys what
 * it makes. wake(wake_data) is called on any thread when sk_app_turn() has something to do; it must
 * not block. config is borrowed until destroy, and so is clock. With problems (may be NULL;
 * borrowed until the first turn) nothing is started: the model shows them all on SK_SCREEN_PROBLEM.
 * A journal that cannot be opened is not an error: the model shows SK_SCREEN_PROBLEM and the writer
 * tries again by itself. Owner: *out is the caller's. Errors: SK_ERR_NOMEM, SK_ERR_INVALID. Thread:
 * the main one, as for everything here but sk_app_sink(). */
enum sk_err sk_app_create(struct sk_app **out, const struct sk_config *config,
                          const struct sk_config_problems *problems, struct sk_clock *clock,
                          const struct sk_app_parts *parts, void (*wake)(void *wake_data),
                          void *wake_data, struct sk_err_info *info);

/* Waits for what is being written, stops the threads; a bind in flight stays unknown in the
 * journal and is looked up at the next start. Readers must have been joined. NULL is fine. */
void sk_app_destroy(struct sk_app *app);

/* The label rules of this bench; NULL if the configuration has problems. Borrowed until destroy. */
const struct sk_label_rules *sk_app_label_rules(const struct sk_app *app);

/* Where the camera is to put its pictures; NULL: none are kept (camera.keep). Borrowed until
 * destroy; any thread. */
struct sk_album *sk_app_album(struct sk_app *app);

/* Where readers deliver. Its functions may be called on any thread until destroy. Borrowed. */
struct sk_scan_sink *sk_app_sink(struct sk_app *app);

/* Takes in everything that arrived and lets time pass. Never blocks.
 * Returns milliseconds until it must be called again at the latest (-1: only when woken). */
sk_ms sk_app_turn(struct sk_app *app);

/* In a supervisor's session CANCEL goes one page back, and the others do nothing. */
void sk_app_act(struct sk_app *app, enum sk_button button);

/* A finger on a key of the keyboard on the glass, or on what opens it (app/model/glass.h). */
void sk_app_glass(struct sk_app *app, int32_t key);

/* The texts are of this language (sk_language_at()) until somebody signs on or off; of a person of
 * the table it is kept. Thread: main. */
void sk_app_choose_language(struct sk_app *app, const char *name);

/* A finger on one of the supervisor's targets (model_supervisor.h). */
void sk_app_touch(struct sk_app *app, struct sk_super_touch touch);

/* What was typed at `at`, UTF-8; "\n" for Return. True: it was for the PIN pad and is no scan. The
 * text is not kept. */
bool sk_app_key(struct sk_app *app, const char *text, sk_ms at);

/* What a hand has typed so far is to be shown; not NUL-terminated, length 0: nothing. The text is
 * copied, of a long one its end. False: that is shown already. */
bool sk_app_show_typed(struct sk_app *app, const char *text, size_t length);

/* What only the program that holds the readers can do: set_up(data, what) sets a scanner up, and is
 * called inside this app's own functions, and sk_app_show_setup() tells how it goes. Copied.
 * Without it the page says that it cannot be done here. */
struct sk_app_bench {
    void (*set_up)(void *data, enum sk_setup_step what);
    /* A scanner is to be told what came of its scan; device as in struct sk_scan, borrowed. At
     * once: this is called before the verdict is drawn. NULL: none can be told. */
    void (*reply)(void *data, enum sk_scan_source source, const char *device, enum sk_reply reply);
    /* The sound is to be as wish says, and that is to be kept: changed names the setting. NULL in
     * its place: only the outputs are to be looked for; sk_app_show_sound() tells them. Borrowed.
     */
    void (*sound)(void *data, const struct sk_model_sound *wish, const char *changed);
    void *data;
};
void sk_app_set_bench(struct sk_app *app, const struct sk_app_bench *bench);

/* Copied; before the first turn. Without it the screen has no picture. */
void sk_app_set_painter(struct sk_app *app, const struct sk_app_painter *painter);

/* The model is on the screen now. After each drawing. */
void sk_app_drawn(struct sk_app *app);

/* How the setting up stands; borrowed. What was saved is an event, with the person. */
void sk_app_show_setup(struct sk_app *app, const struct sk_model_setup *setup);

/* How the sound is set, and what outputs there are; copied. Before, it is as the settings say, and
 * no output is known. */
void sk_app_show_sound(struct sk_app *app, const struct sk_model_sound *sound);

/* What the fleet brings of the office; copied. The same again is the same. After the journal is
 * open. */
void sk_app_office_asks(struct sk_app *app, const struct sk_errand *request);

/* How the fleet is; copied. Before, the bench is in none. */
void sk_app_show_fleet(struct sk_app *app, const struct sk_fleet_state *fleet);

/* A supervisor's session, or its PIN pad, is on the screen. */
bool sk_app_is_supervised(const struct sk_app *app);

/* A supervisor has said that the program is to end. */
bool sk_app_must_end(const struct sk_app *app);

/* A pair from the command line, past the label rules: journalled and sent like any other. Call
 * after sk_app_is_ready(). Returns its number in the journal; 0: no room just now. */
int64_t sk_app_submit(struct sk_app *app, const char *serial, const char *instance);

/* The same for a pair that takes up the earlier one `refers` (0: none), in the name of operator and
 * with that one's account (NULL: none). */
int64_t sk_app_resubmit(struct sk_app *app, const char *serial, const char *instance,
                        const char *operator_name, int64_t refers,
                        const struct sk_account *account);

/* Asks for an action of the supervisor; the caller has checked that it may be done. Its end comes
 * from sk_app_action_result() some turns later, exactly once, with the id (below
 * SK_CONTROL_ID_FIRST of control.h, not 0). The next turn is asked for by wake(). False: too many
 * are under way, or the journal is not open; nothing was begun. */
bool sk_app_do(struct sk_app *app, const struct sk_action *action);
/* Takes out the next end of an action with that id (0: of any). False: none yet. */
bool sk_app_action_result(struct sk_app *app, uint64_t id, struct sk_action_result *result);

/* From the opening of the journal on, sag-kioskctl may ask for actions, for how the kiosk is, and
 * for a picture (control.h); and the files of `status` in the settings are written. Before the
 * first turn. */
void sk_app_listen(struct sk_app *app);

/* Takes the pair of that number and with these labels back if it cannot have been sent; a verdict
 * WITHDRAWN or TOO_LATE follows. It must not have a final verdict yet. */
void sk_app_withdraw(struct sk_app *app, int64_t number, const char *serial, const char *instance);

/* Borrowed, valid until destroy; changes only inside sk_app_turn(), sk_app_act(), _submit(). */
const struct sk_model *sk_app_model(const struct sk_app *app);

/* The camera's picture of the pair that the supervisor looks at. False: there is none. Borrowed
 * until the next call of anything here. */
bool sk_app_still(const struct sk_app *app, struct sk_model_still *still);

/* The journal is open and what was left in it is known. */
bool sk_app_is_ready(const struct sk_app *app);

/* The journal could not be opened or written at the last try; another follows. False while the
 * first try is under way. */
bool sk_app_has_journal_trouble(const struct sk_app *app);

/* True when no pair is saved-but-unsettled, no half pair waits, and every scan that was pushed
 * before the last status of a reader has been worked on. */
bool sk_app_is_idle(const struct sk_app *app);

/* A reader of that source has come to the end of its input, and all its scans have been taken. */
bool sk_app_has_ended(const struct sk_app *app, enum sk_scan_source source);

/* For the exit status. */
struct sk_app_tally sk_app_tally(const struct sk_app *app);

/* The orders of the list (guard.manifest): how many, and the one at index. Texts are borrowed until
 * the next sk_app_turn(). */
struct sk_app_order {
    const char *name; /* "" where the list has no orders */
    int64_t of;       /* devices */
    int64_t bound;    /* of them */
};
size_t sk_app_order_count(const struct sk_app *app);
struct sk_app_order sk_app_order(const struct sk_app *app, size_t index);

/* Calls each(data, serial, instance) for the devices of that order (NULL: of all) that are not
 * bound, in the order of the list; false from each ends it. Texts are borrowed during the call. */
void sk_app_missing(const struct sk_app *app, const char *order,
                    bool (*each)(void *data, const char *serial, const char *instance), void *data);

/* The newest verdict about a pair of this run. False: none yet. */
bool sk_app_verdict(const struct sk_app *app, int64_t number, struct sk_verdict *verdict);

#endif
