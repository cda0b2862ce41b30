/* rules.h — which request gets which fault, as a small language:
 *
 *     action=Bind* sn=sage62x* nth=2 count=3 : delay 500 before, error ResourceInOperating
 *
 * Conditions (all must hold; the first rule that fires is the only one):
 *   action=GLOB sn=GLOB instance=GLOB   '*' any run, '?' any one character
 *   key=GLOB     the id of the access key
 *   signed=yes|no|any   what the signature must be (yes)
 *   nth=N        fires at the Nth matching request (counted from 1), once unless count says more
 *   count=N      how many matching requests it fires for
 *   per=pair     nth and count are counted for each triple of action, sn and instance (per=all)
 *   prob=P       0 to 1, drawn from seed=S and the number of the match: the same every run
 * Faults:
 *   delay MS [before|after]         of carrying out the action
 *   close [before|after]            closes without an answer
 *   reset [before|after]            TCP reset without an answer
 *   error CODE [STATUS] [after]     the answer is this error; "after": although it was carried out
 *   throttle [RETRY_AFTER_MS]       Throttling.User, with x-acs-retry-after
 *   html [STATUS] [after]           a page, as a captive portal sends one (200)
 *   redirect [STATUS] [after]       to another page (302)
 *   status STATUS [after]           a JSON object without Code and RequestId
 *   empty [STATUS] [after]          no body (200)
 *   garbage [STATUS] [after]        bytes that are neither JSON nor XML (200)
 *   large BYTES                     the true answer, made this long by one more member
 *   truncate N                      the true answer, cut after N bytes of its body
 *   length-wrong [DELTA]            Content-Length differs from the body by this (16)
 *   slow BYTES_PER_S                the true answer, dripping
 *   date OFFSET_S                   the server's clock is off by this for this request
 * Pure: no I/O but sk_sim_rules_load(). Not shared between threads without a lock. */
#ifndef SK_SIM_RULES_H
#define SK_SIM_RULES_H

#include "base/err.h"

#include <jansson.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum sk_sim_fault_kind {
    SK_SIM_FAULT_DELAY,
    SK_SIM_FAULT_CLOSE,
    SK_SIM_FAULT_RESET,
    SK_SIM_FAULT_ERROR,
    SK_SIM_FAULT_THROTTLE,
    SK_SIM_FAULT_HTML,
    SK_SIM_FAULT_REDIRECT,
    SK_SIM_FAULT_STATUS,
    SK_SIM_FAULT_EMPTY,
    SK_SIM_FAULT_GARBAGE,
    SK_SIM_FAULT_LARGE,
    SK_SIM_FAULT_TRUNCATE,
    SK_SIM_FAULT_LENGTH_WRONG,
    SK_SIM_FAULT_SLOW,
    SK_SIM_FAULT_DATE,
    SK_SIM_FAULT_KINDS, /* how many there are */
};

enum { SK_SIM_FAULTS_MAX = 4, SK_SIM_GLOB_MAX_BYTES = 64, SK_SIM_RULES_MAX = 1024 };

struct sk_sim_fault {
    enum sk_sim_fault_kind kind;
    bool after;     /* comes after the action was carried out */
    int64_t number; /* ms, bytes, bytes per second or seconds, as the kind has it */
    int status;     /* HTTP; 0: the code's usual one */
    char code[64];
};

/* The faults of one request; a plain value. */
struct sk_sim_faults {
    struct sk_sim_fault faults[SK_SIM_FAULTS_MAX];
    size_t count;
    char text[160]; /* as written in the rule, for the log; cut if longer */
};

struct sk_sim_rule {
    char action[SK_SIM_GLOB_MAX_BYTES + 1];
    char sn[SK_SIM_GLOB_MAX_BYTES + 1];
    char instance[SK_SIM_GLOB_MAX_BYTES + 1];
    char key[SK_SIM_GLOB_MAX_BYTES + 1];
    bool match_genuine;
    bool match_forged;
    bool per_pair;
    int64_t nth;
    int64_t count; /* 0: no limit */
    double probability;
    uint64_t seed;
    struct sk_sim_faults faults;
    int64_t matches;      /* so far */
    json_t *pair_matches; /* the same for each triple, where per_pair */
};

struct sk_sim_rules {
    struct sk_sim_rule *rules;
    size_t count;
};

struct sk_sim_subject {
    const char *action;
    const char *sn;
    const char *instance;
    const char *key_id; /* "" without one */
    bool genuine;       /* the signature is right, whatever clock and nonce say */
};

/* Adds one rule behind the others. A zeroed struct is an empty list.
 * Errors: SK_ERR_NOMEM; SK_ERR_INVALID, info says what is wrong and what may stand there. */
enum sk_err sk_sim_rules_add(struct sk_sim_rules *rules, const char *text,
                             struct sk_err_info *info);
/* Adds every line of a file; '#' begins a comment line. Errors: as above, and SK_ERR_IO. */
enum sk_err sk_sim_rules_load(struct sk_sim_rules *rules, const char *path,
                              struct sk_err_info *info);
void sk_sim_rules_finish(struct sk_sim_rules *rules);

/* Counts the request and copies the faults of the first rule that fires; count 0: none does. */
void sk_sim_rules_pick(struct sk_sim_rules *rules, const struct sk_sim_subject *subject,
                       struct sk_sim_faults *out);

/* '*' any run, '?' any one byte, the rest itself. Linear in memory, at most quadratic in time. */
bool sk_sim_glob(const char *pattern, const char *text);

/* The first fault of this kind; NULL if there is none. Borrowed. */
const struct sk_sim_fault *sk_sim_faults_find(const struct sk_sim_faults *faults,
                                              enum sk_sim_fault_kind kind);

#endif
