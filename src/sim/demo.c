#include "sim/demo.h"

#include "base/util.h"

/* Instances of the same kind are numbered from 01 to 08 in their last digit. */
static const struct {
    const char *id;
    size_t limit;
    enum sk_sim_instance_state state;
} instances[] = {
    { "sag-demo0000000000ok01", 1000, SK_SIM_INSTANCE_ACTIVE },
    { "sag-demo0000000000ok02", 1000, SK_SIM_INSTANCE_ACTIVE },
    { "sag-demo0000000000ok03", 1000, SK_SIM_INSTANCE_ACTIVE },
    { "sag-demo0000000000ok04", 1000, SK_SIM_INSTANCE_ACTIVE },
    { "sag-demo0000000000ok05", 1000, SK_SIM_INSTANCE_ACTIVE },
    { "sag-demo0000000000ok06", 1000, SK_SIM_INSTANCE_ACTIVE },
    { "sag-demo0000000000ok07", 1000, SK_SIM_INSTANCE_ACTIVE },
    { "sag-demo0000000000ok08", 1000, SK_SIM_INSTANCE_ACTIVE },
    { "sag-demo00000000pair01", 2, SK_SIM_INSTANCE_ACTIVE },
    { "sag-demo00000000full01", 2, SK_SIM_INSTANCE_ACTIVE },
    { "sag-demo000000arrear01", 1000, SK_SIM_INSTANCE_ARREARS },
    { "sag-demo0000inactive01", 1000, SK_SIM_INSTANCE_INACTIVE },
    { "sag-demo0000software01", 1000, SK_SIM_INSTANCE_SOFTWARE },
    { "sag-demo00000000busy01", 1000, SK_SIM_INSTANCE_ACTIVE },
    { "sag-demo0000throttle01", 1000, SK_SIM_INSTANCE_ACTIVE },
    { "sag-demo000000forbid01", 1000, SK_SIM_INSTANCE_ACTIVE },
    { "sag-demo00000000slow01", 1000, SK_SIM_INSTANCE_ACTIVE },
    { "sag-demo00000000lost01", 1000, SK_SIM_INSTANCE_ACTIVE },
    { "sag-demo00000000down01", 1000, SK_SIM_INSTANCE_ACTIVE },
    { "sag-demo00000holder001", 1000, SK_SIM_INSTANCE_ACTIVE },
    { "sag-demo0000stranger01", 1000, SK_SIM_INSTANCE_FOREIGN },
};

static const struct {
    const char *serial;
    const char *instance;
} bindings[] = {
    { "sage62xfulldemo1", "sag-demo00000000full01" },
    { "sage62xfulldemo2", "sag-demo00000000full01" },
    { "sage62xconflict1", "sag-demo00000holder001" },
    { "sage62xconflict2", "sag-demo00000holder001" },
    { "sage62xconflict3", "sag-demo00000holder001" },
    { "sage62xforeign01", "sag-demo0000stranger01" },
};

static const char *const rules[] = {
    "action=Bind* instance=sag-demo00000000busy01 per=pair count=2 : error ResourceInOperating",
    "action=Bind* instance=sag-demo0000throttle01 per=pair count=2 : throttle 1500",
    "action=Bind* instance=sag-demo000000forbid01 : error Forbidden.RAM",
    "action=Bind* instance=sag-demo00000000slow01 : delay 8000",
    "action=Bind* instance=sag-demo00000000lost01 : close after",
    "action=Bind* instance=sag-demo00000000down01 : html 503",
};

static const struct sk_sim_demo_row rows[] = {
    { "sag-demo0000000000ok01 … ok08", "accept every device (1000 each)" },
    { "sag-demo00000000pair01", "takes two devices, then SAG.SnOverLimit" },
    { "sag-demo00000000full01", "holds its two devices already: SAG.SnOverLimit" },
    { "sag-demo000000arrear01", "SmartAccessGatewayInArrears" },
    { "sag-demo0000inactive01", "SmartAccessGatewayNotActivated" },
    { "sag-demo0000software01", "SAG.SoftwareNotSupport" },
    { "sag-demo00000000busy01", "ResourceInOperating twice for each pair, then accepts" },
    { "sag-demo0000throttle01", "Throttling.User twice for each pair, then accepts" },
    { "sag-demo000000forbid01", "Forbidden.RAM" },
    { "sag-demo00000000slow01", "accepts, but answers after 8 seconds" },
    { "sag-demo00000000lost01", "accepts, then closes without an answer" },
    { "sag-demo00000000down01", "answers a bind with an HTML page and status 503" },
    { "any other instance", "SAG.InstanceNoFound" },
    { "sage62xconflict1 … 3", "bound to sag-demo00000holder001: SAG.SnConflict" },
    { "sage62xforeign01", "bound in another account: SAG.SnConflict, but no query shows it" },
    { "a serial number with 'invalid' in it", "SAG.InvalidSerialNumber" },
};

const struct sk_sim_demo_row *sk_sim_demo_row_at(size_t index) {
    return index < SK_ARRAY_LEN(rows) ? &rows[index] : NULL;
}

enum sk_err sk_sim_demo_fill(struct sk_sim_store *store, int64_t wall_ms,
                             struct sk_err_info *info) {
    for (size_t i = 0; i < SK_ARRAY_LEN(instances); i++) {
        enum sk_err err = sk_sim_store_add_instance(store, instances[i].id, instances[i].limit,
                                                    instances[i].state, info);
        if (err) {
            return err;
        }
    }
    for (size_t i = 0; i < SK_ARRAY_LEN(bindings); i++) {
        if (sk_sim_store_binding(store, bindings[i].serial)) {
            continue;
        }
        enum sk_err err =
            sk_sim_store_seed(store, bindings[i].serial, bindings[i].instance, wall_ms, info);
        if (err) {
            return err;
        }
    }
    return SK_OK;
}

enum sk_err sk_sim_demo_rules(struct sk_sim_rules *out, struct sk_err_info *info) {
    for (size_t i = 0; i < SK_ARRAY_LEN(rules); i++) {
        enum sk_err err = sk_sim_rules_add(out, rules[i], info);
        if (err) {
            return err;
        }
    }
    return SK_OK;
}
