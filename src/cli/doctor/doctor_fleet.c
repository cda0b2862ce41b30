/* doctor_fleet.c — can the bench be in its fleet? Asks what changes nothing. */
#include "cli/doctor/doctor.h"

#include "fleet/bench_id.h"
#include "fleet/probe.h"

#define LIMIT_MS 8000

static void tell_probe(const struct sk_doctor *doctor, const char *bench,
                       const struct sk_fleet_secret *secret) {
    const struct sk_config *config = doctor->config;
    const struct sk_fleet_self self = { .bench = bench, .secret = secret };
    struct sk_err_info info = { "" };
    sk_ms took = 0;
    enum sk_err err = sk_fleet_probe(config->fleet.dsn, &self, LIMIT_MS, &took, &info);
    if (err == SK_ERR_DENIED) {
        sk_doctor_say(doctor, SK_DOCTOR_FAIL, "fleet",
                      "sag-kioskctl fleet enroll, with an administrator's account, and its secret "
                      "into fleet.secret_file",
                      "the fleet does not know the bench '%s' by this secret", bench);
    } else if (err) {
        sk_doctor_say(doctor, SK_DOCTOR_WARN, "fleet",
                      "the bench works without; look at fleet.dsn, the network and the server",
                      "it cannot be reached: %s", info.text);
    } else if (took > config->fleet.wait_ms) {
        sk_doctor_say(doctor, SK_DOCTOR_WARN, "fleet",
                      "a nearer server, or a longer fleet.wait_ms: pairs go unchecked so",
                      "it answers '%s' after %d ms, and fleet.wait_ms is %d", bench, (int)took,
                      (int)config->fleet.wait_ms);
    } else {
        sk_doctor_say(doctor, SK_DOCTOR_OK, "fleet", NULL, "it answers '%s' after %d ms", bench,
                      (int)took);
    }
}

void sk_doctor_fleet(const struct sk_doctor *doctor) {
    const struct sk_config *config = doctor->config;
    struct sk_fleet_secret secret;
    struct sk_err_info info = { "" };
    char bench[SK_FLEET_BENCH_SIZE];
    if (!config->fleet.dsn[0]) {
        sk_doctor_say(doctor, SK_DOCTOR_OK, "fleet", NULL, "the bench is in none (fleet.dsn)");
        return;
    }
    enum sk_err err = sk_fleet_link_check(config->fleet.dsn, &info);
    err = err ? err
              : sk_fleet_bench_id(config->fleet.bench, doctor->journal_path, false, bench, &info);
    err = err ? err : sk_fleet_secret_read(&secret, config->fleet.secret_file, &info);
    if (err == SK_ERR_NOT_FOUND && !config->fleet.bench[0]) {
        sk_doctor_say(doctor, SK_DOCTOR_WARN, "fleet",
                      "start the kiosk once, or set fleet.bench; then sag-kioskctl fleet enroll",
                      "%s", info.text);
    } else if (err) {
        sk_doctor_say(doctor, SK_DOCTOR_FAIL, "fleet", "correct it: fleet.dsn, fleet.secret_file",
                      "%s", info.text);
    } else {
        tell_probe(doctor, bench, &secret);
    }
    sk_fleet_secret_wipe(&secret);
}
