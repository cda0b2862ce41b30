/* sim.h — the cloud as far as the kiosk sees it: a real server that verifies signatures, keeps
 * bindings, returns every documented error and misbehaves by rule. */
#ifndef SK_SIM_SIM_H
#define SK_SIM_SIM_H

#include "base/clock.h"
#include "sim/certificate.h"
#include "sim/service.h"

#include <stdbool.h>
#include <stddef.h>

enum { SK_SIM_TEXTS_MAX = 256, SK_SIM_NO_PORT = -1 };

/* Texts of an option that may be given several times; borrowed. */
struct sk_sim_texts {
    const char *text[SK_SIM_TEXTS_MAX];
    size_t count;
};

/* Strings are borrowed for the simulator's life; NULL: not given. */
struct sk_sim_config {
    const char *listen; /* IP address */
    int http_port;      /* 0: any free one; SK_SIM_NO_PORT: none */
    int https_port;
    const char *ca_out;
    const char *log_path;
    const char *state_path;
    const char *region;
    const char *also_region;
    const char *keys_path;
    const char *rules_path;
    struct sk_sim_texts keys;
    struct sk_sim_texts rules;
    struct sk_sim_texts instances;
    bool demo;
    bool any_instance;
    enum sk_sim_rebind rebind;
    enum sk_sim_certificate_kind certificate;
    sk_ms visible_after;
    int64_t clock_offset_s;
};

struct sk_sim;

/* The defaults: HTTPS and HTTP off, 127.0.0.1, cn-hangzhou, demo instances. */
void sk_sim_config_init(struct sk_sim_config *config);

/* Starts to listen. Errors: of everything that a bad option can cause; info has the sentence. */
enum sk_err sk_sim_create(struct sk_sim **out, const struct sk_sim_config *config,
                          struct sk_err_info *info);
/* Ends every connection, joins every thread. NULL is fine. */
void sk_sim_destroy(struct sk_sim *sim);

/* 0 where it does not listen. */
int sk_sim_http_port(const struct sk_sim *sim);
int sk_sim_https_port(const struct sk_sim *sim);

/* Reads the rules file again; on an error the rules stay as they are. Counting starts again.
 * Thread: the one that created it. */
enum sk_err sk_sim_reload_rules(struct sk_sim *sim, struct sk_err_info *info);

#endif
