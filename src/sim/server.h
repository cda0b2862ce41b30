/* server.h — HTTP and HTTPS in front of the handler, on libmicrohttpd: one thread a connection, so
 * that a rule may delay one request and no other. */
#ifndef SK_SIM_SERVER_H
#define SK_SIM_SERVER_H

#include "sim/certificate.h"
#include "sim/handler.h"

#include <stdint.h>

enum { SK_SIM_CONNECTIONS_MAX = 512 };

struct sk_sim_server;

/* port 0: any free one. certificate NULL: plain HTTP. handler is borrowed and must outlive the
 * server; connections numbers the connections of all servers that share it.
 * Errors: SK_ERR_INVALID (address), SK_ERR_BUSY (port in use), SK_ERR_DENIED, SK_ERR_IO. */
enum sk_err sk_sim_server_create(struct sk_sim_server **out, struct sk_sim_handler *handler,
                                 const char *address, uint16_t port,
                                 const struct sk_sim_certificate *certificate,
                                 struct sk_err_info *info);
/* Ends every connection and joins its thread. The handler's wait must return false by now. */
void sk_sim_server_destroy(struct sk_sim_server *server);

/* The port it listens on. */
uint16_t sk_sim_server_port(const struct sk_sim_server *server);

#endif
