#define SK_LOG_MODULE "ui"
#include "ui/backlight.h"

#include "base/log.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define POWER_ON "0" /* FB_BLANK_UNBLANK, FB_BLANK_POWERDOWN */
#define POWER_OFF "4"
#define DIM_SHARE 4

struct backlight_file {
    char path[SK_BACKLIGHT_PATH_SIZE + SK_BACKLIGHT_NAME_SIZE + 32];
};

static struct backlight_file file_of(const struct sk_backlight *light, const char *panel,
                                     const char *name) {
    struct backlight_file file;
    (void)snprintf(file.path, sizeof(file.path), "%s/%s/%s", light->folder, panel, name);
    return file;
}

static long read_number(const struct backlight_file *file) {
    char text[32] = "";
    int fd = open(file->path, O_RDONLY | O_CLOEXEC);
    ssize_t length = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
    if (fd >= 0) {
        (void)close(fd);
    }
    return length > 0 ? strtol(text, NULL, 10) : -1;
}

static void write_text(const struct backlight_file *file, const char *text) {
    int fd = open(file->path, O_WRONLY | O_CLOEXEC);
    if (fd < 0 || write(fd, text, strlen(text)) < 0) {
        sk_log_debug("'%s' does not take %s: %s", file->path, text, strerror(errno));
    }
    if (fd >= 0) {
        (void)close(fd);
    }
}

static void write_brightness(const struct sk_backlight *light, const char *panel, long value) {
    char text[32];
    struct backlight_file file = file_of(light, panel, "brightness");
    (void)snprintf(text, sizeof(text), "%ld", value);
    write_text(&file, text);
}

static void write_power(const struct sk_backlight *light, const char *panel, const char *power) {
    struct backlight_file file = file_of(light, panel, "bl_power");
    if (access(file.path, W_OK) == 0) {
        write_text(&file, power);
    }
}

/* ---- the note ---- */

/* A line each: NAME VALUE. */
static void keep_note(const struct sk_backlight *light) {
    FILE *file = light->note[0] ? fopen(light->note, "we") : NULL;
    for (size_t i = 0; file && i < light->count; i++) {
        fprintf(file, "%s %ld\n", light->panels[i].name, light->panels[i].before);
    }
    if (file && fclose(file) != 0) {
        sk_log_debug("how bright the panel was cannot be kept: %s", strerror(errno));
    }
}

static void drop_note(const struct sk_backlight *light) {
    if (light->note[0]) {
        (void)unlink(light->note); /* there may be none */
    }
}

static void repair(const struct sk_backlight *light) {
    char name[SK_BACKLIGHT_NAME_SIZE];
    long before = 0;
    FILE *file = light->note[0] ? fopen(light->note, "re") : NULL;
    while (file && fscanf(file, "%63s %ld", name, &before) == 2) {
        if (before > 0 && !strchr(name, '/')) {
            sk_log_info("the light of '%s' was left dark, and is given back", name);
            write_power(light, name, POWER_ON);
            write_brightness(light, name, before);
        }
    }
    if (file) {
        (void)fclose(file);
        drop_note(light);
    }
}

/* ---- the lights ---- */

static void add_panel(struct sk_backlight *light, const char *name) {
    struct backlight_file brightness = file_of(light, name, "brightness");
    struct backlight_file power = file_of(light, name, "bl_power");
    size_t length = strlen(name);
    if (name[0] == '.' || length >= SK_BACKLIGHT_NAME_SIZE || light->count == SK_BACKLIGHTS ||
        access(brightness.path, W_OK) != 0) {
        return;
    }
    struct sk_backlight_panel *panel = &light->panels[light->count++];
    *panel = (struct sk_backlight_panel){ .has_power = access(power.path, W_OK) == 0 };
    memcpy(panel->name, name, length + 1);
}

void sk_backlight_open(struct sk_backlight *light, const char *folder, const char *note) {
    *light = (struct sk_backlight){ .count = 0 };
    if (!folder || strlen(folder) >= sizeof(light->folder)) {
        return;
    }
    memcpy(light->folder, folder, strlen(folder) + 1);
    if (note && strlen(note) < sizeof(light->note)) {
        memcpy(light->note, note, strlen(note) + 1);
    }
    repair(light);
    DIR *entries = opendir(folder);
    const struct dirent *entry;
    while (entries && (entry = readdir(entries)) != NULL) {
        add_panel(light, entry->d_name);
    }
    if (entries) {
        (void)closedir(entries);
    }
}

bool sk_backlight_is_there(const struct sk_backlight *light) {
    return light->count > 0;
}

/* Somebody may have changed it by the panel's own keys. */
static void look(struct sk_backlight *light) {
    for (size_t i = 0; i < light->count; i++) {
        struct backlight_file file = file_of(light, light->panels[i].name, "brightness");
        long now = read_number(&file);
        light->panels[i].before = now > 0 ? now : light->panels[i].before;
    }
}

static void set_panel(const struct sk_backlight *light, const struct sk_backlight_panel *panel,
                      enum sk_brightness brightness) {
    if (panel->before <= 0) {
        return; /* it was dark when it was looked at; whoever did that has a reason */
    }
    if (panel->has_power) {
        write_power(light, panel->name, brightness == SK_DARK ? POWER_OFF : POWER_ON);
    }
    long dim = panel->before / DIM_SHARE > 0 ? panel->before / DIM_SHARE : 1;
    write_brightness(light, panel->name,
                     brightness == SK_BRIGHT ? panel->before
                     : brightness == SK_DIM  ? dim
                     : panel->has_power      ? dim
                                             : 0);
}

void sk_backlight_set(struct sk_backlight *light, enum sk_brightness brightness) {
    if (light->count == 0 || brightness == light->brightness) {
        return;
    }
    if (light->brightness == SK_BRIGHT) {
        look(light);
        keep_note(light);
    }
    for (size_t i = 0; i < light->count; i++) {
        set_panel(light, &light->panels[i], brightness);
    }
    light->brightness = brightness;
    if (brightness == SK_BRIGHT) {
        drop_note(light);
    }
}

void sk_backlight_close(struct sk_backlight *light) {
    sk_backlight_set(light, SK_BRIGHT);
}
