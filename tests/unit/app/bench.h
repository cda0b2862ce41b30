/* bench.h — a whole app in virtual time: a journal and a cloud that do what the test says, no
 * thread, no file, no port. The power can fail at any step; the journal's rows and the cloud's
 * bindings outlive it. What must never happen is checked at each step. */
#ifndef SK_TESTS_APP_BENCH_H
#define SK_TESTS_APP_BENCH_H

#include "check.h"

#include "app/core/app.h"
#include "app/core/parts.h"
#include "app/settings/config.h"

#include <stdio.h>
#include <string.h>

#define ROWS 400
#define JOBS 700
#define REQUESTS 64
#define SERIALS 8
#define INSTANCES 4
#define ROOM 512
#define BESIDE 32 /* of what is kept */

/* What becomes of a request. */
enum outcome {
    OUTCOME_DONE,        /* the service does it and says so */
    OUTCOME_LOST_AFTER,  /* it does it, and the answer is lost */
    OUTCOME_LOST_BEFORE, /* it may have been done, and was not */
    OUTCOME_NOT_SENT,
    OUTCOME_BUSY,
    OUTCOME_THROTTLED,
    OUTCOME_BLOCKED,
    OUTCOMES
};

enum bench_job_type { BENCH_RECORD, BENCH_LOAD };
struct bench_job {
    enum bench_job_type type;
    struct sk_record record;
    int64_t after;
    int32_t limit;
};

struct bench_request {
    enum sk_request request;
    struct sk_pair pair;
};

static struct bench {
    sk_ms now;
    struct sk_clock clock;
    struct sk_config config;
    struct sk_config_problems problems;
    struct sk_app *app;
    bool has_power; /* false: nothing of what the app still does has any effect */

    struct sk_recorder recorder;
    sk_recorder_report report;
    void *report_data;
    struct sk_stored_pair rows[ROWS + 1]; /* by number */
    bool was_done[ROWS + 1];              /* by the cloud, for that pair */
    int64_t last_row;
    struct bench_job jobs[JOBS]; /* not on the disk yet */
    int job_count;

    char beside[BESIDE][64]; /* what happened beside pairs and is on the disk: "event note" */
    int beside_count;

    int people_asked; /* for how often people were looked for */

    struct sk_sender sender;
    struct sk_sender_listener listener;
    struct bench_request requests[REQUESTS];
    int request_count;
    int binds; /* that were sent */

    char bound_to[SERIALS + 1][SK_LABEL_MAX + 1]; /* in the cloud */
} bench;

/* --- clock -------------------------------------------------------------------------------- */

static inline sk_ms bench_now(struct sk_clock *clock) {
    (void)clock;
    return bench.now;
}

static inline int64_t bench_wall(struct sk_clock *clock) {
    (void)clock;
    return 1767600550000 + bench.now;
}

static inline void bench_wake(void *data) {
    (void)data;
}

/* --- the journal -------------------------------------------------------------------------- */

static inline void put_job(const struct bench_job *job) {
    if (bench.has_power) {
        assert_true(bench.job_count < JOBS);
        bench.jobs[bench.job_count++] = *job;
    }
}

static inline enum sk_err bench_save(struct sk_recorder *recorder, const struct sk_record *record) {
    (void)recorder;
    put_job(&(struct bench_job){ .type = BENCH_RECORD, .record = *record });
    return SK_OK;
}

static inline enum sk_err bench_look(struct sk_recorder *recorder, enum sk_recorder_look look,
                                     int64_t number) {
    (void)recorder;
    (void)look;
    fail_msg("nobody looks for pair %lld here", (long long)number);
    return SK_ERR_INVALID;
}

static inline enum sk_err bench_load(struct sk_recorder *recorder, int64_t after, int32_t limit) {
    (void)recorder;
    put_job(&(struct bench_job){ .type = BENCH_LOAD, .after = after, .limit = limit });
    return SK_OK;
}

static inline size_t bench_room(struct sk_recorder *recorder) {
    (void)recorder;
    return bench.job_count < ROOM ? (size_t)(ROOM - bench.job_count) : 0;
}

static inline void bench_clock_known(struct sk_recorder *recorder, bool is_right) {
    (void)recorder;
    (void)is_right;
}

static inline void bench_look_for_people(struct sk_recorder *recorder) {
    (void)recorder;
    bench.people_asked++;
}

static inline void bench_enroll(struct sk_recorder *recorder, const char *receiver) {
    (void)recorder;
    (void)receiver;
}

static inline void bench_acknowledge(struct sk_recorder *recorder, const char *receiver,
                                     int64_t seq) {
    (void)recorder;
    (void)receiver;
    (void)seq;
}

static inline void bench_recorder_destroy(struct sk_recorder *recorder) {
    (void)recorder;
}

static inline void tell_news(const struct sk_recorder_news *news) {
    if (bench.has_power) {
        bench.report(bench.report_data, news);
    }
}

static inline void commit_intent(const struct sk_record *record, struct sk_written *written) {
    struct sk_stored_pair *row = &bench.rows[record->pair.number];
    assert_true(record->pair.number <= ROWS);
    assert_int_equal(row->pair.number, 0); /* no number is given twice */
    *row = (struct sk_stored_pair){ .pair = record->pair,
                                    .phase = record->phase,
                                    .result = record->result };
    for (int64_t i = 1; i < record->pair.number; i++) {
        bool is_same = strcmp(bench.rows[i].pair.labels.serial, record->pair.labels.serial) == 0;
        row->has_history = row->has_history || is_same;
        row->has_doubt = row->has_doubt || (is_same && bench.rows[i].result == SK_RESULT_CHECK);
    }
    if (record->pair.number > bench.last_row) {
        bench.last_row = record->pair.number;
    }
    written->has_history = row->has_history;
    written->has_doubt = row->has_doubt;
    written->result = row->result;
}

static inline void commit_record(const struct sk_record *record) {
    struct sk_recorder_news news = { .type = SK_RECORDER_SAVED,
                                     .number = record->pair.number,
                                     .event = record->event };
    struct sk_stored_pair *row = &bench.rows[record->pair.number];
    if (sk_event_is_beside(record->event) && bench.beside_count < BESIDE) {
        (void)snprintf(bench.beside[bench.beside_count++], sizeof(bench.beside[0]), "%s %.40s",
                       sk_event_name(record->event), record->note);
    }
    if (record->event == SK_EVENT_INTENT) {
        commit_intent(record, &news.written);
    } else if (record->event == SK_EVENT_SETTLED) {
        assert_int_equal(row->result, SK_RESULT_PENDING); /* the last word is the last */
        row->result = record->result;
        assert_true(row->result != SK_RESULT_BOUND || bench.was_done[record->pair.number] ||
                    strcmp(bench.bound_to[row->pair.labels.serial[16] - '0'],
                           row->pair.labels.instance) == 0);
        assert_false(row->result == SK_RESULT_WITHDRAWN && bench.was_done[record->pair.number]);
    } else if (record->event != SK_EVENT_LOCATED) {
        row->phase = record->phase;
        row->attempts = record->attempts;
    }
    news.stored = *row;
    tell_news(&news);
}

static inline void commit_load(const struct bench_job *job) {
    struct sk_recorder_news news = { .type = SK_RECORDER_LOADED };
    int32_t count = 0;
    for (int64_t i = job->after + 1; i <= bench.last_row && count < job->limit; i++) {
        if (bench.rows[i].pair.number > 0 && bench.rows[i].result == SK_RESULT_PENDING) {
            news.stored = bench.rows[i];
            tell_news(&news);
            count++;
        }
    }
    tell_news(&(struct sk_recorder_news){ .type = SK_RECORDER_LOAD_END, .count = count });
}

/* The disk takes the oldest of what waits. False: nothing does. */
static inline bool commit(void) {
    if (bench.job_count == 0) {
        return false;
    }
    struct bench_job job = bench.jobs[0];
    bench.job_count--;
    memmove(&bench.jobs[0], &bench.jobs[1], (size_t)bench.job_count * sizeof(job));
    if (job.type == BENCH_RECORD) {
        commit_record(&job.record);
    } else {
        commit_load(&job);
    }
    return true;
}

/* --- the cloud ---------------------------------------------------------------------------- */

static inline void check_bind(const struct sk_pair *pair) {
    const struct sk_stored_pair *row = &bench.rows[pair->number];
    bench.binds++;
    assert_int_equal(row->pair.number, pair->number); /* it is on the disk, */
    assert_int_equal(row->phase, SK_PHASE_OPEN);      /* as one that may have been sent, */
    assert_int_equal(row->result, SK_RESULT_PENDING); /* not settled, */
    assert_false(bench.was_done[pair->number]);       /* and not done already */
    for (int64_t i = 1; i < pair->number; i++) {
        const struct sk_stored_pair *older = &bench.rows[i];
        bool is_in_lane = strcmp(older->pair.labels.serial, pair->labels.serial) == 0 ||
                          strcmp(older->pair.labels.instance, pair->labels.instance) == 0;
        assert_false(older->pair.number > 0 && older->result == SK_RESULT_PENDING && is_in_lane);
    }
}

static inline bool bench_send(struct sk_sender *sender, enum sk_request request,
                              const struct sk_pair *pair) {
    (void)sender;
    if (!bench.has_power || bench.request_count == REQUESTS) {
        return false;
    }
    if (request == SK_REQUEST_BIND) {
        check_bind(pair);
    }
    bench.requests[bench.request_count++] = (struct bench_request){ request, *pair };
    return true;
}

static inline void bench_warm(struct sk_sender *sender, const struct sk_account *account) {
    (void)sender;
    (void)account;
}

static inline void bench_sender_destroy(struct sk_sender *sender) {
    (void)sender;
}

static inline void answer_bind(const struct sk_pair *pair, bool is_done, struct sk_answer *answer) {
    char *bound_to = bench.bound_to[pair->labels.serial[16] - '0'];
    if (!is_done) {
        return;
    }
    if (bound_to[0] != '\0') {
        answer->cls = SK_ANSWER_REFUSED;
        answer->is_conflict = true;
        answer->may_be_own = true;
        (void)snprintf(answer->code, sizeof(answer->code), "SAG.SnConflict");
        return;
    }
    memcpy(bound_to, pair->labels.instance, sizeof(pair->labels.instance));
    bench.was_done[pair->number] = true;
}

static inline void answer_question(const struct bench_request *asked, struct sk_answer *answer) {
    const char *bound_to = bench.bound_to[asked->pair.labels.serial[16] - '0'];
    bool is_here = strcmp(bound_to, asked->pair.labels.instance) == 0;
    if (is_here) {
        answer->presence = SK_PRESENCE_HERE;
    } else if (asked->request == SK_REQUEST_ASK_SERIAL && bound_to[0] != '\0') {
        answer->presence = SK_PRESENCE_ELSEWHERE;
        (void)snprintf(answer->where, sizeof(answer->where), "%s", bound_to);
    }
}

/* Answers the request at `which`. */
static inline void answer_request(int which, enum outcome outcome) {
    static const enum sk_answer_class classes[OUTCOMES] = {
        [OUTCOME_DONE] = SK_ANSWER_OK,
        [OUTCOME_LOST_AFTER] = SK_ANSWER_UNKNOWN,
        [OUTCOME_LOST_BEFORE] = SK_ANSWER_UNKNOWN,
        [OUTCOME_NOT_SENT] = SK_ANSWER_NOT_SENT,
        [OUTCOME_BUSY] = SK_ANSWER_BUSY,
        [OUTCOME_THROTTLED] = SK_ANSWER_THROTTLED,
        [OUTCOME_BLOCKED] = SK_ANSWER_BLOCKED,
    };
    struct bench_request asked = bench.requests[which];
    struct sk_answer answer = { .number = asked.pair.number,
                                .request = asked.request,
                                .cls = classes[outcome],
                                .may_have_reached = classes[outcome] == SK_ANSWER_UNKNOWN,
                                .http_status = outcome == OUTCOME_DONE ? 200 : 0 };
    bool is_done = outcome == OUTCOME_DONE || outcome == OUTCOME_LOST_AFTER;
    bench.request_count--;
    memmove(&bench.requests[which], &bench.requests[which + 1],
            (size_t)(bench.request_count - which) * sizeof(asked));
    if (asked.request == SK_REQUEST_BIND) {
        answer_bind(&asked.pair, is_done, &answer);
        if (outcome == OUTCOME_LOST_AFTER) { /* whatever it said */
            answer.cls = SK_ANSWER_UNKNOWN;
        }
    } else if (outcome == OUTCOME_DONE) {
        answer_question(&asked, &answer);
    }
    bench.listener.on_answer(bench.listener.data, &answer);
}

/* --- the app ------------------------------------------------------------------------------ */

static inline enum sk_err bench_make_recorder(void *data, const struct sk_config *config,
                                              struct sk_clock *clock, sk_recorder_report report,
                                              void *report_data, struct sk_recorder **out,
                                              struct sk_err_info *info) {
    static const struct sk_recorder_ops ops = { .look_for_people = bench_look_for_people,
                                                .save = bench_save,
                                                .look = bench_look,
                                                .load = bench_load,
                                                .room = bench_room,
                                                .clock_known = bench_clock_known,
                                                .enroll = bench_enroll,
                                                .acknowledge = bench_acknowledge,
                                                .destroy = bench_recorder_destroy };
    struct sk_recorder_news opened = { .type = SK_RECORDER_OPENED,
                                       .next_number = bench.last_row + 1 };
    (void)data;
    (void)config;
    (void)clock;
    (void)info;
    bench.recorder.ops = &ops;
    bench.report = report;
    bench.report_data = report_data;
    for (int64_t i = 1; i <= bench.last_row; i++) {
        opened.pending +=
            bench.rows[i].pair.number > 0 && bench.rows[i].result == SK_RESULT_PENDING;
    }
    report(report_data, &opened);
    *out = &bench.recorder;
    return SK_OK;
}

static inline enum sk_err bench_make_sender(void *data, const struct sk_config *config,
                                            const struct sk_sender_listener *listener,
                                            struct sk_sender **out, struct sk_err_info *info) {
    static const struct sk_sender_ops ops = { .send = bench_send,
                                              .warm = bench_warm,
                                              .destroy = bench_sender_destroy };
    (void)data;
    (void)config;
    (void)info;
    bench.sender.ops = &ops;
    bench.listener = *listener;
    *out = &bench.sender;
    return SK_OK;
}

static inline const struct sk_model *model(void) {
    return sk_app_model(bench.app);
}

/* What the screen says must be true. */
static inline void check_screen(void) {
    const struct sk_model *seen = model();
    if (seen->screen == SK_SCREEN_BOUND) {
        assert_int_equal(bench.rows[seen->verdict.number].result, SK_RESULT_BOUND);
    } else if (seen->screen == SK_SCREEN_SAVED || seen->screen == SK_SCREEN_CHECKING) {
        assert_true(bench.rows[seen->verdict.number].pair.number > 0);
    }
}

/* Lets the app do all that it can do now. */
static inline void turn(void) {
    for (int i = 0; sk_app_turn(bench.app) == 0; i++) {
        check_screen();
        assert_true(i < 1000); /* it does not turn on the spot */
    }
    check_screen();
}

static inline void pass(sk_ms ms) {
    bench.now += ms;
    turn();
}

static inline void power_on(void) {
    struct sk_app_parts parts = { .make_recorder = bench_make_recorder,
                                  .make_sender = bench_make_sender };
    struct sk_err_info info = { "" };
    bench.has_power = true;
    if (sk_app_create(&bench.app, &bench.config, &bench.problems, &bench.clock, &parts, bench_wake,
                      NULL, &info) != SK_OK) {
        fail_msg("%s", info.text);
    }
    turn();
}

/* What is not on the disk is gone; requests under way may still reach the cloud. */
static inline void power_off(void) {
    bench.has_power = false;
    sk_app_destroy(bench.app);
    bench.app = NULL;
    bench.job_count = 0;
    bench.request_count = 0;
}

static inline void set(const char *name, const char *value) {
    sk_config_set(&bench.config, name, value, "test", &bench.problems);
}

/* A bench that takes every label; more with set(), then power_on(). */
static inline int make_bench(void **state) {
    static const struct sk_clock_ops ops = { .now = bench_now, .wall = bench_wall };
    (void)state;
    memset(&bench, 0, sizeof(bench));
    bench.now = 1000000;
    bench.clock.ops = &ops;
    if (sk_config_init(&bench.config) != SK_OK) {
        return -1;
    }
    set("journal.path", "/nowhere/journal.db");
    set("cloud.region", "cn-hangzhou");
    set("guard.reuse", "allow");
    set("guard.instance_reuse", "allow");
    return bench.problems.count == 0 ? 0 : -1;
}

static inline int clear_bench(void **state) {
    (void)state;
    if (bench.app) {
        power_off();
    }
    sk_config_finish(&bench.config);
    return 0;
}

static inline void push(const char *text) {
    struct sk_scan scan = { .source = SK_SOURCE_USB_CDC, .at = bench.now };
    struct sk_scan_sink *sink = sk_app_sink(bench.app);
    sk_scan_set_text(&scan, text, strlen(text));
    assert_true(sink->ops->push(sink, &scan));
    turn();
}

static inline void scan_serial(int which) {
    char text[32];
    (void)snprintf(text, sizeof(text), "sage62x021922000%d", which);
    push(text);
}

static inline void scan_instance(int which) {
    char text[32];
    (void)snprintf(text, sizeof(text), "sag-demo0000000000ok%02d", which);
    push(text);
}

static inline bool commit_and_turn(void) {
    bool has_done = commit();
    turn();
    return has_done;
}

/* From now on disk and cloud do what they should, until nothing is left to do. */
static inline void calm_down(void) {
    for (int i = 0; i < 20000 && !(sk_app_is_idle(bench.app) && bench.job_count == 0); i++) {
        while (commit_and_turn()) {
        }
        if (bench.request_count > 0) {
            answer_request(0, OUTCOME_DONE);
            turn();
        } else {
            pass(5000);
        }
    }
}

#endif
