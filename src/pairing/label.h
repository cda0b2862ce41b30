/* label.h — what a scanned text is: a serial number, an instance id, a command, or none of them.
 *
 * The patterns are POSIX extended regular expressions from the configuration. The serial number and
 * the instance id differ by the hyphen after `sag` (client/README.md, "Labels"), so a label in the
 * wrong place is noticed; what exists is for the service to say. Pure: no I/O, no clock. */
#ifndef SK_PAIRING_LABEL_H
#define SK_PAIRING_LABEL_H

#include "base/err.h"
#include "pairing/scan.h"

#include <stdbool.h>
#include <stdint.h>

/* Longest serial number or instance id, in bytes. The longest in any document has 32. */
#define SK_LABEL_MAX 64
/* Longest text that may hold one. */
#define SK_LABEL_TEXT_MAX 512
#define SK_OPERATOR_SIZE 64 /* name of a person, with NUL */

#define SK_LABEL_SERIAL_PATTERN                                                                    \
    "^(sag[0-9a-z]{8,20}|[a-z]{2}-[a-z]{2}-[0-9]-[0-9]{4}-[0-9a-z]{4,12})$"
#define SK_LABEL_INSTANCE_PATTERN "^sag-[0-9a-z]{10,32}$"
#define SK_LABEL_MODEL_PATTERN "^sag-[0-9a-z]{2,9}$"

enum sk_label_kind {
    SK_LABEL_UNKNOWN,
    SK_LABEL_SERIAL,
    SK_LABEL_INSTANCE,
    SK_LABEL_MODEL,    /* the model's barcode on the box; looks like an instance id, is shorter */
    SK_LABEL_MASKED,   /* holds '*': an example from the documentation */
    SK_LABEL_TOO_LONG, /* the reader cut it */
    SK_LABEL_PART,     /* of a label, or of whatever it was: it was cut off */
    SK_LABEL_SEVERAL,  /* one code that holds several texts; none of them counts */
    SK_LABEL_COMMAND,  /* SAGK:… */
    SK_LABEL_BADGE,    /* a person's; text is the name */
    SK_LABEL_UNKNOWN_BADGE,   /* looks like one, and is nobody's; text is "" */
    SK_LABEL_WRONG_SYMBOLOGY, /* the text fits, and not the kind of barcode that it is to be in */
    SK_LABEL_DENIED, /* a placeholder that no device has, or a serial number that is barred */
};

enum sk_command {
    SK_COMMAND_UNKNOWN,
    SK_COMMAND_CANCEL,
    SK_COMMAND_ACKNOWLEDGE,
    SK_COMMAND_UNDO,
    SK_COMMAND_PAIR,
    SK_COMMAND_STICKY,
    SK_COMMAND_SIGN_OFF,
    SK_COMMAND_CALL,       /* calls a supervisor; the same again takes that back */
    SK_COMMAND_LANGUAGE,   /* text: which, as base/language.h names it; the app's */
    SK_COMMAND_SUPERVISOR, /* begins the supervisor's session; never reaches the pairing machine */
};

/* Plain value. text is filled for SERIAL, INSTANCE and DENIED: exactly what is sent; for BADGE,
 * and for a command that has something behind it. */
struct sk_label {
    enum sk_label_kind kind;
    enum sk_command command;
    char text[SK_LABEL_MAX + 1];
    int64_t person;     /* BADGE: whose it is, where people are known; else 0 */
    bool is_supervisor; /* BADGE: the person is one, */
    bool is_it;         /* or of IT */
};

enum sk_label_case {
    SK_LABEL_CASE_KEEP,  /* send what was scanned (the default: nobody documents the case rules) */
    SK_LABEL_CASE_LOWER, /* Code 39 has capitals only: fold them */
    SK_LABEL_CASE_UPPER,
};

struct sk_label_rules;

/* NULL patterns take the defaults above. Case is ignored while matching, since a Code 39 label
 * can only be in capitals. Of the serial's and the instance's the first group that takes part is
 * what is sent, and the whole text where there is no group: a label may hold more than the number.
 * Owner:  *out is the caller's, sk_label_rules_destroy() releases it.
 * Errors: SK_ERR_INVALID (info quotes the expression and says what is wrong with it),
 *         SK_ERR_NOMEM. */
enum sk_err sk_label_rules_create(struct sk_label_rules **out, const char *serial_pattern,
                                  const char *instance_pattern, const char *model_pattern,
                                  enum sk_label_case fold, struct sk_err_info *info);
void sk_label_rules_destroy(struct sk_label_rules *rules);

/* What a badge looks like; "" or NULL: there are no badges. Tried last, on what is no other label.
 * The first group is the name, the whole text where there is no group; a name is valid UTF-8
 * without control characters, of 1 to 63 bytes.
 * Errors: SK_ERR_INVALID, SK_ERR_NOMEM. */
enum sk_err sk_label_rules_badge(struct sk_label_rules *rules, const char *pattern,
                                 struct sk_err_info *info);

/* In which barcodes a serial number, an instance and a badge may be: sets of SK_SYMBOLOGY_BITs,
 * SK_SYMBOLOGY_ANY at first. A reader that does not tell has SK_SYMBOLOGY_UNKNOWN. Not asked of
 * what comes from a command or from the demo's own labels. */
struct sk_label_symbologies {
    unsigned serial;
    unsigned instance;
    unsigned badge;
};
void sk_label_rules_symbologies(struct sk_label_rules *rules,
                                const struct sk_label_symbologies *allowed);

/* Whether the scan's symbology is allowed for that kind of label; true for kinds without a rule. */
bool sk_label_may_be_in(const struct sk_label_rules *rules, enum sk_label_kind kind,
                        const struct sk_scan *scan);

/* Bars serial numbers: in a pattern '*' stands for any characters and '?' for one; case is ignored.
 * Obvious placeholders are always barred: those that end with the same digit six times or more,
 * with six or more digits in order (123456, 0123456789), or with one letter eight times or more.
 * Errors: SK_ERR_NOMEM; SK_ERR_INVALID (a pattern longer than a label). */
enum sk_err sk_label_rules_deny(struct sk_label_rules *rules, const char *pattern,
                                struct sk_err_info *info);

/* A serial number or an instance that came in capitals and is sent so, where documents show small
 * letters: a Code 39 has no others, and the setting for it is labels.case. Pure. */
bool sk_label_is_in_capitals(const struct sk_label *label);

/* Full-ASCII Code 39 (full_ascii.h): true if the text, by a scanner that does not play its pairs,
 * is no label as it is and is one when they are played; out is then what is meant. Never for a
 * symbology that is known to be another. Any thread. */
bool sk_label_full_ascii(const struct sk_label_rules *rules, const struct sk_scan *scan,
                         char out[SK_LABEL_TEXT_MAX + 1]);

/* Never fails: what matches nothing is SK_LABEL_UNKNOWN. Any thread (rules are only read). */
void sk_label_classify(const struct sk_label_rules *rules, const struct sk_scan *scan,
                       struct sk_label *out);

#endif
