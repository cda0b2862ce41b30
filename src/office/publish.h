/* publish.h — a device list goes to all benches. Private to this folder. */
#ifndef SK_OFFICE_PUBLISH_H
#define SK_OFFICE_PUBLISH_H

#include "office/turn.h"

/* Errors: as sk_office_device_list_read(), those of the database; turn->info says which. *count:
 * devices. */
enum sk_err sk_office_publish(struct sk_office_turn *turn, const char *text, size_t length,
                              size_t *count);

#endif
