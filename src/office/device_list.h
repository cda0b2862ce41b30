/* device_list.h — a device list as somebody uploads it, read as a bench and sag-kioskctl read it
 * (app/manifest), and as the database takes it. */
#ifndef SK_OFFICE_DEVICE_LIST_H
#define SK_OFFICE_DEVICE_LIST_H

#include "base/buf.h"

#include <stddef.h>

/* text: length bytes, in any encoding of sheet/encoding.h. *json: the devices for sag.publish(), an
 * array; *utf8: the text for the benches; both are the caller's, sk_buf_finish(). *count: devices.
 * Errors: SK_ERR_INVALID (info: one sentence, with the lines that have mistakes), SK_ERR_FULL (too
 * large), SK_ERR_NOMEM. */
enum sk_err sk_office_device_list_read(const char *text, size_t length, struct sk_buf *json,
                                       struct sk_buf *utf8, size_t *count,
                                       struct sk_err_info *info);

#endif
