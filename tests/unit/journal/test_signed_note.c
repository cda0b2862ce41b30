/* Signed notes and checkpoints: what one program writes another one reads, and nothing else. */
#define _XOPEN_SOURCE 700 /* nftw() */

#include "scratch.h"

#include "journal/base64.h"
#include "journal/checkpoint.h"

#include <stdlib.h>

/* The example in the documentation of Go's package golang.org/x/mod/sumdb/note: made by another
 * program. */
static const char outside_key[] =
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
static const char outside_note[] =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "\xe2\x80\x94 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXg"
    "KvqfqdngotpRZb6KE6RyyBwJnAM=\n";

static struct sk_bench_key *open_key(const char *journal) {
    struct sk_bench_key *key = NULL;
    struct sk_err_info info = { "" };
    if (sk_bench_key_open(&key, scratch_file(journal), true, &info) != SK_OK) {
        fail_msg("%s", info.text);
    }
    return key;
}

static struct sk_signed_note_key public_of(const struct sk_bench_key *key, const char *name) {
    struct sk_signed_note_key out = { .name = "" };
    sk_signed_note_name(name, out.name);
    sk_bench_key_public(key, out.public_key);
    return out;
}

static bool is_signed(const char *bytes, size_t length, const struct sk_signed_note_key *key) {
    struct sk_signed_note note;
    return sk_signed_note_next(&bytes, &length, &note) && length == 0 &&
           sk_signed_note_is_signed_by(&note, key);
}

/* --- notes -------------------------------------------------------------------------------- */

static void a_note_that_another_program_signed_is_read(void **state) {
    (void)state;
    struct sk_signed_note_key key;
    char again[SK_SIGNED_NOTE_KEY_TEXT_SIZE];
    assert_true(sk_signed_note_key_read(outside_key, &key));
    sk_signed_note_key_write(&key, again);
    assert_string_equal(again, outside_key);
    assert_true(is_signed(outside_note, strlen(outside_note), &key));
    key.name[0] = '\0'; /* any name */
    assert_true(is_signed(outside_note, strlen(outside_note), &key));
    (void)snprintf(key.name, sizeof(key.name), "PeterNewman");
    assert_false(is_signed(outside_note, strlen(outside_note), &key));
}

static void any_changed_byte_of_a_note_is_noticed(void **state) {
    (void)state;
    struct sk_signed_note_key key;
    char copy[sizeof(outside_note)];
    assert_true(sk_signed_note_key_read(outside_key, &key));
    for (size_t at = 0; at < strlen(outside_note); at++) {
        for (int bit = 0; bit < 8; bit++) {
            memcpy(copy, outside_note, sizeof(copy));
            copy[at] = (char)(copy[at] ^ (1 << bit));
            assert_false(is_signed(copy, strlen(outside_note), &key));
        }
    }
}

static void a_mistyped_key_is_none(void **state) {
    (void)state;
    struct sk_signed_note_key key;
    char copy[sizeof(outside_key)];
    for (size_t at = 0; at < strlen(outside_key); at++) {
        memcpy(copy, outside_key, sizeof(copy));
        copy[at] = copy[at] == 'a' ? 'b' : 'a';
        assert_false(sk_signed_note_key_read(copy, &key));
        copy[at] = '\0';
        assert_false(sk_signed_note_key_read(copy, &key));
    }
}

static void names_can_stand_in_a_note(void **state) {
    (void)state;
    static const struct {
        const char *text;
        const char *name;
    } rows[] = {
        { "Bench 7", "Bench-7" },
        { "", "bench" },
        { "a+b\nc\td", "a-b-c-d" },
        { "\xe5\xb7\xa5\xe4\xbd\x8d\xe4\xb8\x83", "\xe5\xb7\xa5\xe4\xbd\x8d\xe4\xb8\x83" },
        { "a\xc2\xa0"
          "b\xe3\x80\x80"
          "c",
          "a-b-c" },
        { "\xff\xfe", "--" },
        { "0123456789012345678901234567890123456789012345678901234567890123456789",
          "012345678901234567890123456789012345678901234567890123456789012" },
    };
    struct sk_bench_key *key = open_key("names");
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char name[SK_SIGNED_NOTE_NAME_SIZE];
        char line[SK_SIGNED_NOTE_LINE_SIZE];
        char whole[SK_SIGNED_NOTE_LINE_SIZE + 8];
        sk_signed_note_name(rows[i].text, name);
        assert_string_equal(name, rows[i].name);
        assert_int_equal(sk_signed_note_sign("text\n", name, key, line), SK_OK);
        (void)snprintf(whole, sizeof(whole), "text\n%s", line);
        struct sk_signed_note_key its = public_of(key, name);
        assert_true(is_signed(whole, strlen(whole), &its));
    }
    sk_bench_key_destroy(key);
}

static void several_notes_lie_in_one_file(void **state) {
    (void)state;
    char whole[4 * sizeof(outside_note)];
    struct sk_signed_note_key key;
    struct sk_signed_note note;
    (void)snprintf(whole, sizeof(whole), "\n%s%s\n\n%s", outside_note, outside_note, outside_note);
    const char *at = whole;
    size_t left = strlen(whole);
    assert_true(sk_signed_note_key_read(outside_key, &key));
    for (int i = 0; i < 3; i++) {
        assert_true(sk_signed_note_next(&at, &left, &note));
        assert_true(sk_signed_note_is_signed_by(&note, &key));
    }
    assert_false(sk_signed_note_next(&at, &left, &note));
    assert_int_equal(left, 0);
}

static void what_is_no_note_stays(void **state) {
    (void)state;
    static const char *const texts[] = { "text",
                                         "text\n",
                                         "text\n\n",
                                         "text\n\n\xe2\x80\x94 ",
                                         "text\n\n- bench AAAA\n",
                                         "\xe2\x80\x94 bench AAAA\n" };
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        const char *at = texts[i];
        size_t left = strlen(texts[i]);
        struct sk_signed_note note;
        assert_false(sk_signed_note_next(&at, &left, &note));
        assert_true(left > 0);
    }
}

/* --- the key ------------------------------------------------------------------------------ */

static void a_key_is_made_once_and_for_its_owner_alone(void **state) {
    (void)state;
    struct sk_err_info info = { "" };
    struct sk_bench_key *key = NULL;
    struct stat status;
    assert_int_equal(sk_bench_key_open(&key, scratch_file("one"), false, &info), SK_ERR_NOT_FOUND);
    key = open_key("one");
    struct sk_signed_note_key first = public_of(key, "a");
    sk_bench_key_destroy(key);
    assert_int_equal(stat(scratch_file("one.key"), &status), 0);
    assert_int_equal(status.st_mode & 07777, 0600);
    key = open_key("one");
    struct sk_signed_note_key second = public_of(key, "a");
    assert_memory_equal(&first, &second, sizeof(first));
    sk_bench_key_destroy(key);
}

static void what_is_no_key_is_left_alone(void **state) {
    (void)state;
    static const char *const texts[] = {
        "", "no key\n",
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VuBCIEIHCF0wQmYgZoTfjzbOQbLwGkSYsm7xTPvxnYUpHl"
        "tXJK\n-----END PRIVATE KEY-----\n" /* X25519 */
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct sk_err_info info = { "" };
        struct sk_bench_key *key = NULL;
        char read[512];
        FILE *file = fopen(scratch_file("bad.key"), "w");
        assert_non_null(file);
        assert_true(fputs(texts[i], file) >= 0);
        assert_int_equal(fclose(file), 0);
        assert_int_equal(sk_bench_key_open(&key, scratch_file("bad"), true, &info), SK_ERR_CORRUPT);
        assert_non_null(strstr(info.text, "bad.key"));
        file = fopen(scratch_file("bad.key"), "r");
        assert_non_null(file);
        size_t length = fread(read, 1, sizeof(read), file);
        assert_int_equal(fclose(file), 0);
        assert_int_equal(length, strlen(texts[i]));
        assert_memory_equal(read, texts[i], length);
    }
}

/* --- checkpoints -------------------------------------------------------------------------- */

static struct sk_checkpoint some_checkpoint(void) {
    struct sk_checkpoint checkpoint = { .origin = "bench-0123456789abcdef",
                                        .name = "Bench-7",
                                        .seq = 4711 };
    for (size_t i = 0; i < sizeof(checkpoint.hash); i++) {
        checkpoint.hash[i] = (uint8_t)(i * 7);
    }
    sk_checkpoint_time(1767690725000, checkpoint.time);
    return checkpoint;
}

static void a_checkpoint_says_what_was_signed(void **state) {
    (void)state;
    struct sk_bench_key *key = open_key("cp");
    struct sk_checkpoint checkpoint = some_checkpoint();
    struct sk_checkpoint back;
    struct sk_signed_note note;
    char text[SK_CHECKPOINT_SIZE];
    assert_int_equal(sk_checkpoint_write(&checkpoint, key, text), SK_OK);
    static const char begin[] = "bench-0123456789abcdef\n4711\n"
                                "AAcOFRwjKjE4P0ZNVFtiaXB3foWMk5qhqK+2vcTL0tk=\n"
                                "time 2026-01-06T09:12:05Z\nname Bench-7\n"
                                "\n\xe2\x80\x94 bench-0123456789abcdef ";
    assert_memory_equal(text, begin, strlen(begin));
    const char *at = text;
    size_t left = strlen(text);
    assert_true(sk_signed_note_next(&at, &left, &note));
    assert_true(sk_checkpoint_read(&note, &back));
    assert_string_equal(back.origin, checkpoint.origin);
    assert_string_equal(back.name, checkpoint.name);
    assert_int_equal(back.seq, checkpoint.seq);
    assert_memory_equal(back.hash, checkpoint.hash, sizeof(back.hash));
    assert_string_equal(back.time, checkpoint.time);
    struct sk_signed_note_key its = public_of(key, "bench-0123456789abcdef");
    assert_true(sk_signed_note_is_signed_by(&note, &its));
    sk_bench_key_destroy(key);
}

static void the_longest_checkpoint_has_room(void **state) {
    (void)state;
    struct sk_bench_key *key = open_key("long");
    struct sk_checkpoint checkpoint = some_checkpoint();
    char text[SK_CHECKPOINT_SIZE];
    memset(checkpoint.origin, 'x', sizeof(checkpoint.origin) - 1);
    memset(checkpoint.name, 'x', sizeof(checkpoint.name) - 1);
    checkpoint.seq = INT64_MAX;
    memset(checkpoint.hash, 0xff, sizeof(checkpoint.hash));
    assert_int_equal(sk_checkpoint_write(&checkpoint, key, text), SK_OK);
    assert_true(strlen(text) < sizeof(text));
    sk_bench_key_destroy(key);
}

static void another_note_is_no_checkpoint(void **state) {
    (void)state;
#define HASH "AAcOFRwjKjE4P0ZNVFtiaXB3foWMk5qhqK+2vcTL0tk=\n"
#define SIGNED "\n\xe2\x80\x94 b AAAA\n"
    static const char *const texts[] = {
        "b\n1\n" SIGNED,
        "b\n-1\n" HASH "time x\n" SIGNED,
        "b\n9223372036854775808\n" HASH "time x\n" SIGNED,
        "b\n1\n" HASH SIGNED,
        "b\n1\n" HASH "when x\n" SIGNED,
        "b\n1\nAAAA\ntime x\n" SIGNED,
        "b\n1\nAAcOFRwjKjE4P0ZNVFtiaXB3foWMk5qhqK+2vcTL0tl=\ntime x\n" SIGNED, /* spare bits */
        "b\n1\n" HASH "time 2026-01-06T09:12:05.000000000Z\n" SIGNED,
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        const char *at = texts[i];
        size_t left = strlen(texts[i]);
        struct sk_signed_note note;
        struct sk_checkpoint out;
        assert_true(sk_signed_note_next(&at, &left, &note));
        assert_false(sk_checkpoint_read(&note, &out));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_note_that_another_program_signed_is_read),
        cmocka_unit_test(any_changed_byte_of_a_note_is_noticed),
        cmocka_unit_test(a_mistyped_key_is_none),
        cmocka_unit_test(names_can_stand_in_a_note),
        cmocka_unit_test(several_notes_lie_in_one_file),
        cmocka_unit_test(what_is_no_note_stays),
        cmocka_unit_test(a_key_is_made_once_and_for_its_owner_alone),
        cmocka_unit_test(what_is_no_key_is_left_alone),
        cmocka_unit_test(a_checkpoint_says_what_was_signed),
        cmocka_unit_test(the_longest_checkpoint_has_room),
        cmocka_unit_test(another_note_is_no_checkpoint),
    };
    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
