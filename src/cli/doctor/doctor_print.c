#include "cli/doctor/doctor_print.h"

#include "cli/cli.h"

#include <stdio.h>

int sk_doctor_print(const char *command, const struct sk_doctor_report *report, bool json) {
    struct sk_buf out = SK_BUF_INIT(1 << 20);
    enum sk_err err =
        json ? sk_doctor_report_json(report, &out) : sk_doctor_report_text(report, &out);
    bool is_written = !err && fwrite(out.data ? out.data : "", 1, out.length, stdout) == out.length;
    sk_buf_finish(&out);
    if (!is_written || fflush(stdout) != 0) {
        (void)sk_cli_complain(command, "standard output cannot be written");
        return SK_DOCTOR_UNPRINTED;
    }
    return (int)sk_doctor_report_worst(report);
}
