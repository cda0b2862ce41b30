/* objects.h — reads what udisks2 knows from its one big answer. */
#ifndef SK_MEDIA_OBJECTS_H
#define SK_MEDIA_OBJECTS_H

#include "media/stick.h"

#include <systemd/sd-bus.h>

/* org.freedesktop.UDisks2.Block, and what else the same object is. Text as it came, cut. */
struct sk_block {
    char path[256];
    char device[SK_STICK_NAME_SIZE];
    char label[SK_STICK_NAME_SIZE];
    char usage[32];
    char type[32];
    char drive[256]; /* "/": none */
    char mount_point[SK_STICK_PATH_SIZE];
    uint64_t size;
    bool is_read_only;
    bool is_system;  /* HintSystem: a part of this computer */
    bool is_ignored; /* HintIgnore */
    bool is_block;
    bool is_filesystem;
    bool is_table; /* of partitions; they are objects of their own */
};

struct sk_drive {
    char path[256];
    char vendor[64];
    char model[64];
    char bus[32];
    bool is_ejectable;
    bool can_power_off;
    bool is_drive;
};

#define SK_OBJECTS_MAX 64

/* Some 130 KB: for the heap. */
struct sk_objects {
    size_t block_count;
    struct sk_block block[SK_OBJECTS_MAX]; /* only what could be a stick */
    size_t drive_count;
    struct sk_drive drive[SK_OBJECTS_MAX];
};

/* Reads the answer to ObjectManager.GetManagedObjects. Unknown members, and those that do not fit,
 * are skipped. Returns 0 or a negative errno, as sd-bus does. */
int sk_objects_read(struct sk_objects *objects, sd_bus_message *answer);

/* The sticks among them, by device. Returns how many. */
size_t sk_objects_sticks(const struct sk_objects *objects, struct sk_stick list[SK_STICKS_MAX]);

#endif
