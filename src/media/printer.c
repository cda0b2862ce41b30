#include "media/printer.h"

#include "base/utf8.h"
#include "base/util.h"
#include "media/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define LOOK_MS 5000   /* that lpstat may take */
#define PRINT_MS 20000 /* that lp may take, which hands the pages to the print service */
#define SAID_SIZE 1024
#define ENVIRONMENT_MAX 512

extern char **environ;

/* What the programs say is read, so it is to be English. */
static void make_environment(const char *out[ENVIRONMENT_MAX + 2]) {
    size_t count = 0;
    for (char **at = environ; *at && count < ENVIRONMENT_MAX; at++) {
        if (strncmp(*at, "LC_ALL=", 7) != 0 && strncmp(*at, "LANGUAGE=", 9) != 0) {
            out[count++] = *at;
        }
    }
    out[count++] = "LC_ALL=C";
    out[count] = NULL;
}

/* How a program ended, and what it said. */
struct ended {
    int error; /* errno of its start; 0: it ran */
    bool is_in_time;
    int status; /* as of waitpid() */
    char said[SAID_SIZE];
};

static void run(const char *const *arguments, int input, sk_ms limit, struct ended *out) {
    const char *environment[ENVIRONMENT_MAX + 2];
    FILE *said = tmpfile();
    pid_t pid;
    *out = (struct ended){ .error = said ? 0 : errno };
    if (!said) {
        return;
    }
    make_environment(environment);
    out->error = sk_spawn_start(arguments, environment, input, fileno(said), fileno(said), &pid);
    if (out->error == 0) {
        out->is_in_time = sk_spawn_wait(pid, limit, &out->status);
        rewind(said);
        size_t length = fread(out->said, 1, sizeof(out->said) - 1, said);
        out->said[length] = '\0';
    }
    (void)fclose(said);
}

static bool is_good(const struct ended *ended) {
    return ended->error == 0 && ended->is_in_time && WIFEXITED(ended->status) &&
           WEXITSTATUS(ended->status) == 0;
}

static enum sk_err fail(struct sk_printer_fault *fault, enum sk_printer_trouble trouble,
                        const char *printer, const char *said) {
    static const struct {
        enum sk_err err;
        const char *before, *behind; /* the printer's name */
    } all[SK_PRINTER_TROUBLE_COUNT] = {
        [SK_PRINTER_FINE] = { SK_ERR_IO, "", "" },
        [SK_PRINTER_UNSET] = { SK_ERR_NOT_FOUND,
                               "no printer is set: ", "; set print.printer to one of `lpstat -e`" },
        [SK_PRINTER_NO_LP] = { SK_ERR_NOT_FOUND, "the program lp is missing, so nothing goes to ",
                               "; apt-get install cups-client" },
        [SK_PRINTER_UNKNOWN] = { SK_ERR_NOT_FOUND, "the print service has no printer ",
                                 "; `lpstat -e` lists those that it has" },
        [SK_PRINTER_STOPPED] = { SK_ERR_BUSY, "the printer ", " is switched off, away or paused" },
        [SK_PRINTER_NO_PAPER] = { SK_ERR_BUSY, "the printer ", " has no paper" },
        [SK_PRINTER_DOUBT] = { SK_ERR_STOPPED, "it is not known whether the printer ",
                               " prints: lp did not end in time" },
        [SK_PRINTER_FAILED] = { SK_ERR_IO, "the printer ", " cannot be used" },
    };
    char quoted[256] = "";
    bool is_quoted = trouble == SK_PRINTER_FAILED || trouble == SK_PRINTER_STOPPED;
    if (is_quoted) {
        (void)sk_utf8_printable(said, strcspn(said, "\n"), quoted, sizeof(quoted), NULL);
    }
    fault->trouble = trouble;
    return sk_fail(&fault->info, all[trouble].err, "%s'%.80s'%s%s%s", all[trouble].before, printer,
                   all[trouble].behind, quoted[0] ? ": " : "", quoted);
}

static bool has_word(const char *said, const char *const *words) {
    for (size_t i = 0; words[i]; i++) {
        if (strstr(said, words[i])) {
            return true;
        }
    }
    return false;
}

/* By what the programs of CUPS write, and by the keywords of printer-state-reasons (RFC 8011,
 * 5.4.12), which lpstat -l has behind "Alerts:". */
static enum sk_printer_trouble trouble_of(const char *said) {
    static const char *const unknown[] = { "Invalid destination",       "does not exist",
                                           "No such file or directory", "not responding",
                                           "Unknown destination",       NULL };
    static const char *const paper[] = { "media-empty", "media-needed", NULL };
    static const char *const stopped[] = { "not accepting",        "disabled since", "offline",
                                           "connecting-to-device", "shutdown",       NULL };
    return has_word(said, unknown)   ? SK_PRINTER_UNKNOWN
           : has_word(said, paper)   ? SK_PRINTER_NO_PAPER
           : has_word(said, stopped) ? SK_PRINTER_STOPPED
                                     : SK_PRINTER_FINE;
}

/* One that does not answer, or a machine without lpstat, does not keep lp from trying. */
static enum sk_printer_trouble look(const char *printer, int nothing, struct ended *ended) {
    const char *const arguments[] = { "lpstat", "-l", "-p", printer, NULL };
    run(arguments, nothing, LOOK_MS, ended);
    return ended->error == 0 && ended->is_in_time ? trouble_of(ended->said) : SK_PRINTER_FINE;
}

static enum sk_err print(const struct sk_print_job *job, struct sk_printer_fault *fault) {
    char media[64];
    struct ended ended;
    (void)snprintf(media, sizeof(media), "media=%s", job->media);
    const char *const arguments[] = { "lp",  "-d", job->printer,         "-t", job->title, "-o",
                                      media, "-o", "print-scaling=none", NULL };
    run(arguments, fileno(job->pages), PRINT_MS, &ended);
    if (is_good(&ended)) {
        return SK_OK;
    }
    enum sk_printer_trouble trouble = trouble_of(ended.said);
    bool is_killed = ended.error == 0 && (!ended.is_in_time || !WIFEXITED(ended.status));
    return fail(fault,
                is_killed                    ? SK_PRINTER_DOUBT
                : ended.error == ENOENT      ? SK_PRINTER_NO_LP
                : trouble == SK_PRINTER_FINE ? SK_PRINTER_FAILED
                                             : trouble,
                job->printer, ended.error ? strerror(ended.error) : ended.said);
}

enum sk_err sk_printer_look(const char *printer, struct sk_printer_fault *fault) {
    struct ended ended;
    *fault = (struct sk_printer_fault){ .trouble = SK_PRINTER_FINE };
    if (printer[0] == '\0') {
        return fail(fault, SK_PRINTER_UNSET, "", "");
    }
    int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    enum sk_printer_trouble trouble = look(printer, nothing, &ended);
    if (nothing >= 0) {
        (void)close(nothing);
    }
    const char *alerts = strstr(ended.said, "Alerts:");
    bool is_first_line = !alerts || strstr(ended.said, "disabled since");
    return trouble == SK_PRINTER_FINE
               ? SK_OK
               : fail(fault, trouble, printer, is_first_line ? ended.said : alerts);
}

enum sk_err sk_printer_print(const struct sk_print_job *job, struct sk_printer_fault *fault) {
    enum sk_err err = sk_printer_look(job->printer, fault);
    return err ? err : sk_printer_hand_over(job, fault);
}

enum sk_err sk_printer_hand_over(const struct sk_print_job *job, struct sk_printer_fault *fault) {
    *fault = (struct sk_printer_fault){ .trouble = SK_PRINTER_FINE };
    if (fflush(job->pages) != 0 || lseek(fileno(job->pages), 0, SEEK_SET) != 0) {
        return fail(fault, SK_PRINTER_FAILED, job->printer, strerror(errno));
    }
    return print(job, fault);
}
