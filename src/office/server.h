/* server.h — HTTP over libmicrohttpd: a thread a connection, limits on what is taken, and the
 * headers that every answer has. What is answered is somebody else's. */
#ifndef SK_OFFICE_SERVER_H
#define SK_OFFICE_SERVER_H

#include "base/err.h"
#include "office/answer.h"
#include "office/request.h"
#include "office/settings.h"

#include <stdint.h>

#define SK_OFFICE_LIST_MAX_BYTES (8 << 20) /* of a list with what the browser puts around it */

struct sk_office_server;

/* Fills answer, which is initialized. On the connection's thread, many at once. */
typedef void (*sk_office_handle)(void *data, const struct sk_office_request *request,
                                 struct sk_office_answer *answer);

/* Listens at once. settings: borrowed while it is made. Owner: *out is the caller's.
 * Errors: SK_ERR_BUSY (the port is in use), SK_ERR_DENIED, SK_ERR_INVALID (the address),
 * SK_ERR_IO (certificate or key), SK_ERR_NOMEM. */
enum sk_err sk_office_server_create(struct sk_office_server **out,
                                    const struct sk_office_settings *settings,
                                    sk_office_handle handle, void *data, struct sk_err_info *info);
/* Waits until all are answered. NULL is fine. */
void sk_office_server_destroy(struct sk_office_server *server);

uint16_t sk_office_server_port(const struct sk_office_server *server);

#endif
