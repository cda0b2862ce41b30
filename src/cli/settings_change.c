#include "cli/settings_change.h"

#include "app/settings/options.h"
#include "app/settings/origin.h"
#include "base/clock.h"
#include "cli/find_person.h"
#include "journal/owner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool sk_cli_actor(struct sk_cmd_log *command, const char *who, struct sk_actor *out) {
    static struct sk_person person;
    *out = (struct sk_actor){ .person = 0 };
    if (!who) {
        char account[SK_OPERATOR_SIZE - sizeof("command-line: ")];
        sk_cmd_log_account(account, sizeof(account));
        (void)snprintf(out->name, sizeof(out->name), "command-line: %s", account);
        return true;
    }
    if (!sk_cli_find_person(command, who, &person)) {
        return false;
    }
    out->person = person.number;
    (void)snprintf(out->name, sizeof(out->name), "%s", person.name);
    return true;
}

/* --- may it be changed, and to that? ------------------------------------------------------ */

static bool is_changeable(struct sk_cmd_log *command, const struct sk_overlay_change *change) {
    struct sk_err_info info;
    const char *nearest = sk_option_nearest(change->name);
    if (sk_overlay_has(change->name)) {
        if (!change->value || !sk_overlay_is_overruled(&command->config, change->name)) {
            return true;
        }
        (void)sk_fail(&info, SK_ERR_DENIED, "%s is set by %s, which wins; change it there",
                      change->name, sk_origin_of(&command->config, change->name));
    } else if (sk_option_find(change->name)) {
        (void)sk_fail(
            &info, SK_ERR_DENIED,
            "%s is for the administrator's file alone (/etc/sag-kiosk/kiosk.ini), like all "
            "files, folders, programs, addresses and keys",
            change->name);
    } else {
        (void)sk_fail(&info, SK_ERR_NOT_FOUND, "there is no setting '%.80s'%s%s%s", change->name,
                      nearest ? "; did you mean '" : "", nearest ? nearest : "",
                      nearest ? "'?" : "");
    }
    (void)sk_cmd_log_complain(command, info.text);
    return false;
}

/* What `config check` says of the settings with this overlay. */
static bool check_with(const struct sk_cmd_log *command, const struct sk_overlay *overlay,
                       struct sk_config_problems *problems) {
    struct sk_config config;
    memset(problems, 0, sizeof(*problems));
    if (sk_config_init(&config) != SK_OK) {
        return false;
    }
    sk_config_read(&config, command->config_file, problems);
    sk_arguments_apply(&command->arguments, &config, problems);
    sk_overlay_apply_to(&config, overlay, problems);
    sk_config_check(&config, problems);
    sk_config_finish(&config);
    return true;
}

static bool is_among(const char *text, const struct sk_config_problems *problems) {
    size_t i = 0;
    while (i < problems->count && strcmp(problems->texts[i], text) != 0) {
        i++;
    }
    return i < problems->count;
}

static bool apply(struct sk_cmd_log *command, struct sk_overlay *overlay,
                  const struct sk_overlay_change *changes, size_t count) {
    struct sk_err_info info;
    for (size_t i = 0; i < count; i++) {
        if (!changes[i].value) {
            sk_overlay_unset(overlay, changes[i].name);
        } else if (!sk_overlay_set(overlay, changes[i].name, changes[i].value)) {
            (void)sk_fail(&info, SK_ERR_INVALID,
                          "the value of %s is too long, or has a character that cannot be written",
                          changes[i].name);
            (void)sk_cmd_log_complain(command, info.text);
            return false;
        }
    }
    return true;
}

/* What was wrong before is let be: a new bench has no region yet. */
static bool is_sound(struct sk_cmd_log *command, const char *path,
                     const struct sk_overlay_change *changes, size_t count) {
    static struct sk_config_problems before;
    static struct sk_config_problems after;
    struct sk_err_info info = { "" };
    struct sk_overlay *overlay = malloc(sizeof(*overlay));
    enum sk_err err = overlay ? sk_overlay_load(overlay, path, &info)
                              : sk_fail(&info, SK_ERR_NOMEM, "not enough memory");
    bool is_good = !err && check_with(command, overlay, &before) &&
                   apply(command, overlay, changes, count) && check_with(command, overlay, &after);
    free(overlay);
    if (err) {
        (void)sk_cmd_log_complain(command, info.text);
    }
    for (size_t i = 0; i < after.count && is_good; i++) {
        if (!is_among(after.texts[i], &before)) {
            (void)sk_cmd_log_complain(command, after.texts[i]);
            is_good = false;
        }
    }
    return is_good;
}

/* --- it is written ------------------------------------------------------------------------ */

/* A bench that never ran has no journal: it is begun. */
static enum sk_err open_journal(const struct sk_cmd_log *command, struct sk_journal **out,
                                struct sk_err_info *info) {
    enum sk_err err = sk_journal_create(out, command->path, SK_JOURNAL_NOTE, info);
    return err == SK_ERR_NOT_FOUND ? sk_journal_create(out, command->path, SK_JOURNAL_WRITE, info)
                                   : err;
}

static void make_record(struct sk_record *record, const struct sk_overlay_change *change,
                        const struct sk_actor *who, const char *how) {
    struct sk_clock *clock = sk_clock_system();
    *record = (struct sk_record){ .event = SK_EVENT_SETTING,
                                  .has_source = true,
                                  .pair.serial_facts.source = SK_SOURCE_CLI,
                                  .pair.person = who->person,
                                  .wall_ms = clock->ops->wall(clock),
                                  .at = clock->ops->now(clock) };
    (void)snprintf(record->pair.operator_name, sizeof(record->pair.operator_name), "%s", who->name);
    struct sk_err_info text; /* cuts between characters */
    (void)sk_fail(&text, SK_OK, "%s%s%s%s", change->name, change->value ? "=" : " unset",
                  change->value ? change->value : "", how);
    size_t length = strlen(text.text);
    while (length >= sizeof(record->note) || (length > 0 && (text.text[length] & 0xC0) == 0x80)) {
        length--;
    }
    memcpy(record->note, text.text, length);
}

static enum sk_err note_all(struct sk_journal *journal, const struct sk_overlay_change *changes,
                            size_t count, const struct sk_actor *who, const char *how,
                            struct sk_err_info *info) {
    struct sk_record *records = calloc(count, sizeof(*records));
    if (!records) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory to note the settings");
    }
    for (size_t i = 0; i < count; i++) {
        make_record(&records[i], &changes[i], who, how);
    }
    enum sk_err err = sk_journal_append(journal, records, count, NULL, info);
    free(records);
    return err;
}

/* The events go first: a change that nobody knows of is worse than one that did not come. */
static enum sk_err write_all(const struct sk_cmd_log *command, const char *path,
                             const struct sk_overlay_change *changes, size_t count,
                             const struct sk_actor *who, struct sk_err_info *info) {
    struct sk_journal *journal = NULL;
    enum sk_err err = open_journal(command, &journal, info);
    if (!err) {
        err = note_all(journal, changes, count, who, "", info);
    }
    if (!err) {
        err = sk_overlay_change(path, changes, count, info);
        if (err) {
            (void)note_all(journal, changes, count, who, " could not be saved", NULL);
        } else {
            sk_owner_share(command->path, path);
        }
    }
    sk_journal_destroy(journal);
    return err;
}

bool sk_cli_change_settings(struct sk_cmd_log *command, const struct sk_overlay_change *changes,
                            size_t count, const struct sk_actor *who) {
    char path[4096];
    struct sk_err_info info = { "" };
    for (size_t i = 0; i < count; i++) {
        if (!is_changeable(command, &changes[i])) {
            return false;
        }
    }
    sk_overlay_path(&command->config, path, sizeof(path));
    if (path[0] == '\0' || !is_sound(command, path, changes, count)) {
        return path[0] == '\0' &&
               sk_cmd_log_complain(command, "the path of the journal is too long") && false;
    }
    if (count > 0 && write_all(command, path, changes, count, who, &info) != SK_OK) {
        (void)sk_cmd_log_complain(command, info.text);
        return false;
    }
    return true;
}
