/* The language of faults, one rule a line, and each rule against a few requests; and the forms of
 * keys and instances, which are options too. */
#include "sim/keys.h"
#include "sim/rules.h"
#include "sim/store.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct sk_sim_rules rules = { 0 };
    struct sk_sim_keys keys = { 0 };
    struct sk_sim_store *store = NULL;
    struct sk_err_info info;
    char *text = malloc(size + 1); /* exact size, so that reading past it is seen */
    if (!text || sk_sim_store_create(&store, NULL, NULL)) {
        free(text);
        return 0;
    }
    memcpy(text, data, size);
    text[size] = '\0';
    char *rest = text;
    for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        /* Whether each is accepted does not matter here, only that nothing breaks. */
        (void)sk_sim_rules_add(&rules, line, &info);
        (void)sk_sim_keys_add(&keys, line, &info);
        (void)sk_sim_store_add_text(store, line, &info);
        struct sk_sim_subject subject = { line, line, "sag-demo0000000000ok01", line, true };
        struct sk_sim_faults faults;
        for (int i = 0; i < 3; i++) {
            sk_sim_rules_pick(&rules, &subject, &faults);
            subject.genuine = false;
        }
    }
    sk_sim_rules_finish(&rules);
    sk_sim_keys_finish(&keys);
    sk_sim_store_destroy(store);
    free(text);
    return 0;
}
