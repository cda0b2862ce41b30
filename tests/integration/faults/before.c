/* Faults before the request: TLS that does not come about, a proxy that refuses, a connection that
 * died while it was idle. */
#include "fault.h"

#define TLS SAG_CLASS_NOT_SENT, SAG_END_TLS
/* In clear, in answer to the client's first message. */
#define IN_CLEAR(bytes)                                                                            \
    .raw = (bytes), .raw_length = sizeof(bytes) - 1, .read = RAW_READ_NOTHING, .plain = true
#define ALERT(code) IN_CLEAR("\x15\x03\x03\x00\x02\x02" code), .then = RAW_CLOSE

static const struct fault tls_rows[] = {
    { "closed instead of a handshake", TLS, .read = RAW_READ_NOTHING, .plain = true,
      .then = RAW_CLOSE },
    { "reset instead of a handshake", TLS, .read = RAW_READ_NOTHING, .plain = true,
      .then = RAW_RESET },
    { "silence instead of a handshake", TLS, .read = RAW_READ_NOTHING, .plain = true,
      .then = RAW_HOLD },
    { "closed before the handshake", TLS, .read = RAW_READ_NONE, .plain = true, .then = RAW_CLOSE },
    { "HTTP in clear", TLS, IN_CLEAR("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"),
      .then = RAW_CLOSE },
    { "a whole answer in clear", TLS, IN_CLEAR(FAULT_OK), .then = RAW_HOLD },
    { "SSH in clear", TLS, IN_CLEAR("SSH-2.0-OpenSSH_9.2\r\n"), .then = RAW_CLOSE },
    { "zeros in clear", TLS, IN_CLEAR("\0\0\0\0\0\0\0\0"), .then = RAW_CLOSE },
    { "half a record", TLS, IN_CLEAR("\x16\x03\x03\x40\x00\x02"), .then = RAW_CLOSE },
    { "half a record, held", TLS, IN_CLEAR("\x16\x03\x03\x40\x00\x02"), .then = RAW_HOLD },
    { "a record that is too long", TLS, IN_CLEAR("\x16\x03\x03\xff\xff\x02\x00\x00\x01"),
      .then = RAW_HOLD },
    { "application data first", TLS, IN_CLEAR("\x17\x03\x03\x00\x05hello"), .then = RAW_HOLD },
    { "SSL 2", TLS, IN_CLEAR("\x80\x03\x00\x00\x01"), .then = RAW_CLOSE },
    { "alert close_notify", TLS, ALERT("\x00") },
    { "alert unexpected_message", TLS, ALERT("\x0a") },
    { "alert handshake_failure", TLS, ALERT("\x28") },
    { "alert bad_certificate", TLS, ALERT("\x2a") },
    { "alert certificate_expired", TLS, ALERT("\x2d") },
    { "alert illegal_parameter", TLS, ALERT("\x2f") },
    { "alert unknown_ca", TLS, ALERT("\x30") },
    { "alert access_denied", TLS, ALERT("\x31") },
    { "alert decode_error", TLS, ALERT("\x32") },
    { "alert protocol_version", TLS, ALERT("\x46") },
    { "alert insufficient_security", TLS, ALERT("\x47") },
    { "alert internal_error", TLS, ALERT("\x50") },
    { "alert inappropriate_fallback", TLS, ALERT("\x56") },
    { "alert user_canceled", TLS, ALERT("\x5a") },
    { "alert unrecognized_name", TLS, ALERT("\x70") },
    { "alert certificate_required", TLS, ALERT("\x74") },
    { "alert no_application_protocol", TLS, ALERT("\x78") },
    { "an alert that nobody knows", TLS, ALERT("\xff") },
};
const struct fault_table fault_tls = { "TLS", tls_rows, sizeof(tls_rows) / sizeof(tls_rows[0]) };

const struct proxy_fault proxy_faults[] = {
    { "400", "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", RAW_CLOSE, SAG_END_PROXY },
    { "403", "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", RAW_CLOSE, SAG_END_PROXY },
    { "403 with a page", "HTTP/1.1 403 Forbidden\r\nContent-Length: 7\r\n\r\nblocked", RAW_CLOSE,
      SAG_END_PROXY },
    { "404", "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", RAW_CLOSE, SAG_END_PROXY },
    { "405", "HTTP/1.1 405 Not Allowed\r\nContent-Length: 0\r\n\r\n", RAW_CLOSE, SAG_END_PROXY },
    { "407", "HTTP/1.1 407 Authenticate\r\nContent-Length: 0\r\n\r\n", RAW_CLOSE, SAG_END_PROXY },
    { "407 with a kind",
      "HTTP/1.1 407 Authenticate\r\nProxy-Authenticate: Basic realm=\"p\"\r\n"
      "Content-Length: 0\r\n\r\n",
      RAW_CLOSE, SAG_END_PROXY },
    { "429", "HTTP/1.1 429 Too Many\r\nContent-Length: 0\r\n\r\n", RAW_CLOSE, SAG_END_PROXY },
    { "500", "HTTP/1.1 500 Error\r\nContent-Length: 0\r\n\r\n", RAW_CLOSE, SAG_END_PROXY },
    { "502", "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n", RAW_CLOSE, SAG_END_PROXY },
    { "503", "HTTP/1.1 503 Unavailable\r\nContent-Length: 0\r\n\r\n", RAW_CLOSE, SAG_END_PROXY },
    { "504", "HTTP/1.1 504 Time-out\r\nContent-Length: 0\r\n\r\n", RAW_CLOSE, SAG_END_PROXY },
    { "302", "HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n", RAW_CLOSE,
      SAG_END_PROXY },
    { "a whole answer of the service",
      "HTTP/1.1 400 Odd\r\nContent-Length: 52\r\n\r\n" FAULT_OK_BODY, RAW_CLOSE, SAG_END_PROXY },
    { "200 and the end", "HTTP/1.1 200 Connected\r\n\r\n", RAW_CLOSE, SAG_END_TLS },
    { "200 and a reset", "HTTP/1.1 200 Connected\r\n\r\n", RAW_RESET, SAG_END_TLS },
    { "200 and silence", "HTTP/1.1 200 Connected\r\n\r\n", RAW_HOLD, SAG_END_TLS },
    { "200 and HTTP in clear", "HTTP/1.1 200 Connected\r\n\r\n" FAULT_OK, RAW_HOLD, SAG_END_TLS },
    { "nothing, closed", NULL, RAW_CLOSE, SAG_END_PROXY },
    { "nothing, reset", NULL, RAW_RESET, SAG_END_PROXY },
    { "nothing, held", NULL, RAW_HOLD, SAG_END_PROXY },
    { "half a head, closed", "HTTP/1.1 200 Conn", RAW_CLOSE, SAG_END_PROXY },
    { "no HTTP", "SSH-2.0-OpenSSH_9.2\r\n", RAW_CLOSE, SAG_END_PROXY },
};
const size_t proxy_fault_count = sizeof(proxy_faults) / sizeof(proxy_faults[0]);

#define STEPS(...)                                                                                 \
    (const struct raw_step[]){ { RAW_READ_REQUEST, FAULT_OK, 0, RAW_KEEP }, __VA_ARGS__ },         \
        sizeof((const struct raw_step[]){ { RAW_READ_REQUEST, FAULT_OK, 0, RAW_KEEP },             \
                                          __VA_ARGS__ }) /                                         \
            sizeof(struct raw_step)
#define UNASKED(bytes, then)                                                                       \
    { RAW_READ_GO, (bytes), sizeof(bytes) - 1, (then) }
#define OTHER_BODY "{\"RequestId\":\"AAAAAAAA-0000-4000-8000-AAAAAAAAAAAA\"}"
#define OTHER_OK "HTTP/1.1 200 OK\r\nContent-Length: 52\r\n\r\n" OTHER_BODY
#define REFUSAL                                                                                    \
    "HTTP/1.1 400 Bad\r\nContent-Length: 43\r\n\r\n{\"RequestId\":\"AB\",\"Code\":\"SAG.SnConflict\"} "
#define LATE_408 "HTTP/1.1 408 Request Time-out\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

const struct idle_fault idle_faults[] = {
    { "closed", STEPS({ RAW_READ_GO, NULL, 0, RAW_CLOSE }), 1, -1, false },
    { "reset", STEPS({ RAW_READ_GO, NULL, 0, RAW_RESET }), 1, -1, false },
    { "half-closed", STEPS({ RAW_READ_GO, NULL, 0, RAW_HALF_CLOSE }), 0, -1, false },
    { "half-closed behind a 408", STEPS(UNASKED(LATE_408, RAW_HALF_CLOSE)), 0, -1, false },
    { "close_notify", STEPS({ RAW_READ_GO, NULL, 0, RAW_NOTIFY }), 0, -1, true },
    { "close_notify behind a second answer", STEPS(UNASKED(OTHER_OK, RAW_NOTIFY)), 0, -1, false },
    { "408 and closed", STEPS(UNASKED(LATE_408, RAW_CLOSE)), 1, -1, false },
    { "408 and reset", STEPS(UNASKED(LATE_408, RAW_RESET)), 1, -1, false },
    { "408 and held", STEPS(UNASKED(LATE_408, RAW_HOLD)), 0, -1, false },
    { "a second answer", STEPS(UNASKED(OTHER_OK, RAW_HOLD)), 0, -1, false },
    { "a second answer and closed", STEPS(UNASKED(OTHER_OK, RAW_CLOSE)), 1, -1, false },
    { "the same answer again", STEPS(UNASKED(FAULT_OK, RAW_HOLD)), 0, -1, false },
    { "a refusal", STEPS(UNASKED(REFUSAL, RAW_HOLD)), 0, -1, false },
    { "three answers", STEPS(UNASKED(OTHER_OK OTHER_OK OTHER_OK, RAW_HOLD)), 0, -1, false },
    { "half an answer", STEPS(UNASKED("HTTP/1.1 200 OK\r\nConte", RAW_HOLD)), 0, -1, false },
    { "half an answer and closed", STEPS(UNASKED("HTTP/1.1 200 OK\r\nConte", RAW_CLOSE)), 1, -1,
      false },
    { "a body without a head", STEPS(UNASKED(FAULT_OK_BODY, RAW_HOLD)), 0, -1, false },
    { "a line end", STEPS(UNASKED("\r\n", RAW_HOLD)), 0, -1, false },
    { "a byte", STEPS(UNASKED("H", RAW_HOLD)), 0, -1, false },
    { "a NUL", STEPS(UNASKED("\0", RAW_HOLD)), 0, -1, false },
    { "100 Continue", STEPS(UNASKED("HTTP/1.1 100 Continue\r\n\r\n", RAW_HOLD)), 0, -1, false },
    { "an end of chunks", STEPS(UNASKED("0\r\n\r\n", RAW_HOLD)), 0, -1, false },
    { "swallowed from then on", STEPS({ RAW_READ_GO, NULL, 0, RAW_HOLD }), 0, 15, false },
};
const size_t idle_fault_count = sizeof(idle_faults) / sizeof(idle_faults[0]);
