#include "cli/log_command.h"

#include "base/parse.h"
#include "journal/verify.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char usage[] =
    "usage: sag-kioskctl log verify [--head NUMBER:HASH] [OPTION]...\n"
    "Reads the whole log and names every event that was changed, taken out, swapped or cut off at\n"
    "the end, and every pair that says something else than its events.\n\n"
    "  --head N:HASH    the number and hash of an event that were noted elsewhere: an earlier\n"
    "                   report of this command, or an export with --events\n" SK_CMD_LOG_OPTIONS
    "\n"
    "There is no secret in the log. Somebody who may write the file and hashes everything anew,\n"
    "from a change to the end, is found only with --head.\n\n"
    "Exit status: 0 as it was written, 1 it cannot be read, 2 not as it was written.\n";

static bool read_noted(const char *text, struct sk_verify_noted *noted) {
    char number[24];
    const char *colon = strchr(text, ':');
    size_t length = colon ? (size_t)(colon - text) : sizeof(number);
    if (length >= sizeof(number) || strlen(colon + 1) != SK_CHAIN_HEX_SIZE - 1 ||
        strspn(colon + 1, "0123456789abcdef") != SK_CHAIN_HEX_SIZE - 1) {
        return false;
    }
    memcpy(number, text, length);
    number[length] = '\0';
    memcpy(noted->hash, colon + 1, SK_CHAIN_HEX_SIZE);
    return sk_parse_int(number, 1, INT64_MAX, &noted->seq);
}

struct printed_findings {
    bool json;
    bool is_first;
};

static void print_problem(void *data, const char *text) {
    struct printed_findings *found = data;
    if (!found->json) {
        puts(text);
        return;
    }
    (void)fputs(found->is_first ? "" : ",", stdout);
    sk_cmd_log_print_json(text);
    found->is_first = false;
}

static void print_report(const struct sk_verify_report *report, bool is_noted) {
    if (report->problems > 0) {
        printf("The log is NOT as it was written (problems: %" PRId64 ", events: %" PRId64
               ", pairs: %" PRId64 ").\n",
               report->problems, report->events, report->pairs);
    } else {
        printf("The log is as it was written (events: %" PRId64 ", pairs: %" PRId64 ").\n",
               report->events, report->pairs);
    }
    if (report->purged_seq > 0) {
        printf("Events up to %" PRId64 " were purged.\n", report->purged_seq);
    }
    if (is_noted && report->head_was_seen) {
        puts("The event that was noted elsewhere is there, so all before it is as it was then.");
    }
    printf("The last event, worth noting elsewhere: --head %" PRId64 ":%s\n", report->head_seq,
           report->head_hash);
}

static int verify(struct sk_cmd_log *command, const struct sk_verify_noted *noted) {
    struct sk_err_info info = { "" };
    struct sk_verify_report report;
    struct sk_journal *journal = NULL;
    struct printed_findings found = { .json = command->json, .is_first = true };
    if (!sk_cmd_log_open(command, SK_JOURNAL_READ, &journal)) {
        return SK_CLI_USAGE;
    }
    (void)fputs(command->json ? "{\"problems\":[" : "", stdout);
    enum sk_err err = sk_journal_verify(journal, noted, print_problem, &found, &report, &info);
    sk_journal_destroy(journal);
    bool is_sound = !err && report.problems == 0;
    if (command->json) {
        printf("],\"complete\":%s,\"sound\":%s,\"events\":%" PRId64 ",\"pairs\":%" PRId64
               ",\"purged_seq\":%" PRId64 ",\"noted_seen\":%s,\"head\":{\"seq\":%" PRId64
               ",\"hash\":\"%s\"}}\n",
               err ? "false" : "true", is_sound ? "true" : "false", report.events, report.pairs,
               report.purged_seq, report.head_was_seen ? "true" : "false", report.head_seq,
               report.head_hash);
    } else if (!err) {
        print_report(&report, noted != NULL);
    }
    if (err) {
        return sk_cmd_log_complain(command, info.text);
    }
    return sk_cmd_log_finish_output(command, is_sound ? SK_CLI_OK : SK_CLI_REFUSED);
}

int sk_cmd_log_verify(int argc, char **argv) {
    static struct sk_cmd_log command = { .name = "log verify", .usage = usage };
    const char *head = NULL;
    const struct sk_argument words[] = { SK_CMD_LOG_WORDS(&command),
                                         { "head", NULL, &head },
                                         { NULL, NULL, NULL } };
    struct sk_verify_noted noted = { 0 };
    int status;
    if (!sk_cmd_log_begin(&command, argc, argv, words, &status)) {
        return status;
    }
    if (command.arguments.file_count > 0) {
        status = sk_cmd_log_complain(&command, "takes no arguments but options; see --help");
    } else if (head && !read_noted(head, &noted)) {
        status =
            sk_cmd_log_complain(&command, "--head must be a number, a colon and 64 hex digits");
    } else {
        status = verify(&command, head ? &noted : NULL);
    }
    sk_cmd_log_end(&command);
    return status;
}
