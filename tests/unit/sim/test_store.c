#include "sim/store.h"

#include "sim/keys.h"
#include "sim/nonces.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define A "sag-aaaaaaaaaaaaaaaaaa"
#define B "sag-bbbbbbbbbbbbbbbbbb"

static struct sk_sim_store *store_with(const char *path) {
    struct sk_sim_store *store = NULL;
    struct sk_err_info info = { "" };
    if (sk_sim_store_create(&store, path, &info) || sk_sim_store_add_text(store, B ":2", &info) ||
        sk_sim_store_add_text(store, A, &info)) {
        fail_msg("%s", info.text);
    }
    return store;
}

static void labels_of_the_documents_are_recognised(void **state) {
    (void)state;
    static const char *const serials[] = { "sage62x021922k7p3", "sag32a30121", "sag61a344gea",
                                           "cn-sh-0-0927-16abcd", "sage6gsdllbidlabcd" };
    static const char *const others[] = { "",
                                          "sag",
                                          "sag-1000",
                                          "sage62x",
                                          "SAGE62X021922K7P3",
                                          "sage62x021922****",
                                          "cn-sh-0-0927-1",
                                          "sage62x0219220000000000x" };
    for (size_t i = 0; i < sizeof(serials) / sizeof(serials[0]); i++) {
        assert_true(sk_sim_is_serial(serials[i]));
        assert_false(sk_sim_is_instance_id(serials[i]));
    }
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        assert_false(sk_sim_is_serial(others[i]));
        assert_false(sk_sim_is_instance_id(others[i]));
    }
    assert_true(sk_sim_is_instance_id("sag-v0fkpk4akfz5hebved"));
    assert_true(sk_sim_is_instance_id("sag-1543832781234"));
    assert_false(sk_sim_is_instance_id("sag-154383278"));
    assert_false(sk_sim_is_instance_id("sag-v0fkpk4akfz5hebveD"));
    assert_false(sk_sim_is_serial("sag-v0fkpk4akfz5hebved"));
}

static void instances_are_sorted_and_have_limits(void **state) {
    (void)state;
    struct sk_sim_store *store = store_with(NULL);
    assert_string_equal(sk_sim_store_instance_at(store, 0)->id, A);
    assert_string_equal(sk_sim_store_instance_at(store, 1)->id, B);
    assert_null(sk_sim_store_instance_at(store, 2));
    assert_int_equal(sk_sim_store_instance(store, A)->limit, 1);
    assert_int_equal(sk_sim_store_instance(store, B)->limit, 2);
    assert_int_equal(sk_sim_store_add_text(store, A ":7:arrears", NULL), SK_OK); /* changed */
    assert_int_equal(sk_sim_store_instance(store, A)->limit, 7);
    assert_int_equal(sk_sim_store_instance(store, A)->state, SK_SIM_INSTANCE_ARREARS);
    assert_null(sk_sim_store_instance_at(store, 2));
    sk_sim_store_destroy(store);
}

static void bindings_are_found_and_taken_back(void **state) {
    (void)state;
    struct sk_sim_store *store = store_with(NULL);
    assert_int_equal(sk_sim_store_bind(store, "s1", A, 5, 6, NULL), SK_OK);
    assert_int_equal(sk_sim_store_bind(store, "s2", B, 5, 6, NULL), SK_OK);
    assert_int_equal(sk_sim_store_bind(store, "s1", B, 5, 6, NULL), SK_ERR_INVALID);
    assert_int_equal(sk_sim_store_bind(store, "s3", "sag-none", 5, 6, NULL), SK_ERR_NOT_FOUND);
    assert_string_equal(sk_sim_store_binding(store, "s1")->instance, A);
    assert_int_equal(sk_sim_store_instance(store, A)->bindings, 1);
    assert_int_equal(sk_sim_store_unbind(store, "s1", B, NULL), SK_ERR_NOT_FOUND);
    assert_int_equal(sk_sim_store_unbind(store, "s1", A, NULL), SK_OK);
    assert_null(sk_sim_store_binding(store, "s1"));
    assert_int_equal(sk_sim_store_instance(store, A)->bindings, 0);
    assert_string_equal(sk_sim_store_binding(store, "s2")->instance, B);
    sk_sim_store_destroy(store);
}

static void thousands_of_bindings_stay_findable(void **state) {
    (void)state;
    struct sk_sim_store *store = store_with(NULL);
    char serial[32];
    for (int i = 0; i < 5000; i++) {
        snprintf(serial, sizeof(serial), "sage62x%06d", i);
        assert_int_equal(sk_sim_store_bind(store, serial, i % 2 ? A : B, i, 1, NULL), SK_OK);
    }
    for (int i = 0; i < 5000; i += 100) {
        snprintf(serial, sizeof(serial), "sage62x%06d", i);
        assert_int_equal(sk_sim_store_unbind(store, serial, B, NULL), SK_OK);
    }
    for (int i = 0; i < 5000; i++) {
        snprintf(serial, sizeof(serial), "sage62x%06d", i);
        const struct sk_sim_binding *binding = sk_sim_store_binding(store, serial);
        assert_int_equal(binding != NULL, i % 100 != 0);
        if (binding) {
            assert_int_equal(binding->bound_wall_ms, i);
        }
    }
    assert_int_equal(sk_sim_store_instance(store, B)->bindings, 2450);
    sk_sim_store_destroy(store);
}

static void a_file_brings_everything_back(void **state) {
    (void)state;
    static const char path[] = "sim-test-store";
    unlink(path);
    struct sk_sim_store *store = store_with(path);
    struct stat info;
    assert_int_not_equal(stat(path, &info), 0); /* no change, no file */
    assert_int_equal(sk_sim_store_bind(store, "s1", A, 5, 6, NULL), SK_OK);
    assert_int_equal(sk_sim_store_bind(store, "s2", B, 7, 8, NULL), SK_OK);
    assert_int_equal(sk_sim_store_unbind(store, "s1", A, NULL), SK_OK);
    sk_sim_store_destroy(store);
    store = store_with(path);
    assert_null(sk_sim_store_binding(store, "s1"));
    assert_string_equal(sk_sim_store_binding(store, "s2")->instance, B);
    assert_int_equal(sk_sim_store_binding(store, "s2")->bound_wall_ms, 7);
    assert_int_equal(sk_sim_store_instance(store, B)->bindings, 1);
    sk_sim_store_destroy(store);
    unlink(path);
}

static void what_cannot_be_saved_has_not_happened(void **state) {
    (void)state;
    static const char folder[] = "sim-test-folder";
    static const char path[] = "sim-test-folder/state";
    struct sk_err_info info = { "" };
    assert_int_equal(mkdir(folder, 0700), 0);
    struct sk_sim_store *store = store_with(path);
    assert_int_equal(sk_sim_store_bind(store, "s1", A, 5, 6, NULL), SK_OK);
    unlink(path);
    assert_int_equal(rmdir(folder), 0);
    assert_int_equal(sk_sim_store_bind(store, "s2", B, 5, 6, &info), SK_ERR_IO);
    assert_non_null(strstr(info.text, path));
    assert_null(sk_sim_store_binding(store, "s2"));
    assert_int_equal(sk_sim_store_instance(store, B)->bindings, 0);
    assert_int_equal(sk_sim_store_unbind(store, "s1", A, &info), SK_ERR_IO);
    assert_non_null(sk_sim_store_binding(store, "s1"));
    assert_int_equal(sk_sim_store_instance(store, A)->bindings, 1);
    sk_sim_store_destroy(store);
}

static void keys_are_read_and_never_quoted(void **state) {
    (void)state;
    struct sk_sim_keys keys = { 0 };
    static const char *const wrong[] = {
        "", "hidden", ":hidden", "id:", "id::hidden", "id:hidden:"
    };
    assert_int_equal(sk_sim_keys_add(&keys, "a:b", NULL), SK_OK);
    assert_int_equal(sk_sim_keys_add(&keys, "c:d:e:f", NULL), SK_OK);
    assert_null(sk_sim_keys_find(&keys, "a")->token);
    assert_string_equal(sk_sim_keys_find(&keys, "c")->secret, "d");
    assert_string_equal(sk_sim_keys_find(&keys, "c")->token, "e:f");
    assert_null(sk_sim_keys_find(&keys, "b"));
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        struct sk_err_info info = { "" };
        assert_int_equal(sk_sim_keys_add(&keys, wrong[i], &info), SK_ERR_INVALID);
        assert_true(info.text[0] != '\0');
        assert_null(strstr(info.text, "hidden"));
    }
    sk_sim_keys_finish(&keys);
}

static bool use(struct sk_sim_nonces *nonces, const char *key, const char *nonce, sk_ms now) {
    bool is_new = false;
    assert_int_equal(sk_sim_nonces_use(nonces, key, nonce, now, &is_new), SK_OK);
    return is_new;
}

static void a_nonce_is_good_once_for_half_an_hour_and_for_each_key(void **state) {
    (void)state;
    enum { MINUTE = 60 * 1000 };
    struct sk_sim_nonces nonces;
    assert_int_equal(sk_sim_nonces_init(&nonces, 0), SK_OK);
    assert_true(use(&nonces, "k", "n", 0));
    assert_false(use(&nonces, "k", "n", 0));
    assert_true(use(&nonces, "k2", "n", 0));
    assert_true(use(&nonces, "", "kn", 0)); /* another split of the same letters */
    assert_true(use(&nonces, "k", "late", 29 * MINUTE));
    assert_false(use(&nonces, "k", "n", 30 * MINUTE));
    assert_false(use(&nonces, "k", "late", 58 * MINUTE));
    assert_true(use(&nonces, "k", "n", 91 * MINUTE)); /* forgotten long after its time */
    sk_sim_nonces_finish(&nonces);
}

static void many_nonces_are_remembered_without_error(void **state) {
    (void)state;
    struct sk_sim_nonces nonces;
    char nonce[32];
    assert_int_equal(sk_sim_nonces_init(&nonces, 0), SK_OK);
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 20000; i++) {
            snprintf(nonce, sizeof(nonce), "%d", i);
            assert_int_equal(use(&nonces, "k", nonce, 1), round == 0);
        }
    }
    sk_sim_nonces_finish(&nonces);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(labels_of_the_documents_are_recognised),
        cmocka_unit_test(instances_are_sorted_and_have_limits),
        cmocka_unit_test(bindings_are_found_and_taken_back),
        cmocka_unit_test(thousands_of_bindings_stay_findable),
        cmocka_unit_test(a_file_brings_everything_back),
        cmocka_unit_test(what_cannot_be_saved_has_not_happened),
        cmocka_unit_test(keys_are_read_and_never_quoted),
        cmocka_unit_test(a_nonce_is_good_once_for_half_an_hour_and_for_each_key),
        cmocka_unit_test(many_nonces_are_remembered_without_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
