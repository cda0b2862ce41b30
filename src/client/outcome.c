#include "client/outcome.h"

#include "client/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void refuse(struct sag_outcome *outcome, enum sag_fix fix) {
    outcome->cls = SAG_CLASS_REFUSED;
    outcome->fix = fix;
}

static void judge_code(struct sag_outcome *outcome, int http_status, const char *code) {
    const struct sag_code *row = sag_code_find(code);
    if (row) {
        outcome->cls = row->cls;
        outcome->fix = row->fix;
        outcome->traits = row->traits;
    } else if (code[0] != '\0' && http_status / 100 == 4) {
        refuse(outcome, SAG_FIX_SUPERVISOR);
    } else {
        outcome->cls = SAG_CLASS_UNKNOWN;
    }
}

void sag_outcome_judge(struct sag_outcome *outcome, enum sag_end end, int http_status,
                       const struct sag_reply *reply, bool may_have_reached) {
    outcome->end = end;
    outcome->fix = SAG_FIX_NOBODY;
    outcome->traits = 0;
    if (end == SAG_END_CREDENTIALS) {
        refuse(outcome, SAG_FIX_IT);
    } else if (end != SAG_END_ANSWER) {
        outcome->cls = may_have_reached ? SAG_CLASS_UNKNOWN : SAG_CLASS_NOT_SENT;
    } else if (reply->has_code) {
        judge_code(outcome, http_status, reply->code);
    } else {
        bool good = http_status == 200 && reply->request_id[0] != '\0';
        outcome->cls = good ? SAG_CLASS_OK : SAG_CLASS_UNKNOWN;
    }
}

/* Overwrites every occurrence of word, which was encoded as often as the text was. */
static void redact(char *text, const char *word) {
    size_t length = strlen(word);
    for (char *at = text; length >= 8 && (at = strstr(at, word)) != NULL; at += length) {
        memset(at, '*', length);
    }
}

/* Encoding leaves letters and digits alone, so however often the word was encoded, its first few
 * are still there as they are. */
static bool may_hold(const char *text, const char *word) {
    enum { ENOUGH = 4 };
    char start[ENOUGH + 1];
    size_t length = 0;
    while (length < ENOUGH && ((word[length] | 0x20) >= 'a' && (word[length] | 0x20) <= 'z')) {
        start[length] = word[length];
        length++;
    }
    start[length] = '\0';
    return strstr(text, start) != NULL;
}

static void redact_encoded(char *text, const char *word) {
    if (*word == '\0' || *text == '\0' || !may_hold(text, word)) {
        return;
    }
    struct sag_buf once, twice;
    sag_buf_init_secret(&once, 65536);
    sag_buf_init_secret(&twice, 196608);
    sag_buf_encode(&once, word, strlen(word));
    sag_buf_encode(&twice, sag_buf_text(&once), once.length);
    if (sag_buf_ok(&once) && sag_buf_ok(&twice)) {
        redact(text, sag_buf_text(&twice));
        redact(text, sag_buf_text(&once));
        redact(text, word);
    } else {
        memset(text, '*', strlen(text)); /* no memory to check: better nothing than a key */
    }
    sag_buf_finish(&once);
    sag_buf_finish(&twice);
}

static const char *compare(const char *message, const char *ours) {
    if (!ours || !*ours) {
        return "";
    }
    /* The service may quote it with its line ends, which the clean-up turned into blanks. */
    char clean[4096];
    sag_text_clean(clean, sizeof(clean), ours, strlen(ours));
    return strstr(message, clean)
               ? ": the server signed the same text as we did, so the access key secret is wrong"
               : ": the server signed another text than we did; either something between changed "
                 "the request, or this program is wrong";
}

void sag_outcome_message(char *out, const struct sag_reply *reply, const struct sag_key *key,
                         const char *ours) {
    size_t length = strlen(reply->message);
    char *copy = malloc(length + 1);
    if (!copy) {
        snprintf(out, SAG_TEXT_SIZE, "%s", reply->code);
        return;
    }
    memcpy(copy, reply->message, length + 1);
    if (strcmp(reply->code, "SignatureDoesNotMatch") == 0) {
        snprintf(out, SAG_TEXT_SIZE, "The signature differs from the server's%s.",
                 compare(copy, ours));
    } else {
        if (key && key->id) {
            redact_encoded(copy, key->secret);
            redact_encoded(copy, key->token);
        }
        const struct sag_code *row = length ? NULL : sag_code_find(reply->code);
        const char *shown = row ? row->meaning : copy;
        sag_text_clean(out, SAG_TEXT_SIZE, shown, strlen(shown));
    }
    free(copy);
}
