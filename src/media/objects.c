#include "media/objects.h"

#include "base/utf8.h"
#include "base/util.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum kind { TEXT, BYTES, PATHS, FLAG, SIZE };

static const char *const signatures[] = {
    [BYTES] = "ay", [PATHS] = "aay", [FLAG] = "b", [SIZE] = "t"
};

struct property {
    const char *name;
    enum kind kind;
    const char *signature; /* NULL: the kind's */
    size_t offset;
    size_t size; /* of texts, in bytes */
};

#define TEXT_OF(type, member, name, signature)                                                     \
    { name, TEXT, signature, offsetof(type, member), sizeof(((type *)NULL)->member) }
#define BYTES_OF(type, member, name, kind)                                                         \
    { name, kind, NULL, offsetof(type, member), sizeof(((type *)NULL)->member) }
#define VALUE_OF(type, member, name, kind)                                                         \
    { name, kind, NULL, offsetof(type, member), 0 }

static const struct property block_properties[] = {
    BYTES_OF(struct sk_block, device, "Device", BYTES),
    TEXT_OF(struct sk_block, label, "IdLabel", "s"),
    TEXT_OF(struct sk_block, usage, "IdUsage", "s"),
    TEXT_OF(struct sk_block, type, "IdType", "s"),
    TEXT_OF(struct sk_block, drive, "Drive", "o"),
    VALUE_OF(struct sk_block, size, "Size", SIZE),
    VALUE_OF(struct sk_block, is_read_only, "ReadOnly", FLAG),
    VALUE_OF(struct sk_block, is_system, "HintSystem", FLAG),
    VALUE_OF(struct sk_block, is_ignored, "HintIgnore", FLAG),
};

static const struct property filesystem_properties[] = {
    BYTES_OF(struct sk_block, mount_point, "MountPoints", PATHS), /* the first of them */
};

static const struct property drive_properties[] = {
    TEXT_OF(struct sk_drive, vendor, "Vendor", "s"),
    TEXT_OF(struct sk_drive, model, "Model", "s"),
    TEXT_OF(struct sk_drive, bus, "ConnectionBus", "s"),
    VALUE_OF(struct sk_drive, is_ejectable, "Ejectable", FLAG),
    VALUE_OF(struct sk_drive, can_power_off, "CanPowerOff", FLAG),
};

static int read_bytes(sd_bus_message *m, char *out, size_t size) {
    const void *bytes = NULL;
    size_t length = 0;
    int status = sd_bus_message_read_array(m, 'y', &bytes, &length);
    if (status > 0 && length > 0) { /* with a NUL at its end */
        (void)snprintf(out, size, "%.*s", (int)length, (const char *)bytes);
    }
    return status;
}

static int read_first_path(sd_bus_message *m, char *out, size_t size) {
    char rest[8]; /* of the others */
    int status = sd_bus_message_enter_container(m, 'a', "ay");
    bool is_first = true;
    while (status >= 0 && sd_bus_message_at_end(m, 0) == 0) {
        status = is_first ? read_bytes(m, out, size) : read_bytes(m, rest, sizeof(rest));
        is_first = false;
    }
    return status < 0 ? status : sd_bus_message_exit_container(m);
}

/* Within the variant. */
static int read_value(sd_bus_message *m, const struct property *property, char *base) {
    char *place = base + property->offset;
    const char *text = NULL;
    int flag = 0; /* sd-bus writes an int for 'b' */
    uint64_t number = 0;
    int status = -1;
    switch (property->kind) {
    case TEXT:
        status = sd_bus_message_read_basic(m, property->signature[0], &text);
        if (status >= 0) {
            (void)snprintf(place, property->size, "%s", text);
        }
        break;
    case BYTES:
        status = read_bytes(m, place, property->size);
        break;
    case PATHS:
        status = read_first_path(m, place, property->size);
        break;
    case FLAG:
        status = sd_bus_message_read_basic(m, 'b', &flag);
        *(bool *)(void *)place = flag != 0;
        break;
    case SIZE:
        status = sd_bus_message_read_basic(m, 't', &number);
        memcpy(place, &number, sizeof(number));
        break;
    }
    return status;
}

/* The variant behind the name; another type than expected is passed over like an unknown name. */
static int read_property(sd_bus_message *m, const struct property *table, size_t count,
                         const char *name, void *base) {
    for (size_t i = 0; i < count; i++) {
        const char *signature = table[i].signature ? table[i].signature : signatures[table[i].kind];
        const char *contents = NULL;
        char type = 0;
        if (strcmp(table[i].name, name) != 0 ||
            sd_bus_message_peek_type(m, &type, &contents) <= 0 || type != 'v' ||
            strcmp(contents, signature) != 0) {
            continue;
        }
        int status = sd_bus_message_enter_container(m, 'v', signature);
        if (status >= 0) {
            status = read_value(m, &table[i], base);
        }
        return status < 0 ? status : sd_bus_message_exit_container(m);
    }
    return sd_bus_message_skip(m, "v");
}

static int read_properties(sd_bus_message *m, const struct property *table, size_t count,
                           void *base) {
    const char *name = NULL;
    int status = sd_bus_message_enter_container(m, 'a', "{sv}");
    while (status >= 0 && (status = sd_bus_message_enter_container(m, 'e', "sv")) > 0) {
        status = sd_bus_message_read_basic(m, 's', &name);
        if (status >= 0) {
            status = read_property(m, table, count, name, base);
        }
        if (status >= 0) {
            status = sd_bus_message_exit_container(m);
        }
    }
    return status < 0 ? status : sd_bus_message_exit_container(m);
}

static int read_interface(sd_bus_message *m, struct sk_block *block, struct sk_drive *drive) {
    const char *name = NULL;
    int status = sd_bus_message_read_basic(m, 's', &name);
    if (status < 0) {
        return status;
    }
    if (strcmp(name, "org.freedesktop.UDisks2.Block") == 0) {
        block->is_block = true;
        return read_properties(m, block_properties, SK_ARRAY_LEN(block_properties), block);
    }
    if (strcmp(name, "org.freedesktop.UDisks2.Filesystem") == 0) {
        block->is_filesystem = true;
        return read_properties(m, filesystem_properties, SK_ARRAY_LEN(filesystem_properties),
                               block);
    }
    if (strcmp(name, "org.freedesktop.UDisks2.Drive") == 0) {
        drive->is_drive = true;
        return read_properties(m, drive_properties, SK_ARRAY_LEN(drive_properties), drive);
    }
    block->is_table |= strcmp(name, "org.freedesktop.UDisks2.PartitionTable") == 0;
    return sd_bus_message_skip(m, "a{sv}");
}

/* Loop devices, RAM disks and the computer's own disks are left out here, so that they take no
 * room. */
static bool may_be_stick(const struct sk_block *block) {
    return block->is_block && !block->is_system && !block->is_ignored && block->size > 0 &&
           block->drive[0] && strcmp(block->drive, "/") != 0;
}

static int read_object(struct sk_objects *objects, sd_bus_message *m) {
    struct sk_block block = { .is_block = false };
    struct sk_drive drive = { .is_drive = false };
    const char *path = NULL;
    int status = sd_bus_message_read_basic(m, 'o', &path);
    if (status >= 0) {
        (void)snprintf(block.path, sizeof(block.path), "%s", path);
        (void)snprintf(drive.path, sizeof(drive.path), "%s", path);
        status = sd_bus_message_enter_container(m, 'a', "{sa{sv}}");
    }
    while (status >= 0 && (status = sd_bus_message_enter_container(m, 'e', "sa{sv}")) > 0) {
        status = read_interface(m, &block, &drive);
        if (status >= 0) {
            status = sd_bus_message_exit_container(m);
        }
    }
    if (may_be_stick(&block) && objects->block_count < SK_OBJECTS_MAX) {
        objects->block[objects->block_count++] = block;
    }
    if (drive.is_drive && objects->drive_count < SK_OBJECTS_MAX) {
        objects->drive[objects->drive_count++] = drive;
    }
    return status < 0 ? status : sd_bus_message_exit_container(m);
}

int sk_objects_read(struct sk_objects *objects, sd_bus_message *answer) {
    objects->block_count = 0;
    objects->drive_count = 0;
    int status = sd_bus_message_enter_container(answer, 'a', "{oa{sa{sv}}}");
    while (status >= 0 &&
           (status = sd_bus_message_enter_container(answer, 'e', "oa{sa{sv}}")) > 0) {
        status = read_object(objects, answer);
        if (status >= 0) {
            status = sd_bus_message_exit_container(answer);
        }
    }
    return status < 0 ? status : 0;
}

static const struct sk_drive *find_drive(const struct sk_objects *objects, const char *path) {
    for (size_t i = 0; i < objects->drive_count; i++) {
        if (strcmp(objects->drive[i].path, path) == 0) {
            return &objects->drive[i];
        }
    }
    return NULL;
}

static void make_stick(struct sk_stick *stick, const struct sk_block *block,
                       const struct sk_drive *drive) {
    char model[SK_STICK_NAME_SIZE];
    *stick = (struct sk_stick){ .size = (int64_t)block->size,
                                .is_read_only = block->is_read_only,
                                .can_power_off = drive->can_power_off,
                                .can_eject = drive->is_ejectable };
    (void)snprintf(model, sizeof(model), "%.60s%s%.60s", drive->vendor,
                   drive->vendor[0] && drive->model[0] ? " " : "", drive->model);
    const char *slash = strrchr(block->device, '/');
    const char *name = block->label[0] ? block->label : slash ? slash + 1 : block->device;
    /* What a stick says about itself is not trusted on a terminal. */
    (void)sk_utf8_printable(name, strlen(name), stick->name, sizeof(stick->name), NULL);
    (void)sk_utf8_printable(model, strlen(model), stick->model, sizeof(stick->model), NULL);
    (void)snprintf(stick->device, sizeof(stick->device), "%s", block->device);
    (void)snprintf(stick->filesystem, sizeof(stick->filesystem), "%s",
                   block->is_filesystem ? block->type : "");
    (void)snprintf(stick->mount_point, sizeof(stick->mount_point), "%s", block->mount_point);
    (void)snprintf(stick->block, sizeof(stick->block), "%s", block->path);
    (void)snprintf(stick->drive, sizeof(stick->drive), "%s", drive->path);
}

static int by_device(const void *a, const void *b) {
    return strcmp(((const struct sk_stick *)a)->device, ((const struct sk_stick *)b)->device);
}

size_t sk_objects_sticks(const struct sk_objects *objects, struct sk_stick list[SK_STICKS_MAX]) {
    size_t count = 0;
    for (size_t i = 0; i < objects->block_count && count < SK_STICKS_MAX; i++) {
        const struct sk_block *block = &objects->block[i];
        const struct sk_drive *drive = find_drive(objects, block->drive);
        bool is_plugged =
            drive && (strcmp(drive->bus, "usb") == 0 || strcmp(drive->bus, "sdio") == 0);
        /* Only a partition table: the whole disk, whose partitions are objects of their own. */
        if (is_plugged && (block->is_filesystem || !block->is_table)) {
            make_stick(&list[count++], block, drive);
        }
    }
    qsort(list, count, sizeof(list[0]), by_device);
    return count;
}
