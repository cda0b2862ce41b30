/* doctor_journal.c — can the journal be read, what waits in it, and is it as it was written? Works
 * beside a kiosk that has it locked. */
#include "cli/doctor/doctor.h"

#include "base/clock.h"
#include "journal/journal.h"
#include "journal/schema.h"
#include "journal/verify.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>

#define WAITS_LONG_MS (10 * 60 * 1000)

static bool open_journal(const struct sk_doctor *doctor, const char *check,
                         struct sk_journal **out) {
    struct sk_err_info info = { "" };
    enum sk_err err = sk_journal_create(out, doctor->journal_path, SK_JOURNAL_READ, &info);
    if (err == SK_ERR_NOT_FOUND) {
        sk_doctor_say(doctor, SK_DOCTOR_OK, check, NULL,
                      "there is none yet; the kiosk makes it at its first start");
    } else if (err == SK_ERR_DENIED) {
        sk_doctor_say(doctor, SK_DOCTOR_WARN, check, "run doctor as root, or as the kiosk's user",
                      "%s", info.text);
    } else if (err) {
        sk_doctor_say(doctor, SK_DOCTOR_FAIL, check,
                      err == SK_ERR_UNSUPPORTED
                          ? "start the kiosk once: it brings an older journal up to date"
                          : "keep the file, and call who looks after the log",
                      "%s", info.text);
    }
    return err == SK_OK;
}

static void tell_queue(const struct sk_doctor *doctor, struct sk_journal *journal) {
    struct sk_clock *clock = sk_clock_system();
    struct sk_err_info info = { "" };
    int64_t count = 0;
    int64_t oldest = 0;
    if (sk_journal_count_pending(journal, &count, &oldest, &info) != SK_OK) {
        sk_doctor_say(doctor, SK_DOCTOR_FAIL, "queue", NULL, "%s", info.text);
    } else if (count == 0) {
        sk_doctor_say(doctor, SK_DOCTOR_OK, "queue", NULL, "every pair is settled");
    } else {
        int64_t age = clock->ops->wall(clock) - oldest;
        sk_doctor_say(doctor, age > WAITS_LONG_MS ? SK_DOCTOR_WARN : SK_DOCTOR_OK, "queue",
                      age > WAITS_LONG_MS
                          ? "they are sent when the kiosk runs and the cloud can be "
                            "reached: see dns, tcp, tls, bind"
                          : NULL,
                      "pairs that are not settled: %" PRId64 "; the oldest for %" PRId64 " s",
                      count, age / 1000);
    }
}

void sk_doctor_journal(const struct sk_doctor *doctor) {
    struct sk_journal *journal = NULL;
    struct stat file = { .st_size = 0 };
    if (!open_journal(doctor, "journal", &journal)) {
        return;
    }
    (void)stat(doctor->journal_path, &file);
    sk_doctor_say(doctor, SK_DOCTOR_OK, "journal", NULL,
                  "'%s' can be read; %lld KB, version %d of its form", doctor->journal_path,
                  (long long)file.st_size / 1024, SK_SCHEMA_VERSION);
    tell_queue(doctor, journal);
    sk_journal_destroy(journal);
}

/* The first is told in the line. */
static void keep_first(void *data, const char *text) {
    struct sk_err_info *first = data;
    if (first->text[0] == '\0') {
        (void)sk_fail(first, SK_ERR_CORRUPT, "%s", text);
    }
}

void sk_doctor_chain(const struct sk_doctor *doctor) {
    struct sk_journal *journal = NULL;
    struct sk_verify_report report;
    struct sk_err_info info = { "" };
    struct sk_err_info first = { "" };
    if (!open_journal(doctor, "chain", &journal)) {
        return;
    }
    enum sk_err err = sk_journal_verify(journal, NULL, 0, keep_first, &first, &report, &info);
    sk_journal_destroy(journal);
    if (err || report.problems > 0) {
        sk_doctor_say(doctor, SK_DOCTOR_FAIL, "chain",
                      "keep the file as it is, and call who looks after the log; sag-kioskctl log "
                      "verify tells it all",
                      "the log is not as it was written: %s", err ? info.text : first.text);
    } else {
        sk_doctor_say(doctor, SK_DOCTOR_OK, "chain", NULL,
                      "the log is as it was written (events: %" PRId64 ", pairs: %" PRId64
                      "), up to %" PRId64 ":%.16s",
                      report.events, report.pairs, report.head_seq, report.head_hash);
    }
}
