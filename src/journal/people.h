/* people.h — who the persons in the log are: names and badges, beside the chain.
 *
 * The chain has a person's number, which is random and says nothing. The table `person` has the
 * name and what stands for the badge: an HMAC-SHA256 of its text, as plain hashes of short numbers
 * can be guessed; the key is in `<journal>.people`, for the owner of the journal alone. A name that
 * is erased leaves the number behind, and a log that is as sound as before. */
#ifndef SK_JOURNAL_PEOPLE_H
#define SK_JOURNAL_PEOPLE_H

#include "base/err.h"
#include "journal/journal.h"
#include "pairing/label.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SK_PEOPLE_MAX 10000
#define SK_PEOPLE_BADGE_SIZE 32           /* of what stands for a badge */
#define SK_PEOPLE_NUMBER_MAX 999999999999 /* as a spreadsheet still shows it */

enum sk_role { SK_ROLE_WORKER, SK_ROLE_SUPERVISOR, SK_ROLE_IT };
/* "worker", "supervisor", "it": the words of the table. Static. */
const char *sk_role_name(enum sk_role role);
/* False: that is none of them; *role is untouched then. */
bool sk_role_parse(const char *text, enum sk_role *role);

/* Plain value. */
struct sk_person {
    int64_t number;
    char name[SK_OPERATOR_SIZE];
    enum sk_role role;
    const char *language; /* as sk_language_at(), static; "": that of the bench */
    bool has_badge;
    int64_t added_wall_ms;
};

/* --- all of them, to look up badges ------------------------------------------------------------
 */

struct sk_people;

/* Reads the table, and the key where a person has a badge. Owner: *out is the caller's.
 * Errors: SK_ERR_FULL (more than SK_PEOPLE_MAX), SK_ERR_NOMEM; of the disk. Blocks. */
enum sk_err sk_people_read(struct sk_journal *journal, struct sk_people **out,
                           struct sk_err_info *info);
void sk_people_destroy(struct sk_people *people); /* wipes the key; NULL is fine */

/* Why no badge can be looked up, with the fix: the key is missing, or none. "": nothing is wrong.
 * Borrowed. */
const char *sk_people_problem(const struct sk_people *people);
/* Are people kept at this bench, even if there is none just now? Then no other badge signs on. They
 * are from the first one on, until `<journal>.people` is taken away. NULL: no. */
bool sk_people_are_kept(const struct sk_people *people);
size_t sk_people_count(const struct sk_people *people); /* NULL: 0 */
/* By name. Borrowed from people. */
const struct sk_person *sk_people_at(const struct sk_people *people, size_t index);
/* NULL: there is nobody of that number, or of that name, or '#' and number. Borrowed. */
const struct sk_person *sk_people_number(const struct sk_people *people, int64_t number);
const struct sk_person *sk_people_named(const struct sk_people *people, const char *who);
/* Whose badge says that (length bytes, as scanned)? NULL: nobody's. Borrowed. Does not block; one
 * thread at a time. */
const struct sk_person *sk_people_find(const struct sk_people *people, const char *badge,
                                       size_t length);

/* The person of that number speaks it from now on, in this copy of the table alone; language as
 * sk_language_at(). Nobody has the number: nothing happens. */
void sk_people_speak(struct sk_people *people, int64_t number, const char *language);

/* --- changes ------------------------------------------------------------------------------------
 */

/* Plain value; texts are borrowed. */
struct sk_person_news {
    const char *name;  /* 1 to 63 bytes, printable */
    const char *badge; /* as it will be scanned (sk_scan_set_text() is applied); "": none */
    enum sk_role role;
    bool keeps_role;      /* of one who is there already; a new one gets `role` */
    const char *language; /* as sk_language_at(); "": that of the bench; NULL: as it is */
    bool is_new;          /* somebody of that name who is there already is a mistake */
    bool drops_badge;     /* no badge opens anything for them from now on; badge is "" */
};

/* Adds persons, all of them or none, each with an event. A person of that name who is there
 * already gets the role, the language, and the badge where there is one, and keeps the number.
 * Where the key of badges is missing, a new one is made, and nobody has an old badge any more.
 * added, changed: how many. Errors: SK_ERR_INVALID (a name, badge or language that cannot be; a
 * badge that is another person's), SK_ERR_FULL, SK_ERR_NOMEM; of the disk. Blocks; journal: for
 * writing or notes. */
enum sk_err sk_people_add(struct sk_journal *journal, const struct sk_person_news *news,
                          size_t count, size_t *added, size_t *changed, struct sk_err_info *info);

/* What an erasure leaves. */
struct sk_erased {
    int64_t number;
    int64_t events;      /* that have the number, and are nobody's from now on */
    int64_t named_rows;  /* that have the name itself, from before people were kept: hashed as they
                            are */
    bool is_log_emptied; /* SQLite's write-ahead log, too; false: the kiosk's next rest does it */
};

/* Takes name and badge of a person out of the file, and overwrites where they were. who: the name,
 * or '#' and the number. An event says so. Errors: SK_ERR_NOT_FOUND, of the disk. Blocks. */
enum sk_err sk_people_erase(struct sk_journal *journal, const char *who, struct sk_erased *out,
                            struct sk_err_info *info);

#endif
