/* model.h — everything a face needs to know to draw the kiosk: plain values, no pointers into
 * other parts. app fills it, ui and the off-screen printer read it. All text is safe to show
 * (printable UTF-8); English texts that are to be translated are marked as such. */
#ifndef SK_APP_MODEL_MODEL_H
#define SK_APP_MODEL_MODEL_H

#include "app/model/model_sound.h"
#include "app/model/model_supervisor.h"
#include "app/model/model_typing.h"
#include "base/clock.h"
#include "input/reader.h"
#include "pairing/pair.h"
#include "pairing/view.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SK_MODEL_LABEL_SIZE 160 /* a label as shown, with NUL; longer ones end in … */
#define SK_MODEL_CODE_SIZE 96
#define SK_MODEL_RECENT 5
#define SK_MODEL_PROBLEMS 16
#define SK_MODEL_READERS 6
#define SK_MODEL_LABELS 18 /* of the demo */
#define SK_MODEL_LABELS_PAGE 6

/* Who can fix it. */
enum sk_who { SK_WHO_NOBODY, SK_WHO_WORKER, SK_WHO_SUPERVISOR, SK_WHO_IT };

enum sk_link { SK_LINK_UNKNOWN, SK_LINK_ONLINE, SK_LINK_OFFLINE, SK_LINK_BLOCKED };

enum sk_model_fleet {
    SK_MODEL_FLEET_NONE, /* the bench is in none */
    SK_MODEL_FLEET_ONLINE,
    SK_MODEL_FLEET_OFFLINE, /* the bench goes by what it knows of the others */
};

struct sk_model_pair {
    int64_t number; /* number in the journal; 0: none */
    char serial[SK_MODEL_LABEL_SIZE];
    char instance[SK_MODEL_LABEL_SIZE];
};

#define SK_MODEL_LANGUAGE_SIZE 8

struct sk_model_recent {
    struct sk_model_pair pair;
    enum sk_result result;
    enum sk_screen screen; /* the verdict as it was shown last: BOUND, REFUSED, RETRY, … */
    int64_t at_wall_ms;
    char code[SK_MODEL_CODE_SIZE];
};

struct sk_model {
    uint64_t revision; /* grows with each change; same revision: nothing to draw */
    enum sk_screen screen;
    char language[SK_MODEL_LANGUAGE_SIZE]; /* of the texts, as sk_language_name() */
    bool is_choosing_language;             /* READY: all languages are offered instead */

    /* The two slots. "" is an empty slot. */
    char slot_serial[SK_MODEL_LABEL_SIZE];
    char slot_instance[SK_MODEL_LABEL_SIZE];
    bool sticky;        /* one instance label, then its devices */
    int32_t kept_count; /* sticky: devices that the instance in its slot got, as far as known */
    char replacement[SK_MODEL_LABEL_SIZE]; /* WHICH: of the same kind as the one in its slot */
    bool is_replacement_serial;
    struct sk_model_pair undo; /* that undo takes back; number 0: it would take back nothing */
    int32_t countdown_s;       /* seconds left for the second label; 0: none runs */
    int32_t countdown_of_s;    /* the whole time, for the bar */

    /* The verdict: for BOUND, REFUSED, RETRY, CHECKING, SAVED, WORKING. */
    struct sk_model_pair verdict;
    bool was_bound_already;        /* green because a query showed it, not by this bind */
    char code[SK_MODEL_CODE_SIZE]; /* the service's, or a transport word; "" if none */
    char request_id[SK_MODEL_CODE_SIZE];
    /* Sentences in English, msgids of the catalogue: what happened; what to do. */
    char what[SK_ERR_TEXT_SIZE];
    char advice[SK_ERR_TEXT_SIZE];
    enum sk_who who;
    /* guard.reuse: the pair that bound this device before (its instance); guard.in_use: the one
     * that has this instance (its serial number, "" else); number 0: none. */
    struct sk_model_pair prior;
    int64_t prior_wall_ms;
    char prior_bench[SK_BENCH_NAME_SIZE]; /* the other bench that has or binds the device: prior is
                                             of its log, without number; "": none */
    char prior_operator[SK_OPERATOR_SIZE];
    char expected[SK_MODEL_LABEL_SIZE]; /* guard.mismatch: the instance on the list; "" else */
    bool is_kept;                       /* red, but IT can fix it and the pair is sent again */
    bool is_unknown;                    /* red, but it may be bound: a person has to check */
    enum sk_place place;                /* of a conflict: who has the device; where[] */
    char where[SK_MODEL_LABEL_SIZE];
    char account[SK_ACCOUNT_TEXT_SIZE]; /* it was sent with, of several; "": there is but one */
    int32_t failures_waiting;           /* further red results behind this one, shown after ACK */

    enum sk_notice notice; /* shown on its own screen, or as a line when screen is another */
    char notice_label[SK_MODEL_LABEL_SIZE]; /* what was read */
    struct sk_model_pair notice_pair;       /* that it is about; both "": about none */
    int32_t notice_part;                    /* PART_OF_TEXT: which code, from 1, of how many */
    int32_t notice_parts;
    uint64_t cue_number; /* grows with each cue */
    enum sk_cue cue;

    enum sk_hearing_page hearing_page; /* was the sound heard? */
    struct sk_model_typing typing;     /* on the glass */
    char typed[SK_MODEL_LABEL_SIZE];   /* what a hand has typed so far; "": nothing */

    char operator_name[SK_OPERATOR_SIZE]; /* who is signed on; "": nobody */
    bool needs_badge; /* nobody is signed on, and until then no label is taken */

    /* What is shipped: bound devices of an order. order_of 0: there is no list. */
    char order[64]; /* "": of the list as a whole */
    int32_t order_bound;
    int32_t order_of;

    int32_t bound_today; /* devices that were scanned today */

    /* The status bar. */
    enum sk_link link;
    char link_account[SK_ACCOUNT_TEXT_SIZE]; /* whose it is, of several; "": of all */
    enum sk_model_fleet fleet;
    bool is_fleet_known;      /* anything of what other benches bound, */
    int32_t fleet_age_s;      /* and this is how old it is */
    int32_t waiting;          /* pairs saved and not yet settled */
    int32_t oldest_waiting_s; /* age of the oldest of them */
    bool banner;              /* calls are blocked: IT has to act; banner_* say why */
    char banner_what[SK_ERR_TEXT_SIZE];
    char banner_advice[SK_ERR_TEXT_SIZE];
    char banner_account[SK_ACCOUNT_TEXT_SIZE]; /* whose calls, of several; "": all */
    int32_t banner_line; /* the list's mistake, for a banner_what with %d; 0: it has none */
    size_t reader_count;
    struct sk_reader_status readers[SK_MODEL_READERS];
    bool
        needs_no_scanner; /* a keyboard is enough at this bench: one that is absent is not missed */
    bool is_called;       /* a supervisor is called, and has not come */
    bool is_on_hold;      /* the bench is on hold: no scan is taken */
    char hold_reason[SK_ERR_TEXT_SIZE];        /* msgid, or what was typed; "" if none was given */
    char office_message[SK_SUPER_OFFICE_SIZE]; /* of the office, until it was seen; "": none */
    char office_who[SK_OPERATOR_SIZE];
    bool demo;
    char bench[64]; /* name of the bench from the configuration; "" if none */

    struct sk_model_supervisor supervisor; /* page CLOSED: no session */

    size_t recent_count; /* newest first */
    struct sk_model_recent recent[SK_MODEL_RECENT];

    /* Configuration and start problems, English, each with its fix. */
    size_t problem_count;
    char problems[SK_MODEL_PROBLEMS][SK_ERR_TEXT_SIZE];

    /* What can be scanned by a touch in the demo, a page after the other; "" ends the list. */
    char demo_labels[SK_MODEL_LABELS][64];
};

#endif
