#include "app/core/checks.h"

#include "app/core/keeper.h"
#include "app/model/sentence.h"
#include "base/clock.h"
#include "base/language.h"
#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

#define WAITS_LONG_S 60

static void add(struct sk_model_checks *out, enum sk_check_state state, const char *name,
                const char *found, const char *remedy) {
    if (out->count == SK_CHECKS_MAX) {
        return;
    }
    struct sk_model_check *row = &out->rows[out->count++];
    size_t length = strlen(found);
    length = length < sizeof(row->found) ? length : sk_utf8_cut(found, sizeof(row->found) - 1);
    row->state = state;
    row->name = name;
    row->remedy = remedy;
    memcpy(row->found, found, length);
    row->found[length] = '\0';
}

static void add_network(const struct sk_present_from *from, const struct sk_model *model,
                        struct sk_model_checks *out) {
    static const char *const name = SK_N("Network");
    struct sk_sentence lost = sk_sentence_blocked(from->reach->code);
    switch (model->link) {
    case SK_LINK_ONLINE:
        add(out, SK_CHECK_OK, name, SK_N("Online"), NULL);
        return;
    case SK_LINK_UNKNOWN:
        add(out, SK_CHECK_WARN, name, SK_N("Trying the network"), NULL);
        return;
    case SK_LINK_BLOCKED:
        add(out, SK_CHECK_FAIL, name, SK_N("The cloud refuses this kiosk."),
            SK_N("Call IT: the access key or its permissions."));
        return;
    case SK_LINK_OFFLINE:
        add(out, SK_CHECK_FAIL, name, from->reach->code[0] != '\0' ? lost.what : SK_N("Offline"),
            SK_N("Check the network cable."));
        return;
    }
}

static void add_key(const struct sk_present_from *from, struct sk_model_checks *out) {
    static const char *const name = SK_N("Access key");
    const struct sk_config *config = from->flow->config;
    if (from->troubles->cloud_count > 0) {
        add(out, SK_CHECK_FAIL, name, from->troubles->cloud[0].text.text, SK_N("Call IT."));
    } else if (config->demo) {
        add(out, SK_CHECK_OK, name, SK_N("Demo"), NULL);
    } else {
        const char *file = config->cloud.credentials_file;
        const char *name_of_file = file ? strrchr(file, '/') : NULL;
        const char *profile = config->cloud.profile;
        add(out, SK_CHECK_OK, name,
            name_of_file            ? name_of_file + 1
            : file && file[0]       ? file
            : profile && profile[0] ? profile
                                    : SK_N("From the system's usual places"),
            NULL);
    }
}

static void add_clock(const struct sk_present_from *from, const struct sk_model *model,
                      struct sk_model_checks *out) {
    static const char *const name = SK_N("Clock");
    if (from->troubles->is_clock_wrong) {
        add(out, SK_CHECK_FAIL, name, SK_N("It differs from the cloud's."),
            SK_N("Call IT: set the clock of this machine."));
    } else {
        add(out, SK_CHECK_OK, name,
            model->link == SK_LINK_ONLINE ? SK_N("The same as the cloud's")
                                          : SK_N("Not compared yet"),
            NULL);
    }
}

static void add_journal(const struct sk_present_from *from, struct sk_model_checks *out) {
    static const char *const name = SK_N("Log");
    if (from->troubles->has_journal) {
        add(out, SK_CHECK_FAIL, name, from->troubles->journal.text, SK_N("Call IT."));
    } else if (from->disk->is_slow || from->disk->is_stuck) {
        add(out, SK_CHECK_FAIL, name, SK_N("The disk is slow or does not respond."),
            SK_N("Call IT."));
    } else if (from->troubles->was_replaced) {
        add(out, SK_CHECK_WARN, name, SK_N("The log was damaged. A new one was started."),
            SK_N("Tell IT today."));
    } else if (from->troubles->has_losses) {
        add(out, SK_CHECK_WARN, name, SK_N("The log has lost entries."), SK_N("Tell IT today."));
    } else {
        add(out, SK_CHECK_OK, name, SK_N("Every pair is saved."), NULL);
    }
}

static void add_waiting(const struct sk_model *model, struct sk_model_checks *out) {
    char found[32];
    bool is_long = model->waiting > 0 && model->oldest_waiting_s >= WAITS_LONG_S;
    (void)snprintf(found, sizeof(found), "%d", (int)model->waiting);
    add(out, is_long ? SK_CHECK_WARN : SK_CHECK_OK, SK_N("Waiting to be sent"), found,
        is_long ? SK_N("They are sent when the cloud can be reached.") : NULL);
}

/* A scanner's sentence is English, as it names what the system says. */
static void add_readers(const struct sk_model *model, struct sk_model_checks *out) {
    for (size_t i = 0; i < model->reader_count; i++) {
        const struct sk_reader_status *reader = &model->readers[i];
        const char *name = reader->source == SK_SOURCE_CAMERA ? SK_N("Camera") : SK_N("Scanner");
        const char *device = reader->device[0] != '\0' ? reader->device : SK_N("Keyboard");
        bool is_missed = !(model->needs_no_scanner && reader->health == SK_READER_ABSENT);
        if (reader->health == SK_READER_READY && reader->text[0] == '\0') {
            add(out, SK_CHECK_OK, name, device, NULL);
        } else if (reader->text[0] != '\0') {
            add(out, reader->health == SK_READER_READY ? SK_CHECK_WARN : SK_CHECK_FAIL, name,
                reader->text, NULL);
        } else if (is_missed) {
            add(out, SK_CHECK_FAIL, name, SK_N("Not plugged in, or asleep"),
                SK_N("Plug the scanner in, or pull its trigger to wake it up."));
        }
    }
}

static void add_guard(const struct sk_present_from *from, struct sk_model_checks *out) {
    const struct sk_guard *guard = from->flow->guard;
    if (guard->has_trouble) {
        add(out, guard->manifest ? SK_CHECK_WARN : SK_CHECK_FAIL, SK_N("Device list"),
            SK_N("The device list cannot be read."), SK_N("Call IT: the log says which line."));
    } else if (guard->is_set) {
        add(out, SK_CHECK_OK, SK_N("Device list"), SK_N("Read"), NULL);
    }
}

static void add_office(const struct sk_present_from *from, struct sk_model_checks *out) {
    const struct sk_delivery_line *lines = from->deliveries->lines;
    bool is_wanted = false;
    for (size_t i = 0; i < SK_DELIVERIES; i++) {
        is_wanted = is_wanted || lines[i].runner;
    }
    if (sk_deliveries_behind(from->deliveries)) {
        add(out, SK_CHECK_WARN, SK_N("Office system"), SK_N("It does not take the results."),
            SK_N("Tell IT. Nothing is lost."));
    } else if (is_wanted) {
        add(out, SK_CHECK_OK, SK_N("Office system"), SK_N("It takes the results."), NULL);
    }
}

/* "10:32", local time; "01-06 10:32" where that is not the day of now_ms.
 * Without the year: the line is short. */
static void clock_text(int64_t wall_ms, int64_t now_ms, char out[SK_CLOCK_TEXT_SIZE]) {
    char whole[SK_CLOCK_TEXT_SIZE];
    char now[SK_CLOCK_TEXT_SIZE];
    sk_clock_format(wall_ms, whole, sizeof(whole));
    sk_clock_format(now_ms, now, sizeof(now));
    bool is_today = strncmp(whole, now, 10) == 0;
    (void)snprintf(out, SK_CLOCK_TEXT_SIZE, "%.*s%s%.5s", is_today ? 0 : 5,
                   strlen(whole) > 16 ? whole + 5 : "", is_today ? "" : " ",
                   strlen(whole) > 16 ? whole + 11 : "");
}

/* What its server holds against this bench. False: nothing. */
static bool add_fleet_alarm(const struct sk_fleet_state *fleet, struct sk_model_checks *out) {
    char found[SK_CHECK_TEXT_SIZE];
    int64_t minutes = fleet->clock_minutes < 0 ? -fleet->clock_minutes : fleet->clock_minutes;
    if (fleet->is_shut_out) {
        add(out, SK_CHECK_FAIL, SK_N("Fleet"),
            SK_N("It does not let this bench in: it was revoked, or has another secret."),
            SK_N("Call IT: sag-kioskctl fleet enroll lets it in again."));
    } else if (fleet->is_refused) {
        add(out, SK_CHECK_FAIL, SK_N("Fleet"),
            SK_N("It refuses this bench's log: it was changed, cut, or is an old copy."),
            SK_N("Call IT: find out why, then sag-kioskctl fleet accept."));
    }
    if (minutes != 0) {
        (void)snprintf(found, sizeof(found),
                       sk_text(SK_N("This machine's clock is off by %d min.")),
                       minutes > INT32_MAX ? INT32_MAX : (int)minutes);
        add(out, SK_CHECK_FAIL, SK_N("Fleet"), found,
            SK_N("Call IT: set the clock of this machine."));
    }
    return fleet->is_shut_out || fleet->is_refused || minutes != 0;
}

/* Made in the language of the screen, as it has figures in it. */
static void add_fleet(const struct sk_present_from *from, struct sk_model_checks *out) {
    static const char *const name = SK_N("Fleet");
    const struct sk_fleet_state *fleet = from->fleet;
    int64_t wall_ms = from->flow->clock->ops->wall(from->flow->clock);
    char found[SK_CHECK_TEXT_SIZE], known[SK_CLOCK_TEXT_SIZE];
    int minutes = (int)(sk_fleet_state_lost_s(fleet, wall_ms) / 60);
    if (fleet->reach == SK_MODEL_FLEET_NONE) {
        return;
    }
    if (add_fleet_alarm(fleet, out) && fleet->reach == SK_MODEL_FLEET_ONLINE) {
        return;
    }
    if (fleet->reach == SK_MODEL_FLEET_ONLINE) {
        add(out, SK_CHECK_OK, name, SK_N("Online"), NULL);
        return;
    }
    if (fleet->known_wall_ms > 0) {
        clock_text(fleet->known_wall_ms, wall_ms, known);
        (void)snprintf(found, sizeof(found), sk_text(SK_N("Away for %d min. Others: up to %s.")),
                       minutes, known);
    } else {
        (void)snprintf(found, sizeof(found),
                       sk_text(SK_N("Away for %d min. Others are not known.")), minutes);
    }
    add(out, SK_CHECK_WARN, name, found, SK_N("Keep working. Tell IT if it lasts."));
}

static void add_others(const struct sk_present_from *from, struct sk_model_checks *out) {
    const char *light = from->flow->config->light.device;
    if (from->troubles->has_light) {
        add(out, SK_CHECK_WARN, SK_N("Signal light"), SK_N("It is not working."),
            SK_N("Tell IT: the log says why."));
    } else if (light && light[0]) {
        add(out, SK_CHECK_OK, SK_N("Signal light"), light, NULL);
    }
    if (sk_keeper_has_trouble(from->flow->keeper)) {
        add(out, SK_CHECK_WARN, SK_N("Pictures"), SK_N("They cannot be saved."),
            SK_N("Tell IT: the log says why."));
    }
    add(out, SK_CHECK_OK, SK_N("Version"), SK_VERSION, NULL);
}

void sk_checks_make(const struct sk_present_from *from, const struct sk_model *model,
                    struct sk_model_checks *out) {
    out->count = 0;
    add_network(from, model, out);
    add_key(from, out);
    add_clock(from, model, out);
    add_readers(model, out);
    add_journal(from, out);
    add_waiting(model, out);
    add_guard(from, out);
    add_office(from, out);
    add_fleet(from, out);
    add_others(from, out);
}
