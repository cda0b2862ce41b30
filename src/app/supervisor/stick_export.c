#include "app/supervisor/stick_export.h"

#include "base/clock.h"

#include <stdio.h>
#include <string.h>

struct stick_export_job {
    const struct sk_stick_export *what;
    struct sk_export_result *result;
};

static bool tell(const struct stick_export_job *job, enum sk_stick_step step, int64_t rows,
                 int64_t total) {
    return !job->what->on_progress || job->what->on_progress(job->what->data, step, rows, total);
}

static bool on_step(void *data, enum sk_stick_step step) {
    return tell(data, step, 0, 0);
}

static bool on_rows(void *data, int64_t rows, int64_t total) {
    return tell(data, SK_STICK_WRITING, rows, total);
}

static enum sk_err write_file(void *data, const char *folder, char file[SK_STICK_NAME_SIZE],
                              struct sk_err_info *info) {
    struct stick_export_job *job = data;
    const struct sk_stick_export *what = job->what;
    struct sk_clock *clock = sk_clock_system();
    struct sk_journal *journal = NULL;
    char path[SK_STICK_PATH_SIZE + SK_STICK_NAME_SIZE];
    struct sk_export export = { .format = what->format,
                                .filter = what->filter,
                                .rows = what->rows,
                                .bom = what->bom,
                                .path = path,
                                .operator_name = what->operator_name ? what->operator_name : "",
                                .person = what->person,
                                .on_screen = what->on_screen,
                                .bench = what->bench,
                                .region = what->region,
                                .on_progress = on_rows,
                                .data = job };
    enum sk_err err =
        sk_export_made_up_path(folder, &export, clock->ops->wall(clock), path, sizeof(path));
    if (err) {
        return sk_fail(info, err, "the name of the export is too long");
    }
    err = sk_journal_create(&journal, what->journal_path, SK_JOURNAL_NOTE, info);
    if (!err) {
        err = sk_journal_export(journal, &export, job->result, info);
    }
    sk_journal_destroy(journal);
    if (!err) {
        (void)snprintf(file, SK_STICK_NAME_SIZE, "%s", path + strlen(folder) + 1);
    }
    return err;
}

enum sk_err sk_stick_export(const struct sk_stick_export *what,
                            struct sk_stick_export_result *result, struct sk_stick_fault *fault) {
    struct stick_export_job job = { .what = what, .result = &result->export };
    const struct sk_stick_write write = {
        .stick = what->stick, .write = write_file, .on_step = on_step, .data = &job
    };
    *result = (struct sk_stick_export_result){ 0 };
    return sk_stick_write(&write, &result->on, fault);
}
