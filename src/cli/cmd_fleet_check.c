/* cmd_fleet_check.c — `sag-kioskctl fleet check`: a line for each thing that was looked at. */
#include "cli/fleet_command.h"

#include "cli/cli.h"
#include "cli/doctor/doctor_print.h"
#include "cli/doctor/doctor_line.h"
#include "fleet/admin_check.h"

#include <stdio.h>
#include <string.h>

static const char usage[] =
    "usage: sag-kioskctl fleet check [--json] [--pooler CONNINFO] [OPTION]...\n"
    "Looks at the fleet's database, and tells a line for each check, with OK, WARN or FAIL and the\n"
    "fix: server, durability, standby, pooler, format, months, roles, rights, functions, log,\n"
    "hardening, benches, chains, accepted, alarms. Changes nothing.\n\n"
    "  --json           the report as one JSON object\n"
    "  --pooler CONNINFO  the way of the benches, through pgbouncer, as sag_bench\n" SK_CMD_FLEET_OPTIONS
    "\n"
    "Exit status: 0 all is OK, 1 something is WARN, 2 something is FAIL, or nothing could be looked\n"
    "at.\n";

enum { NOTHING_LOOKED_AT = 2 };

struct check_report {
    struct sk_doctor_report lines;
    enum sk_err err; /* of adding */
};

static void add(void *data, const struct sk_fleet_finding *finding) {
    struct check_report *report = data;
    static const enum sk_doctor_state states[] = { SK_DOCTOR_OK, SK_DOCTOR_WARN, SK_DOCTOR_FAIL };
    struct sk_doctor_line line = { .state = states[finding->state] };
    (void)snprintf(line.check, sizeof(line.check), "%s", finding->check);
    (void)snprintf(line.text, sizeof(line.text), "%s", finding->text);
    (void)snprintf(line.remedy, sizeof(line.remedy), "%s", finding->remedy);
    report->err = report->err ? report->err : sk_doctor_report_add(&report->lines, &line);
}

int sk_cmd_fleet_check(int argc, char **argv) {
    struct sk_cmd_fleet command = { .name = "fleet check", .usage = usage };
    struct check_report report = { .err = SK_OK };
    const struct sk_fleet_listener listener = { add, &report };
    struct sk_err_info info = { "" };
    const char *pooler = NULL;
    bool json = false;
    int status;
    const struct sk_argument words[] = { SK_CMD_FLEET_WORDS(&command),
                                         { "json", &json, NULL },
                                         { "pooler", NULL, &pooler },
                                         { NULL, NULL, NULL } };
    if (!sk_cmd_fleet_read(&command, argc, argv, words, 0, &status)) {
        return status == SK_CLI_OK ? SK_CLI_OK : NOTHING_LOOKED_AT;
    }
    if (sk_fleet_admin_connect(&command.admin, command.dsn, &info) != SK_OK) {
        sk_fleet_tell(&listener, SK_FLEET_FAIL, "server",
                      "is it started, and does pg_hba.conf let you in?", "%s", info.text);
    } else {
        sk_fleet_check(command.admin, &listener);
    }
    sk_fleet_check_pooler(pooler, &listener);
    sk_fleet_admin_destroy(command.admin);
    if (report.err) {
        (void)sk_cli_complain("fleet check", "not enough memory");
        status = NOTHING_LOOKED_AT;
    } else {
        status = sk_doctor_print("fleet check", &report.lines, json);
    }
    sk_doctor_report_finish(&report.lines);
    return status;
}
