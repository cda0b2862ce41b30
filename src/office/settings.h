/* settings.h — how sag-office was told to be: a file (INI), then arguments. */
#ifndef SK_OFFICE_SETTINGS_H
#define SK_OFFICE_SETTINGS_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SK_OFFICE_PATH_SIZE 512
#define SK_OFFICE_SETTINGS_FILE "/etc/sag-office/office.ini"

/* Plain value. */
struct sk_office_settings {
    char dsn[1024];       /* database.dsn: libpq's, without a password */
    int64_t connections;  /* database.connections: at once */
    char listen[64];      /* page.listen: an IP address */
    int64_t port;         /* page.port; 0: any that is free */
    bool open_to_network; /* page.open_to_network: listen may be more than this machine */
    bool is_behind_proxy; /* page.behind_proxy: X-Forwarded-… are the proxy's, TLS too */
    char certificate[SK_OFFICE_PATH_SIZE]; /* page.certificate, page.key: PEM; "": no TLS here */
    char key[SK_OFFICE_PATH_SIZE];
    char language[8];     /* page.language: where the browser names none of ours */
    int64_t idle_minutes; /* page.idle_minutes: then a session is over */
    char label_mm[128];   /* print.label_mm: sizes of labels to choose from, as sk_label_mm() has
                             them, with blanks between */
};

void sk_office_settings_init(struct sk_office_settings *settings);

/* Reads the file; one that is missing is an error only if it must_exist.
 * Errors: SK_ERR_NOT_FOUND, SK_ERR_INVALID (info names the line), SK_ERR_IO. */
enum sk_err sk_office_settings_read(struct sk_office_settings *settings, const char *path,
                                    bool must_exist, struct sk_err_info *info);

/* One of them: name as above ("page.port"). Errors: SK_ERR_INVALID. */
enum sk_err sk_office_settings_set(struct sk_office_settings *settings, const char *name,
                                   const char *value, struct sk_err_info *info);

/* The size number `index` of print.label_mm, from 0, into out. False: there is none. */
bool sk_office_label_mm_at(const struct sk_office_settings *settings, size_t index, char out[16]);

/* All together: may it be started like this? Errors: SK_ERR_INVALID. */
enum sk_err sk_office_settings_check(const struct sk_office_settings *settings,
                                     struct sk_err_info *info);

#endif
