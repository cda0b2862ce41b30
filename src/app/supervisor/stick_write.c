#include "app/supervisor/stick_write.h"

#include "base/assert.h"
#include "base/language.h"

#include <stdio.h>
#include <string.h>

struct stick_job {
    const struct sk_stick_write *what;
    struct sk_stick_write_result *result;
    struct sk_stick_fault *fault;
    struct sk_sticks *sticks;
    struct sk_stick stick;
    bool was_mounted;
};

static bool may_go_on(const struct stick_job *job, enum sk_stick_step step) {
    return job->what->on_step(job->what->data, step);
}

static enum sk_err fail_stopped(struct stick_job *job) {
    job->fault->trouble = SK_STICK_STOPPED;
    return sk_fail(&job->fault->info, SK_ERR_STOPPED,
                   "the export was stopped; nothing was left on the stick");
}

static enum sk_err find(struct stick_job *job) {
    struct sk_stick list[SK_STICKS_MAX];
    const struct sk_stick *chosen = NULL;
    size_t count = 0;
    if (!may_go_on(job, SK_STICK_LOOKING)) {
        return fail_stopped(job);
    }
    enum sk_err err = sk_sticks_create(&job->sticks, job->fault);
    if (!err) {
        err = sk_sticks_list(job->sticks, list, &count, job->fault);
    }
    if (!err) {
        err = sk_stick_choose(list, count, job->what->stick, &chosen, job->fault);
    }
    if (!err) {
        job->stick = *chosen;
        (void)snprintf(job->result->stick, sizeof(job->result->stick), "%s", chosen->name);
    }
    return err;
}

/* Why the export failed, if the stick is to blame; a sentence that says it well is kept. */
static void blame(struct stick_job *job, enum sk_err err) {
    struct sk_stick_fault *fault = job->fault;
    fault->trouble = err == SK_ERR_FULL      ? SK_STICK_FULL
                     : err == SK_ERR_STOPPED ? SK_STICK_STOPPED
                     : err == SK_ERR_DENIED  ? SK_STICK_FOREIGN
                                             : SK_STICK_FAILED;
    if (err != SK_ERR_STOPPED && !sk_stick_is_there(job->sticks, &job->stick)) {
        fault->trouble = SK_STICK_PULLED;
        (void)sk_fail(&fault->info, err,
                      "'%s' was pulled out while it was written; what is on it does not count; "
                      "plug it in and export again",
                      job->stick.name);
    }
}

static enum sk_err write_file(struct stick_job *job) {
    char file[SK_STICK_NAME_SIZE] = "";
    job->fault->trouble = SK_STICK_FAILED;
    enum sk_err err =
        job->what->write(job->what->data, job->stick.mount_point, file, &job->fault->info);
    if (err) {
        blame(job, err);
    } else {
        memcpy(job->result->file, file, sizeof(file));
    }
    return err;
}

static void leave(struct stick_job *job) {
    struct sk_stick_fault second; /* only the first trouble is reported */
    if (job->stick.mount_point[0] && !job->was_mounted) {
        job->result->is_unmounted = sk_stick_unmount(job->sticks, &job->stick, &second) == SK_OK;
    }
}

static enum sk_err remove_safely(struct stick_job *job) {
    (void)may_go_on(job, SK_STICK_REMOVING);
    enum sk_err err = sk_stick_unmount(job->sticks, &job->stick, job->fault);
    if (!err) {
        job->result->is_unmounted = true;
        job->result->is_off = sk_stick_power_off(job->sticks, &job->stick);
    }
    return err;
}

enum sk_err sk_stick_write(const struct sk_stick_write *what, struct sk_stick_write_result *result,
                           struct sk_stick_fault *fault) {
    struct stick_job job = { .what = what, .result = result, .fault = fault };
    *result = (struct sk_stick_write_result){ 0 };
    *fault = (struct sk_stick_fault){ 0 };
    enum sk_err err = find(&job);
    if (!err && !may_go_on(&job, SK_STICK_MOUNTING)) {
        err = fail_stopped(&job);
    }
    if (!err) {
        err = sk_stick_mount(job.sticks, &job.stick, &job.was_mounted, fault);
    }
    if (!err) {
        err = write_file(&job);
    }
    if (err) {
        leave(&job);
    } else {
        err = remove_safely(&job);
    }
    sk_sticks_destroy(job.sticks);
    return err;
}

struct sk_sentence sk_stick_sentence(enum sk_stick_trouble trouble) {
    static const struct sk_sentence sentences[SK_STICK_TROUBLE_COUNT] = {
        [SK_STICK_FINE] = { SK_N("The log is on the stick."), SK_N("You can remove the stick."),
                            SK_WHO_NOBODY },
        [SK_STICK_NO_SERVICE] = { SK_N("This kiosk cannot look for USB sticks."),
                                  SK_N("Call IT: the package udisks2 is missing."), SK_WHO_IT },
        [SK_STICK_DENIED] = { SK_N("This kiosk may not use USB sticks."),
                              SK_N("Call IT: the polkit rules of the kiosk are missing."),
                              SK_WHO_IT },
        [SK_STICK_NONE] = { SK_N("No USB stick is plugged in."), SK_N("Plug one in and try again."),
                            SK_WHO_SUPERVISOR },
        [SK_STICK_SEVERAL] = { SK_N("Several USB sticks are plugged in."),
                               SK_N("Leave only one in and try again."), SK_WHO_SUPERVISOR },
        [SK_STICK_UNKNOWN] = { SK_N("That USB stick is not plugged in."),
                               SK_N("Plug it in and try again."), SK_WHO_SUPERVISOR },
        [SK_STICK_UNFORMATTED] = { SK_N("This kiosk cannot read the stick."),
                                   SK_N("Use one that is formatted as FAT32 or exFAT."),
                                   SK_WHO_SUPERVISOR },
        [SK_STICK_READ_ONLY] = { SK_N("The stick is write-protected."),
                                 SK_N("Move its switch, or use another one."), SK_WHO_SUPERVISOR },
        [SK_STICK_FOREIGN] = { SK_N("This kiosk may not write to the stick."),
                               SK_N("Use one that is formatted as FAT32 or exFAT."),
                               SK_WHO_SUPERVISOR },
        [SK_STICK_FULL] = { SK_N("There is not enough space on the stick."),
                            SK_N("Free some space, use another one, or export fewer days."),
                            SK_WHO_SUPERVISOR },
        [SK_STICK_PULLED] = { SK_N("The stick was removed too early."),
                              SK_N("Plug it in and export again."), SK_WHO_SUPERVISOR },
        [SK_STICK_BUSY] = { SK_N("Another program is using the stick."),
                            SK_N("Do not remove it yet. Close the other program, then try again."),
                            SK_WHO_SUPERVISOR },
        [SK_STICK_STOPPED] = { SK_N("The export was stopped."),
                               SK_N("No file was left on the stick."), SK_WHO_NOBODY },
        [SK_STICK_FAILED] = { SK_N("The export failed."),
                              SK_N("Try another stick. If that fails too, call IT."), SK_WHO_IT },
    };
    return SK_AT(sentences, trouble);
}
