#include "cli/anchors.h"
#include "cli/log_command.h"

#include "base/parse.h"
#include "journal/bench_key.h"
#include "journal/verify.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char usage[] =
    "usage: sag-kioskctl log verify [--checkpoint FILE|TEXT [--key KEY]] [OPTION]...\n"
    "Reads the whole log and names every event that was changed, taken out, swapped or cut off at\n"
    "the end, every pair that says something else than its events, and every\n"
    "picture of a pair (camera.keep) that is missing or was changed.\n\n"
    "  --checkpoint X   one that was kept elsewhere (`log checkpoint`): a file with one or several,\n"
    "                   a photograph of its QR code, '-' for standard input, or the text itself.\n"
    "                   Says which events it anchors\n"
    "  --key KEY        the bench's public key, noted elsewhere, that has signed it; unless told,\n"
    "                   the one of this bench\n"
    "  --head N:HASH    the number and hash of an event that were noted elsewhere: an earlier\n"
    "                   report of this command, or an export with --events\n" SK_CMD_LOG_OPTIONS
    "\n"
    "Somebody who may write the file and hashes everything anew, from a change to the end, is\n"
    "found only with --checkpoint or --head.\n\n"
    "Exit status: 0 as it was written, 1 it cannot be read, 2 not as it was written.\n";

static bool read_noted(const char *text, struct sk_verify_noted *noted) {
    char number[24];
    const char *colon = strchr(text, ':');
    size_t length = colon ? (size_t)(colon - text) : sizeof(number);
    if (length >= sizeof(number)) {
        return false;
    }
    memcpy(number, text, length);
    number[length] = '\0';
    return sk_chain_parse_hex(colon + 1, noted->hash) &&
           sk_parse_int(number, 1, INT64_MAX, &noted->seq);
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

/* What the log is held against. */
struct elsewhere {
    struct sk_anchors anchors;
    struct sk_verify_noted head;
    bool has_head;
    bool is_own; /* the anchors are those that the bench wrote of its own accord */
};

static void print_report(const struct sk_verify_report *report, const struct elsewhere *elsewhere) {
    if (report->problems > 0) {
        printf("The log is NOT as it was written (problems: %" PRId64 ", events: %" PRId64
               ", pairs: %" PRId64 ").\n",
               report->problems, report->events, report->pairs);
    } else {
        printf("The log is as it was written (events: %" PRId64 ", pairs: %" PRId64 ").\n",
               report->events, report->pairs);
    }
    if (report->stills > 0) {
        printf("Pictures of pairs that are as they were taken: %" PRId64 ".\n", report->stills);
    }
    if (report->purged_seq > 0) {
        printf("Events up to %" PRId64 " were purged.\n", report->purged_seq);
    }
    if (elsewhere->has_head && elsewhere->head.seen == SK_VERIFY_SEEN) {
        puts("The event that was noted elsewhere is there, so all before it is as it was then.");
    }
    if (elsewhere->is_own && report->problems == 0) {
        printf("The checkpoints that the bench made itself (%zu) agree; what they prove they prove "
               "where a copy is kept elsewhere.\n",
               elsewhere->anchors.count);
    } else if (elsewhere->anchors.count > 0) {
        sk_anchors_print(&elsewhere->anchors, report->head_seq);
    }
    printf("The last event, worth noting elsewhere: --head %" PRId64 ":%s\n", report->head_seq,
           report->head_hash);
}

static void print_json_report(const struct sk_verify_report *report,
                              const struct elsewhere *elsewhere, bool is_complete, bool is_sound) {
    bool is_seen = elsewhere->has_head && elsewhere->head.seen == SK_VERIFY_SEEN;
    printf("],\"complete\":%s,\"sound\":%s,\"events\":%" PRId64 ",\"pairs\":%" PRId64
           ",\"pictures\":%" PRId64 ",\"purged_seq\":%" PRId64
           ",\"noted_seen\":%s,\"head\":{\"seq\":%" PRId64 ",\"hash\":\"%s\"},",
           is_complete ? "true" : "false", is_sound ? "true" : "false", report->events,
           report->pairs, report->stills, report->purged_seq, is_seen ? "true" : "false",
           report->head_seq, report->head_hash);
    sk_anchors_print_json(&elsewhere->anchors);
    puts("}");
}

static int verify(struct sk_cmd_log *command, struct elsewhere *elsewhere) {
    struct sk_err_info info = { "" };
    struct sk_verify_report report;
    struct sk_journal *journal = NULL;
    struct printed_findings found = { .json = command->json, .is_first = true };
    struct sk_verify_noted *noted =
        elsewhere->has_head ? &elsewhere->head : elsewhere->anchors.noted;
    size_t count = elsewhere->has_head ? 1 : elsewhere->anchors.count;
    if (!sk_cmd_log_open(command, SK_JOURNAL_READ, &journal)) {
        return SK_CLI_USAGE;
    }
    (void)fputs(command->json ? "{\"problems\":[" : "", stdout);
    enum sk_err err =
        sk_journal_verify(journal, noted, count, print_problem, &found, &report, &info);
    sk_journal_destroy(journal);
    report.problems += sk_anchors_tell_unsigned(&elsewhere->anchors, print_problem, &found);
    bool is_sound = !err && report.problems == 0;
    if (command->json) {
        print_json_report(&report, elsewhere, !err, is_sound);
    } else if (!err) {
        print_report(&report, elsewhere);
    }
    if (err) {
        return sk_cmd_log_complain(command, info.text);
    }
    return sk_cmd_log_finish_output(command, is_sound ? SK_CLI_OK : SK_CLI_REFUSED);
}

/* The key that is told, or that of this bench. */
static enum sk_err find_key(struct sk_cmd_log *command, const char *text,
                            struct sk_signed_note_key *out, struct sk_err_info *info) {
    struct sk_bench_key *key = NULL;
    if (text) {
        return sk_signed_note_key_read(text, out)
                   ? SK_OK
                   : sk_fail(info, SK_ERR_INVALID,
                             "--key must be a public key as `log checkpoint --key` prints it");
    }
    enum sk_err err = sk_bench_key_open(&key, command->path, false, info);
    if (err == SK_ERR_NOT_FOUND) {
        return sk_fail(info, err,
                       "this bench has no key of its own; tell the one that has signed "
                       "the checkpoint with --key");
    }
    if (!err) {
        out->name[0] = '\0'; /* the bench may have had another name */
        sk_bench_key_public(key, out->public_key);
        sk_bench_key_destroy(key);
    }
    return err;
}

/* With those that took its place, or had it before. */
static enum sk_err find_keys(struct sk_cmd_log *command, const char *text,
                             struct sk_trusted_keys *out, struct sk_err_info *info) {
    struct sk_journal *journal = NULL;
    *out = (struct sk_trusted_keys){ .count = 1 };
    enum sk_err err = find_key(command, text, &out->list[0], info);
    if (!err) {
        err = sk_journal_create(&journal, command->path, SK_JOURNAL_READ, info);
    }
    if (!err) {
        err = sk_key_change_trust(journal, out, info);
    }
    sk_journal_destroy(journal);
    return err;
}

/* `<journal>.checkpoints`, where there is one: it finds what was done without care. */
static void read_own(struct sk_cmd_log *command, struct elsewhere *elsewhere) {
    static struct sk_trusted_keys keys;
    struct sk_err_info info = { "" };
    char path[sizeof(command->path) + 16];
    (void)snprintf(path, sizeof(path), "%s.checkpoints", command->path);
    if (access(path, F_OK) != 0) {
        return;
    }
    elsewhere->is_own = find_keys(command, NULL, &keys, &info) == SK_OK &&
                        sk_anchors_read(&elsewhere->anchors, path, &keys, &info) == SK_OK;
    if (!elsewhere->is_own) {
        fprintf(stderr, "the checkpoints that the bench made itself are not used: %s\n", info.text);
    }
}

static int verify_against(struct sk_cmd_log *command, const char *checkpoint, const char *key_text,
                          const char *head) {
    struct elsewhere elsewhere = { .has_head = head != NULL };
    static struct sk_trusted_keys keys;
    struct sk_err_info info = { "" };
    if (head && checkpoint) {
        return sk_cmd_log_complain(command, "--head and --checkpoint exclude each other");
    }
    if (key_text && !checkpoint) {
        return sk_cmd_log_complain(command, "--key goes with --checkpoint");
    }
    if (head && !read_noted(head, &elsewhere.head)) {
        return sk_cmd_log_complain(command, "--head must be a number, a colon and 64 hex digits");
    }
    if (checkpoint && (find_keys(command, key_text, &keys, &info) != SK_OK ||
                       sk_anchors_read(&elsewhere.anchors, checkpoint, &keys, &info) != SK_OK)) {
        return sk_cmd_log_complain(command, info.text);
    }
    if (!head && !checkpoint) {
        read_own(command, &elsewhere);
    }
    int status = verify(command, &elsewhere);
    sk_anchors_finish(&elsewhere.anchors);
    return status;
}

int sk_cmd_log_verify(int argc, char **argv) {
    static struct sk_cmd_log command = { .name = "log verify", .usage = usage };
    const char *head = NULL;
    const char *checkpoint = NULL;
    const char *key = NULL;
    const struct sk_argument words[] = { SK_CMD_LOG_WORDS(&command),
                                         { "head", NULL, &head },
                                         { "checkpoint", NULL, &checkpoint },
                                         { "key", NULL, &key },
                                         { NULL, NULL, NULL } };
    int status;
    if (!sk_cmd_log_begin(&command, argc, argv, words, &status)) {
        return status;
    }
    status = command.arguments.file_count > 0
                 ? sk_cmd_log_complain(&command, "takes no arguments but options; see --help")
                 : verify_against(&command, checkpoint, key, head);
    sk_cmd_log_end(&command);
    return status;
}
