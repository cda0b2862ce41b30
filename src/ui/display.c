#include "ui/display.h"

#include "base/assert.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define NAME_SIZE 300
#define WORD_SIZE 32

/* "card0-HDMI-A-1" is a connector of "card0"; digits is where its number ends. */
static bool is_connector(const char *name, size_t *digits) {
    if (strncmp(name, "card", 4) != 0) {
        return false;
    }
    *digits = 4 + strspn(name + 4, "0123456789");
    return *digits > 4 && name[*digits] == '-';
}

static bool is_card(const char *name) {
    return strncmp(name, "card", 4) == 0 && name[4] != '\0' &&
           name[4 + strspn(name + 4, "0123456789")] == '\0';
}

static bool is_plugged(const char *connectors, const char *name) {
    char path[NAME_SIZE];
    char word[WORD_SIZE] = "";
    (void)snprintf(path, sizeof(path), "%s/%.200s/status", connectors, name);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return false;
    }
    ssize_t length = read(file, word, sizeof(word) - 1);
    (void)close(file);
    return length > 0 && strncmp(word, "disconnected", 12) != 0;
}

static bool may_open(const char *nodes, const char *name, size_t digits) {
    char path[NAME_SIZE];
    (void)snprintf(path, sizeof(path), "%s/%.*s", nodes, (int)digits, name);
    return access(path, R_OK | W_OK) == 0;
}

/* What is said of the cards when none of their connectors decides. */
static enum sk_display look_at_cards(const char *nodes) {
    enum sk_display display = SK_DISPLAY_NO_CARD;
    DIR *folder = opendir(nodes);
    if (!folder) {
        return display;
    }
    for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
        if (!is_card(entry->d_name)) {
            continue;
        }
        if (may_open(nodes, entry->d_name, strlen(entry->d_name))) {
            display = SK_DISPLAY_UNPLUGGED;
        } else if (display == SK_DISPLAY_NO_CARD) {
            display = SK_DISPLAY_DENIED;
        }
    }
    (void)closedir(folder);
    return display;
}

enum sk_display sk_display_look(const char *connectors, const char *nodes) {
    bool is_there = false;
    bool is_denied = false;
    DIR *folder = opendir(connectors);
    if (!folder) {
        return look_at_cards(nodes);
    }
    for (struct dirent *entry = readdir(folder); entry; entry = readdir(folder)) {
        size_t digits = 0;
        if (is_connector(entry->d_name, &digits) && is_plugged(connectors, entry->d_name)) {
            bool may = may_open(nodes, entry->d_name, digits);
            is_there = is_there || may;
            is_denied = is_denied || !may;
        }
    }
    (void)closedir(folder);
    return is_there ? SK_DISPLAY_THERE : is_denied ? SK_DISPLAY_DENIED : look_at_cards(nodes);
}

const char *sk_display_why(enum sk_display display) {
    switch (display) {
    case SK_DISPLAY_NO_CARD:
        return "there is no display: neither a window system nor a graphics card; plug in a "
               "screen, or use --offscreen";
    case SK_DISPLAY_DENIED:
        return "the screen may not be used by this user; add it to the group video "
               "(usermod -a -G video USER), or start the kiosk as sag-kiosk.service";
    case SK_DISPLAY_UNPLUGGED:
        return "no screen is plugged in; check the cable and the screen's power";
    case SK_DISPLAY_THERE:
        return "the screen cannot be opened";
    }
    SK_UNREACHABLE("display");
}
