/* stick.h — one USB stick, or one partition of it. */
#ifndef SK_MEDIA_STICK_H
#define SK_MEDIA_STICK_H

#include <stdbool.h>
#include <stdint.h>

#define SK_STICK_NAME_SIZE 128
#define SK_STICK_PATH_SIZE 1024
#define SK_STICKS_MAX 16 /* more are not looked at */

/* Plain value: what udisks2 said when it was asked. Strings never NULL. */
struct sk_stick {
    char name[SK_STICK_NAME_SIZE];   /* the file system's label; without one "sdb1" */
    char device[SK_STICK_NAME_SIZE]; /* "/dev/sdb1" */
    char model[SK_STICK_NAME_SIZE];  /* "SanDisk Ultra" */
    char filesystem[32];             /* "vfat"; "": none that is known */
    int64_t size;                    /* bytes */
    bool is_read_only;
    bool can_power_off;
    bool can_eject;
    char mount_point[SK_STICK_PATH_SIZE]; /* "": not mounted */
    char block[256];                      /* its objects on the bus */
    char drive[256];
};

#endif
