#include "kiosk/rescue.h"

#include "base/language.h"

#include <stdio.h>
#include <string.h>

static bool is(const char *text, const char *word) {
    return text && strcmp(text, word) == 0;
}

static void add(struct sk_model *model, const char *text) {
    (void)snprintf(model->problems[model->problem_count++], SK_ERR_TEXT_SIZE, "%s", text);
}

static void add_cause(struct sk_model *model, const struct sk_rescue_cause *cause) {
    bool has_status = cause->exit_status && cause->exit_status[0];
    if (is(cause->result, "watchdog")) {
        add(model, "the kiosk hung and was ended, several times in a row");
    } else if (is(cause->result, "timeout")) {
        add(model, "the kiosk took too long to start, several times in a row");
    } else if (is(cause->result, "oom-kill")) {
        add(model, "this machine has too little memory for the kiosk");
    } else if (is(cause->exit_code, "exited") && has_status) {
        (void)snprintf(model->problems[model->problem_count++], SK_ERR_TEXT_SIZE,
                       "the kiosk ended by itself with status %.16s, several times in a row",
                       cause->exit_status);
    } else if (has_status) {
        (void)snprintf(model->problems[model->problem_count++], SK_ERR_TEXT_SIZE,
                       "the kiosk was ended by signal %.16s, several times in a row",
                       cause->exit_status);
    } else {
        add(model, "the kiosk does not start");
    }
}

void sk_rescue_model(struct sk_model *model, const struct sk_rescue_cause *cause) {
    memset(model, 0, sizeof(*model));
    model->screen = SK_SCREEN_PROBLEM;
    model->link = SK_LINK_BLOCKED; /* nothing is sent */
    (void)snprintf(model->language, sizeof(model->language), "%s", sk_language_name());
    add_cause(model, cause);
    add(model, "what was scanned is kept; ship nothing that was not green, and touch the screen to "
               "try again: it tries by itself every five minutes");
    add(model, "IT finds more in the log: journalctl -u sag-kiosk");
}
