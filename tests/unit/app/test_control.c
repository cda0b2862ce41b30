#define _XOPEN_SOURCE 700 /* nftw() */

#include "check.h"
#include "scratch.h"

#include "app/control/control.h"
#include "app/control/control_wire.h"
#include "base/clock.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <linux/sockios.h>
#include <unistd.h>

/* --- lines -------------------------------------------------------------------------------- */

static void a_action_survives_the_wire_whatever_its_texts_hold(void **state) {
    (void)state;
    static const char *const reasons[] = { "", "wrong shelf", "100 % sure\tand\nmore\r\x7f",
                                           "放错了", "%41%00" };
    for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
        struct sk_action action = { .type = SK_ACTION_UNDO,
                                    .number = INT64_MAX,
                                    .source = SK_SOURCE_SCREEN };
        struct sk_action read;
        struct sk_buf out = SK_BUF_INIT(SK_CONTROL_LINE_MAX);
        (void)snprintf(action.operator_name, sizeof(action.operator_name), "Li 100 %%");
        (void)snprintf(action.reason, sizeof(action.reason), "%s", reasons[i]);
        assert_int_equal(sk_control_write_action(&out, &action), SK_OK);
        assert_int_equal(out.data[out.length - 1], '\n');
        assert_ptr_equal(memchr(out.data, '\n', out.length), out.data + out.length - 1);
        assert_true(sk_control_read_action(out.data, out.length - 1, &read));
        assert_int_equal(read.type, SK_ACTION_UNDO);
        assert_int_equal(read.number, INT64_MAX);
        assert_string_equal(read.operator_name, action.operator_name);
        assert_string_equal(read.reason, reasons[i]);
        assert_int_equal(read.source, SK_SOURCE_CLI); /* whatever a client says of itself */
        sk_buf_finish(&out);
    }
}

static void a_result_at_its_longest_fits_in_a_line(void **state) {
    (void)state;
    struct sk_action_result result = { .type = SK_ACTION_RETRY, .end = SK_ACTION_REFUSED };
    struct sk_action_result read;
    struct sk_buf out = SK_BUF_INIT(SK_CONTROL_LINE_MAX);
    result.number = INT64_MAX;
    result.refers = INT64_MAX;
    memset(result.pair.labels.serial, 1, sizeof(result.pair.labels.serial) - 1);
    memset(result.pair.labels.instance, 1, sizeof(result.pair.labels.instance) - 1);
    memset(result.code, 1, sizeof(result.code) - 1);
    memset(result.request_id, 1, sizeof(result.request_id) - 1);
    memset(result.text.text, 1, sizeof(result.text.text) - 1);
    assert_int_equal(sk_control_write_result(&out, &result), SK_OK);
    assert_true(sk_control_read_result(out.data, out.length - 1, &read));
    assert_memory_equal(read.text.text, result.text.text, sizeof(result.text.text));
    assert_memory_equal(read.pair.labels.serial, result.pair.labels.serial,
                        sizeof(result.pair.labels.serial));
    assert_int_equal(read.end, SK_ACTION_REFUSED);
    sk_buf_finish(&out);
}

static void what_is_no_action_is_not_taken_for_one(void **state) {
    (void)state;
    static const char *const lines[] = { "",
                                         "undo",
                                         "undo\t1",
                                         "undo\t1\tLi",
                                         "undo\t1\tLi\twhy\tmore",
                                         "undo\t-1\tLi\twhy",
                                         "undo\t1x\tLi\twhy",
                                         "undo\t9223372036854775808\tLi\twhy",
                                         "undone\t1\tLi\twhy",
                                         "hold\t1\tLi\twhy",
                                         "release\t9223372036854775807\tLi\twhy",
                                         "undo\t1\tLi\t%",
                                         "undo\t1\tLi\t%4",
                                         "undo\t1\tLi\t%4g",
                                         "undo\t1\tLi\t%00",
                                         "undo\t1\t0123456789012345678901234567890123456789"
                                         "012345678901234567890123\twhy" };
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        struct sk_action action;
        assert_false(sk_control_read_action(lines[i], strlen(lines[i]), &action));
    }
    struct sk_action action;
    assert_false(sk_control_read_action("undo\t1\tL\0i\twhy", 14, &action));
}

static void a_question_is_one_of_those_that_there_are(void **state) {
    (void)state;
    for (int i = SK_CONTROL_QUESTION_STATUS; i <= SK_CONTROL_QUESTION_SCREEN; i++) {
        struct sk_buf out = SK_BUF_INIT(SK_CONTROL_LINE_MAX);
        enum sk_control_question read;
        struct sk_action action;
        assert_int_equal(sk_control_write_question(&out, (enum sk_control_question)i), SK_OK);
        assert_true(sk_control_read_question(out.data, out.length - 1, &read));
        assert_int_equal(read, i);
        assert_false(sk_control_read_action(out.data, out.length - 1, &action));
        sk_buf_finish(&out);
    }
    static const char *const others[] = { "",           "ask",           "ask\t",
                                          "ask\tstatu", "ask\tstatus\t", "status",
                                          "ask\tkey",   "ask status" };
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        enum sk_control_question read;
        assert_false(sk_control_read_question(others[i], strlen(others[i]), &read));
    }
}

/* --- the socket --------------------------------------------------------------------------- */

/* The machine's clock; what is set here passes between its next two readings. */
static atomic_llong wait_ms;
static atomic_llong forward_ms;

struct sk_clock *__real_sk_clock_system(void);
struct sk_clock *__wrap_sk_clock_system(void);

static sk_ms forward_now(struct sk_clock *clock) {
    (void)clock;
    struct sk_clock *machine = __real_sk_clock_system();
    return machine->ops->now(machine) + atomic_fetch_add(&forward_ms, atomic_exchange(&wait_ms, 0));
}

static int64_t machine_wall(struct sk_clock *clock) {
    (void)clock;
    struct sk_clock *machine = __real_sk_clock_system();
    return machine->ops->wall(machine);
}

struct sk_clock *__wrap_sk_clock_system(void) {
    static const struct sk_clock_ops ops = { .now = forward_now, .wall = machine_wall };
    static struct sk_clock clock = { &ops };
    return &clock;
}

/* A kiosk that answers each action with its reason, in an order that the test says. */
struct kiosk {
    char journal[512];
    struct sk_control *control;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int asked;
    bool has_room;
    bool is_held; /* the thread that hands actions on waits as long as this is set */
    bool is_waiting;
    struct sk_action last;
    struct sk_action queue[64]; /* not answered yet */
    int queued;
};

static bool on_action(void *data, const struct sk_action *action) {
    struct kiosk *kiosk = data;
    pthread_mutex_lock(&kiosk->lock);
    while (kiosk->is_held) {
        kiosk->is_waiting = true;
        pthread_cond_broadcast(&kiosk->changed);
        pthread_cond_wait(&kiosk->changed, &kiosk->lock);
    }
    bool has_room = kiosk->has_room;
    if (has_room) {
        kiosk->last = *action;
        kiosk->asked++;
        if (kiosk->queued < 64) {
            kiosk->queue[kiosk->queued++] = *action;
        }
        pthread_cond_signal(&kiosk->changed);
    }
    pthread_mutex_unlock(&kiosk->lock);
    return has_room;
}

/* Answers with the question's number, as long as there is room. */
static bool on_question(void *data, enum sk_control_question question, int fd) {
    struct kiosk *kiosk = data;
    char answer[64];
    pthread_mutex_lock(&kiosk->lock);
    bool has_room = kiosk->has_room;
    pthread_mutex_unlock(&kiosk->lock);
    if (has_room) {
        int length = snprintf(answer, sizeof(answer), "ok\nquestion %d\nand more", (int)question);
        assert_int_equal(write(fd, answer, (size_t)length), length);
        (void)close(fd);
    }
    return has_room;
}

static struct sk_action wait_for_action(struct kiosk *kiosk, int count) {
    pthread_mutex_lock(&kiosk->lock);
    while (kiosk->asked < count) {
        pthread_cond_wait(&kiosk->changed, &kiosk->lock);
    }
    struct sk_action action = kiosk->last;
    pthread_mutex_unlock(&kiosk->lock);
    return action;
}

static void start(struct kiosk *kiosk) {
    struct sk_err_info info;
    const struct sk_control_ears ears = { .on_action = on_action,
                                          .on_question = on_question,
                                          .data = kiosk };
    assert_int_equal(sk_control_create(&kiosk->control, kiosk->journal, &ears, &info), SK_OK);
}

static void begin(struct kiosk *kiosk, const char *name) {
    memset(kiosk, 0, sizeof(*kiosk));
    (void)snprintf(kiosk->journal, sizeof(kiosk->journal), "%s", scratch_file(name));
    pthread_mutex_init(&kiosk->lock, NULL);
    pthread_cond_init(&kiosk->changed, NULL);
    kiosk->has_room = true;
    start(kiosk);
}

static void finish(struct kiosk *kiosk) {
    sk_control_destroy(kiosk->control);
    pthread_cond_destroy(&kiosk->changed);
    pthread_mutex_destroy(&kiosk->lock);
}

struct asking {
    const struct kiosk *kiosk;
    struct sk_action action;
    struct sk_action_result result;
    struct sk_err_info info;
    enum sk_err err;
    pthread_t thread;
};

static void *run_asking(void *data) {
    struct asking *asking = data;
    do { /* the kiosk's thread may not listen yet */
        asking->err =
            sk_control_ask(asking->kiosk->journal, &asking->action, &asking->result, &asking->info);
    } while (asking->err == SK_ERR_NOT_FOUND);
    return NULL;
}

static void ask(struct asking *asking, const struct kiosk *kiosk, int64_t number) {
    memset(asking, 0, sizeof(*asking));
    asking->kiosk = kiosk;
    asking->action = (struct sk_action){ .type = SK_ACTION_UNDO, .number = number };
    (void)snprintf(asking->action.reason, sizeof(asking->action.reason), "a\tb");
    assert_int_equal(pthread_create(&asking->thread, NULL, run_asking, asking), 0);
}

static void give(struct kiosk *kiosk, uint64_t id, int64_t number) {
    struct sk_action_result result = { .id = id, .type = SK_ACTION_UNDO, .number = number };
    sk_control_answer(kiosk->control, &result);
}

static void who_asks_gets_the_end_of_his_own_action(void **state) {
    (void)state;
    struct kiosk kiosk;
    struct asking asking;
    begin(&kiosk, "journal.db");
    ask(&asking, &kiosk, 7);
    struct sk_action action = wait_for_action(&kiosk, 1);
    assert_int_equal(action.number, 7);
    assert_string_equal(action.reason, "a\tb");
    assert_true(action.id >= SK_CONTROL_ID_FIRST);
    give(&kiosk, action.id + 1, 1); /* somebody else's */
    give(&kiosk, action.id, 2);
    pthread_join(asking.thread, NULL);
    assert_int_equal(asking.err, SK_OK);
    assert_int_equal(asking.result.number, 2);
    finish(&kiosk);
}

static void who_asks_after_an_idle_hour_is_heard(void **state) {
    (void)state;
    struct kiosk kiosk;
    struct asking asking;
    atomic_store(&wait_ms, 3600000);
    begin(&kiosk, "journal.db");
    ask(&asking, &kiosk, 7);
    give(&kiosk, wait_for_action(&kiosk, 1).id, 3);
    pthread_join(asking.thread, NULL);
    assert_int_equal(asking.err, SK_OK);
    assert_int_equal(asking.result.number, 3);
    finish(&kiosk);
}

static void a_kiosk_that_ends_does_not_leave_anybody_waiting(void **state) {
    (void)state;
    struct kiosk kiosk;
    struct asking asking;
    begin(&kiosk, "journal.db");
    ask(&asking, &kiosk, 7);
    (void)wait_for_action(&kiosk, 1);
    sk_control_destroy(kiosk.control);
    kiosk.control = NULL;
    pthread_join(asking.thread, NULL);
    assert_int_equal(asking.err, SK_ERR_STOPPED);
    struct sk_action_result result;
    struct sk_err_info info;
    assert_int_equal(sk_control_ask(kiosk.journal, &asking.action, &result, &info),
                     SK_ERR_NOT_FOUND);
    finish(&kiosk);
}

static void a_socket_left_by_a_dead_kiosk_is_taken_over(void **state) {
    (void)state;
    struct kiosk kiosk;
    struct asking asking;
    begin(&kiosk, "journal.db");
    sk_control_destroy(kiosk.control);
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    (void)snprintf(address.sun_path, sizeof(address.sun_path), "%.90s.sock", kiosk.journal);
    int dead = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(bind(dead, (struct sockaddr *)&address, sizeof(address)), 0);
    (void)close(dead);
    start(&kiosk);
    ask(&asking, &kiosk, 7);
    give(&kiosk, wait_for_action(&kiosk, 1).id, 3);
    pthread_join(asking.thread, NULL);
    assert_int_equal(asking.err, SK_OK);
    struct stat info;
    assert_int_equal(stat(address.sun_path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    finish(&kiosk);
}

static void a_path_longer_than_a_socket_address_works(void **state) {
    (void)state;
    struct kiosk kiosk;
    struct asking asking;
    char name[140];
    memset(name, 'd', 120);
    name[120] = '\0';
    assert_int_equal(mkdir(scratch_file(name), 0700), 0);
    (void)snprintf(name + 120, sizeof(name) - 120, "/journal.db");
    begin(&kiosk, name);
    ask(&asking, &kiosk, 7);
    give(&kiosk, wait_for_action(&kiosk, 1).id, 3);
    pthread_join(asking.thread, NULL);
    assert_int_equal(asking.err, SK_OK);
    finish(&kiosk);
}

/* Connects as anybody might, writes bytes, reads what comes. */
static void talk(const struct kiosk *kiosk, const char *bytes, char *reply, size_t size) {
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    (void)snprintf(address.sun_path, sizeof(address.sun_path), "%.90s.sock", kiosk->journal);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    while (connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0) {
    }
    assert_int_equal(send(fd, bytes, strlen(bytes), MSG_NOSIGNAL), (ssize_t)strlen(bytes));
    ssize_t got = read(fd, reply, size - 1);
    reply[got > 0 ? got : 0] = '\0';
    (void)close(fd);
}

static void nonsense_is_answered_and_harms_nobody(void **state) {
    (void)state;
    struct kiosk kiosk;
    struct asking asking;
    char reply[SK_CONTROL_LINE_MAX + 1];
    begin(&kiosk, "journal.db");
    talk(&kiosk, "GET / HTTP/1.1\r\n", reply, sizeof(reply));
    assert_non_null(strstr(reply, "not-done"));
    assert_non_null(strstr(reply, "does not understand"));
    ask(&asking, &kiosk, 7);
    give(&kiosk, wait_for_action(&kiosk, 1).id, 3);
    pthread_join(asking.thread, NULL);
    assert_int_equal(asking.err, SK_OK);
    finish(&kiosk);
}

static void a_question_is_answered_to_the_end(void **state) {
    (void)state;
    struct kiosk kiosk;
    struct sk_buf out = SK_BUF_INIT(1 << 16);
    struct sk_err_info info = { "" };
    begin(&kiosk, "question.db");
    while (sk_control_question(kiosk.journal, SK_CONTROL_QUESTION_SCREEN, &out, &info) ==
           SK_ERR_NOT_FOUND) { /* it does not listen yet */
    }
    assert_string_equal(out.data, "question 2\nand more");
    sk_buf_finish(&out);
    kiosk.has_room = false;
    assert_int_equal(sk_control_question(kiosk.journal, SK_CONTROL_QUESTION_STATUS, &out, &info),
                     SK_ERR_INVALID);
    assert_int_equal(out.length, 0);
    finish(&kiosk);
    assert_int_equal(sk_control_question(kiosk.journal, SK_CONTROL_QUESTION_STATUS, &out, &info),
                     SK_ERR_NOT_FOUND);
}

/* As long as it hangs, whoever asked before and went stays in the queue at its door. */
static void a_kiosk_that_hangs_with_its_door_full_is_not_waited_for(void **state) {
    (void)state;
    char journal[512];
    struct sk_err_info info = { "" };
    struct sk_buf out = SK_BUF_INIT(1 << 16);
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    (void)snprintf(journal, sizeof(journal), "%s", scratch_file("journal.db"));
    (void)snprintf(address.sun_path, sizeof(address.sun_path), "%.90s.sock", journal);
    int hung = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(bind(hung, (struct sockaddr *)&address, sizeof(address)), 0);
    assert_int_equal(listen(hung, 0), 0);
    int waiting = socket(AF_UNIX, SOCK_STREAM, 0); /* the queue has this one place */
    assert_int_equal(connect(waiting, (struct sockaddr *)&address, sizeof(address)), 0);
    assert_int_equal(sk_control_question(journal, SK_CONTROL_QUESTION_STATUS, &out, &info),
                     SK_ERR_STOPPED);
    assert_non_null(strstr(info.text, "it hangs"));
    sk_buf_finish(&out);
    (void)close(waiting);
    (void)close(hung);
}

static void a_kiosk_without_room_says_so(void **state) {
    (void)state;
    struct kiosk kiosk;
    struct asking asking;
    begin(&kiosk, "journal.db");
    kiosk.has_room = false;
    ask(&asking, &kiosk, 7);
    pthread_join(asking.thread, NULL);
    assert_int_equal(asking.err, SK_OK);
    assert_int_equal(asking.result.end, SK_ACTION_NOT_DONE);
    assert_non_null(strstr(asking.result.text.text, "try again"));
    finish(&kiosk);
}

/* Connects and says nothing more; the descriptor. */
static int connect_silently(const struct kiosk *kiosk, const char *bytes) {
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    (void)snprintf(address.sun_path, sizeof(address.sun_path), "%.90s.sock", kiosk->journal);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_true(fd >= 0);
    while (connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0) {
    }
    assert_int_equal(send(fd, bytes, strlen(bytes), MSG_NOSIGNAL), (ssize_t)strlen(bytes));
    return fd;
}

/* The kiosk: answers every action, a few at a time, in the order in which they come. */
static void *answer_actions(void *data) {
    struct kiosk *kiosk = data;
    pthread_mutex_lock(&kiosk->lock);
    while (kiosk->has_room) {
        while (kiosk->has_room && kiosk->queued == 0) {
            pthread_cond_wait(&kiosk->changed, &kiosk->lock);
        }
        for (int i = 0; i < kiosk->queued; i++) {
            give(kiosk, kiosk->queue[i].id, kiosk->queue[i].number);
        }
        kiosk->queued = 0;
    }
    pthread_mutex_unlock(&kiosk->lock);
    return NULL;
}

static void sixty_requests_amid_silent_and_vanished_clients_are_all_answered(void **state) {
    (void)state;
    enum { REQUESTS = 60 };
    static struct asking askings[REQUESTS];
    int silent[REQUESTS];
    struct kiosk kiosk;
    pthread_t thread;
    begin(&kiosk, "journal.db");
    assert_int_equal(pthread_create(&thread, NULL, answer_actions, &kiosk), 0);
    for (int i = 0; i < REQUESTS; i++) {
        silent[i] = connect_silently(&kiosk, i % 2 ? "" : "undo\t1\tLi");
        close(connect_silently(&kiosk, i % 2 ? "" : "undo\t999\tLi\tgone\n"));
        ask(&askings[i], &kiosk, i + 1);
    }
    for (int i = 0; i < REQUESTS; i++) {
        pthread_join(askings[i].thread, NULL);
        assert_int_equal(askings[i].err, SK_OK);
        assert_int_equal(askings[i].result.end, SK_ACTION_DONE);
        assert_int_equal(askings[i].result.number, i + 1);
    }
    for (int i = 0; i < REQUESTS; i++) {
        close(silent[i]);
    }
    pthread_mutex_lock(&kiosk.lock);
    kiosk.has_room = false;
    pthread_cond_signal(&kiosk.changed);
    pthread_mutex_unlock(&kiosk.lock);
    pthread_join(thread, NULL);
    finish(&kiosk);
}

static void wait_until_read(int fd) {
    int unread = 1;
    while (unread > 0) {
        assert_int_equal(ioctl(fd, SIOCOUTQ, &unread), 0);
    }
}

/* The thread of the control socket waits within on_action(). */
static void hold(struct kiosk *kiosk) {
    pthread_mutex_lock(&kiosk->lock);
    kiosk->is_held = true;
    pthread_mutex_unlock(&kiosk->lock);
}

static void wait_until_held(struct kiosk *kiosk) {
    pthread_mutex_lock(&kiosk->lock);
    while (!kiosk->is_waiting) {
        pthread_cond_wait(&kiosk->changed, &kiosk->lock);
    }
    pthread_mutex_unlock(&kiosk->lock);
}

static void release(struct kiosk *kiosk) {
    pthread_mutex_lock(&kiosk->lock);
    kiosk->is_held = false;
    pthread_cond_broadcast(&kiosk->changed);
    pthread_mutex_unlock(&kiosk->lock);
}

static void who_comes_when_the_last_place_is_taken_waits_at_the_door(void **state) {
    (void)state;
    enum { PLACES = 64 };
    int inside[PLACES];
    char reply[SK_CONTROL_LINE_MAX + 1];
    struct kiosk kiosk;
    pthread_t thread;
    begin(&kiosk, "journal.db");
    int gone = connect_silently(&kiosk, "undo\t1\tLi\tgone\n");
    uint64_t first = wait_for_action(&kiosk, 1).id;
    close(gone);
    for (int i = 0; i < PLACES; i++) {
        inside[i] = connect_silently(&kiosk, i < PLACES - 1 ? "undo\t2\tLi\twhy\n" : "undo\t3");
        wait_until_read(inside[i]);
    }
    hold(&kiosk);
    give(&kiosk, first, 1); /* so the next action is handed on */
    wait_until_held(&kiosk);
    assert_int_equal(send(inside[PLACES - 1], "\tLi\twhy\n", 8, MSG_NOSIGNAL), 8);
    int outside = connect_silently(&kiosk, "undo\t4\tLi\twhy\n");
    release(&kiosk); /* the thread finds the request and who is at the door at the same time */
    assert_int_equal(pthread_create(&thread, NULL, answer_actions, &kiosk), 0);
    ssize_t got = read(outside, reply, sizeof(reply) - 1);
    assert_true(got > 0);
    reply[got] = '\0';
    assert_non_null(strstr(reply, "done\t4\t"));
    for (int i = 0; i < PLACES; i++) {
        close(inside[i]);
    }
    close(outside);
    pthread_mutex_lock(&kiosk.lock);
    kiosk.has_room = false;
    pthread_cond_broadcast(&kiosk.changed);
    pthread_mutex_unlock(&kiosk.lock);
    pthread_join(thread, NULL);
    finish(&kiosk);
}

static void a_silent_client_is_hung_up_on_and_holds_up_nobody(void **state) {
    (void)state;
    struct kiosk kiosk;
    struct asking asking;
    char reply[SK_CONTROL_LINE_MAX + 1];
    begin(&kiosk, "journal.db");
    int silent = connect_silently(&kiosk, "und");
    ask(&asking, &kiosk, 7);
    give(&kiosk, wait_for_action(&kiosk, 1).id, 3);
    pthread_join(asking.thread, NULL);
    assert_int_equal(asking.err, SK_OK);
    char byte;
    assert_int_equal(recv(silent, &byte, 1, MSG_DONTWAIT), -1); /* its time is not over yet */
    ssize_t got = read(silent, reply, sizeof(reply) - 1);
    assert_true(got > 0);
    reply[got] = '\0';
    assert_non_null(strstr(reply, "does not understand"));
    close(silent);
    finish(&kiosk);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_action_survives_the_wire_whatever_its_texts_hold),
        cmocka_unit_test(a_result_at_its_longest_fits_in_a_line),
        cmocka_unit_test(what_is_no_action_is_not_taken_for_one),
        cmocka_unit_test(a_question_is_one_of_those_that_there_are),
        cmocka_unit_test_setup_teardown(a_question_is_answered_to_the_end, scratch_make,
                                        scratch_remove),
        cmocka_unit_test_setup_teardown(who_asks_gets_the_end_of_his_own_action, scratch_make,
                                        scratch_remove),
        cmocka_unit_test_setup_teardown(who_asks_after_an_idle_hour_is_heard, scratch_make,
                                        scratch_remove),
        cmocka_unit_test_setup_teardown(a_kiosk_that_ends_does_not_leave_anybody_waiting,
                                        scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(a_socket_left_by_a_dead_kiosk_is_taken_over, scratch_make,
                                        scratch_remove),
        cmocka_unit_test_setup_teardown(a_path_longer_than_a_socket_address_works, scratch_make,
                                        scratch_remove),
        cmocka_unit_test_setup_teardown(nonsense_is_answered_and_harms_nobody, scratch_make,
                                        scratch_remove),
        cmocka_unit_test_setup_teardown(a_kiosk_that_hangs_with_its_door_full_is_not_waited_for,
                                        scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(a_kiosk_without_room_says_so, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(
            sixty_requests_amid_silent_and_vanished_clients_are_all_answered, scratch_make,
            scratch_remove),
        cmocka_unit_test_setup_teardown(who_comes_when_the_last_place_is_taken_waits_at_the_door,
                                        scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(a_silent_client_is_hung_up_on_and_holds_up_nobody,
                                        scratch_make, scratch_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
