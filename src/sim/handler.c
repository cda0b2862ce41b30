#define SK_LOG_MODULE "sim"
#include "sim/handler.h"

#include "base/log.h"
#include "base/utf8.h"
#include "sim/verify.h"

#include <stdlib.h>
#include <string.h>

enum { CLOCK_WINDOW_S = 15 * 60, BODY_LIMIT_BYTES = 32 * 1024 * 1024, GARBAGE_BYTES = 512 };

static const char json_content[] = "application/json;charset=utf-8";
static const char xml_content[] = "text/xml;charset=utf-8";

/* One request on its way through. */
struct passage {
    struct sk_sim_handler *handler;
    struct sk_sim_request *request;
    const char *scheme;
    uint64_t connection;
    struct sk_sim_verdict verdict;
    struct sk_sim_faults faults;
    char parse_error[SK_ERR_TEXT_SIZE]; /* "" unless the request could not be read */
    int64_t offset_s;                   /* of the server's clock, for this request */
    struct sk_sim_plan *plan;
};

enum sk_err sk_sim_handler_init(struct sk_sim_handler *handler, struct sk_clock *clock) {
    memset(handler, 0, sizeof(*handler));
    handler->clock = clock;
    handler->log.fd = -1;
    if (pthread_mutex_init(&handler->lock, NULL) != 0) {
        return SK_ERR_NOMEM;
    }
    return sk_sim_nonces_init(&handler->nonces, clock->ops->now(clock));
}

void sk_sim_handler_finish(struct sk_sim_handler *handler) {
    sk_sim_log_close(&handler->log);
    sk_sim_rules_finish(&handler->rules);
    sk_sim_nonces_finish(&handler->nonces);
    pthread_mutex_destroy(&handler->lock);
}

void sk_sim_handler_set_rules(struct sk_sim_handler *handler, struct sk_sim_rules *rules) {
    pthread_mutex_lock(&handler->lock);
    struct sk_sim_rules old = handler->rules;
    handler->rules = *rules;
    pthread_mutex_unlock(&handler->lock);
    *rules = (struct sk_sim_rules){ 0 };
    sk_sim_rules_finish(&old);
}

uint64_t sk_sim_handler_connect(struct sk_sim_handler *handler) {
    pthread_mutex_lock(&handler->lock);
    uint64_t number = ++handler->connections;
    pthread_mutex_unlock(&handler->lock);
    return number;
}

void sk_sim_plan_finish(struct sk_sim_plan *plan) {
    sk_buf_finish(&plan->body);
}

static const char *param(const struct passage *passage, const char *name) {
    const char *value = sk_sim_request_param(passage->request, name);
    return value ? value : "";
}

static const struct sk_sim_fault *fault_at(const struct passage *passage,
                                           enum sk_sim_fault_kind kind, bool after) {
    for (size_t i = 0; i < passage->faults.count; i++) {
        const struct sk_sim_fault *fault = &passage->faults.faults[i];
        if (fault->kind == kind && fault->after == after) {
            return fault;
        }
    }
    return NULL;
}

static int64_t fault_number(const struct passage *passage, enum sk_sim_fault_kind kind,
                            int64_t otherwise) {
    const struct sk_sim_fault *fault = sk_sim_faults_find(&passage->faults, kind);
    return fault ? fault->number : otherwise;
}

static void read_request(struct passage *passage) {
    struct sk_err_info info = { "" };
    if (sk_sim_request_parse(passage->request, &info)) {
        sk_utf8_printable(info.text, strlen(info.text), passage->parse_error,
                          sizeof(passage->parse_error), NULL);
    }
    sk_sim_verify(passage->request, passage->handler->keys, &passage->verdict);
}

static void pick_faults(struct passage *passage) {
    struct sk_sim_handler *handler = passage->handler;
    struct sk_sim_subject subject = {
        .action = passage->verdict.action,
        .sn = param(passage, "SerialNumber"),
        .instance = param(passage, "SmartAGId"),
        .key_id = passage->verdict.key_id,
        .genuine = passage->verdict.code == NULL && passage->parse_error[0] == '\0',
    };
    pthread_mutex_lock(&handler->lock);
    sk_sim_rules_pick(&handler->rules, &subject, &passage->faults);
    pthread_mutex_unlock(&handler->lock);
    passage->offset_s = handler->clock_offset_s + fault_number(passage, SK_SIM_FAULT_DATE, 0);
    passage->plan->clock_offset_s = passage->offset_s;
}

/* Since 1970, as the simulated server sees it. */
static int64_t server_s(const struct passage *passage) {
    struct sk_clock *clock = passage->handler->clock;
    return clock->ops->wall(clock) / 1000 + passage->offset_s;
}

static bool is_for_sts(const struct passage *passage) {
    return strcmp(passage->verdict.action, SK_SIM_STS_ACTION) == 0;
}

/* The checks of the gateway, in its order as far as it is known. True: to the action. */
static bool let_through(struct passage *passage, struct sk_sim_answer *answer) {
    struct sk_sim_handler *handler = passage->handler;
    struct sk_sim_verdict *verdict = &passage->verdict;
    const struct sk_sim_request *request = passage->request;
    const char *version = is_for_sts(passage) ? SK_SIM_STS_VERSION : SK_SIM_API_VERSION;
    int64_t expires_s = verdict->assumed.expires_s;
    bool is_new = false;
    int64_t age_s = server_s(passage) - verdict->timestamp;
    if (passage->parse_error[0] != '\0') {
        sk_sim_answer_fail(answer, "InvalidParameter");
        answer->message = passage->parse_error;
    } else if (strcmp(request->method, "GET") != 0 && strcmp(request->method, "POST") != 0) {
        sk_sim_answer_fail(answer, "UnsupportedHTTPMethod");
    } else if (request->path_length != 1 || *request->path != '/') {
        sk_sim_answer_fail(answer, "InvalidAction.NotFound");
    } else if (verdict->code) {
        sk_sim_answer_fail(answer, verdict->code);
        answer->message = verdict->message.length > 0 ? verdict->message.data : answer->message;
    } else if (age_s > CLOCK_WINDOW_S || age_s < -CLOCK_WINDOW_S) {
        sk_sim_answer_fail(answer, "InvalidTimeStamp.Expired");
    } else if (expires_s && server_s(passage) >= expires_s) {
        sk_sim_answer_fail(answer, "InvalidSecurityToken.Expired");
    } else if (sk_sim_nonces_use(&handler->nonces, verdict->key_id, verdict->nonce,
                                 handler->clock->ops->now(handler->clock), &is_new)) {
        sk_sim_answer_fail(answer, "InternalError");
    } else if (!is_new) {
        sk_sim_answer_fail(answer, "SignatureNonceUsed");
    } else if (strcmp(verdict->version, version) != 0) {
        sk_sim_answer_fail(answer, "InvalidVersion");
    } else if (!is_for_sts(passage) && !sk_sim_service_knows(verdict->action)) {
        sk_sim_answer_fail(answer, "InvalidAction.NotFound");
    } else {
        return true;
    }
    return false;
}

static void answer_fault(const struct sk_sim_fault *fault, struct sk_sim_answer *answer) {
    sk_sim_answer_finish(answer);
    sk_sim_answer_fail(answer, fault->code);
    answer->status = fault->status ? fault->status : answer->status;
}

/* A refusal by rule stands where the service's own would: behind the gateway's checks. */
static enum sk_sim_change process(struct passage *passage, struct sk_sim_answer *answer) {
    struct sk_sim_handler *handler = passage->handler;
    const struct sk_sim_fault *error = fault_at(passage, SK_SIM_FAULT_ERROR, false);
    if (!let_through(passage, answer)) {
        return SK_SIM_UNCHANGED;
    }
    if (error) {
        answer_fault(error, answer);
        return SK_SIM_UNCHANGED;
    }
    if (sk_sim_faults_find(&passage->faults, SK_SIM_FAULT_THROTTLE)) {
        sk_sim_answer_fail(answer, "Throttling.User");
        int64_t pause_ms = fault_number(passage, SK_SIM_FAULT_THROTTLE, 0);
        passage->plan->retry_after_ms = pause_ms > 0 ? pause_ms : -1;
        return SK_SIM_UNCHANGED;
    }
    if (is_for_sts(passage)) {
        sk_sim_sts_assume(handler->keys, passage->verdict.key_id, passage->request,
                          server_s(passage), passage->plan->request_id, answer);
        return SK_SIM_UNCHANGED;
    }
    return sk_sim_service_call(&handler->service, passage->verdict.action, passage->request,
                               handler->clock->ops->wall(handler->clock),
                               handler->clock->ops->now(handler->clock), answer);
}

static const char *signature_name(enum sk_sim_signature kind) {
    switch (kind) {
    case SK_SIM_SIGNATURE_V1:
        return "v1";
    case SK_SIM_SIGNATURE_V3:
        return "v3";
    case SK_SIM_SIGNATURE_NONE:
        break;
    }
    return "none";
}

static const char *change_name(enum sk_sim_change change) {
    switch (change) {
    case SK_SIM_BOUND:
        return "bound";
    case SK_SIM_UNBOUND:
        return "unbound";
    case SK_SIM_UNCHANGED:
        break;
    }
    return "";
}

/* Under the lock. */
static void log_passage(const struct passage *passage, const char *code,
                        enum sk_sim_change change) {
    struct sk_sim_handler *handler = passage->handler;
    const struct sk_sim_verdict *verdict = &passage->verdict;
    const char *host = sk_sim_request_header(passage->request, "host");
    struct sk_sim_log_entry entry = {
        .wall_ms = handler->clock->ops->wall(handler->clock),
        .connection = passage->connection,
        .scheme = passage->scheme,
        .method = passage->request->method,
        .signature = signature_name(verdict->kind),
        .verdict = verdict->code ? verdict->code : "ok",
        .action = verdict->action,
        .host = host ? host : "",
        .region = param(passage, "RegionId"),
        .sn = param(passage, "SerialNumber"),
        .instance = param(passage, "SmartAGId"),
        .key_id = verdict->key_id,
        .nonce = verdict->nonce,
        .request_id = passage->plan->request_id,
        .code = code,
        .change = change_name(change),
        .fault = passage->faults.text,
        .status = passage->plan->end == SK_SIM_SEND ? passage->plan->status : 0,
    };
    enum sk_err err = sk_sim_log_write(&handler->log, &entry);
    if (err) {
        sk_log_error("could not write a line of the request log (%s); it is incomplete",
                     sk_err_name(err));
    }
}

static bool is_canned(enum sk_sim_fault_kind kind) {
    return kind == SK_SIM_FAULT_HTML || kind == SK_SIM_FAULT_REDIRECT ||
           kind == SK_SIM_FAULT_STATUS || kind == SK_SIM_FAULT_EMPTY ||
           kind == SK_SIM_FAULT_GARBAGE;
}

/* The first fault that stands for the whole answer at this moment; NULL: none. */
static const struct sk_sim_fault *canned_at(const struct passage *passage, bool after) {
    for (size_t i = 0; i < passage->faults.count; i++) {
        const struct sk_sim_fault *fault = &passage->faults.faults[i];
        if (is_canned(fault->kind) && fault->after == after) {
            return fault;
        }
    }
    return NULL;
}

static enum sk_err put_garbage(struct sk_buf *body) {
    unsigned char bytes[GARBAGE_BYTES];
    uint32_t state = 2463534242u; /* xorshift32, the same every time */
    for (size_t i = 0; i < sizeof(bytes); i++) {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        bytes[i] = (unsigned char)state;
    }
    return sk_buf_add(body, bytes, sizeof(bytes));
}

/* Answers that are not the service's: a captive portal, a broken balancer. */
static void plan_canned(struct sk_sim_plan *plan, const struct sk_sim_fault *fault) {
    static const char portal[] = "<!DOCTYPE html>\n<html><head><title>Please sign in</title></head>"
                                 "<body><h1>Please sign in to this network</h1></body></html>\n";
    static const char balancer[] = "<html><head><title>Unavailable</title></head><body>"
                                   "<h1>The server cannot answer now</h1></body></html>\n";
    const char *page = fault->status < 500 ? portal : balancer;
    static const char object[] = "{\"Message\":\"something went wrong\"}";
    enum sk_err err = SK_OK;
    sk_buf_clear(&plan->body);
    plan->request_id[0] = '\0';
    plan->status = fault->status;
    plan->content_type = "text/html;charset=utf-8";
    if (fault->kind == SK_SIM_FAULT_REDIRECT) {
        plan->location = "http://captive.portal.invalid/login";
        err = sk_buf_add(&plan->body, page, strlen(page));
    } else if (fault->kind == SK_SIM_FAULT_HTML) {
        err = sk_buf_add(&plan->body, page, strlen(page));
    } else if (fault->kind == SK_SIM_FAULT_STATUS) {
        plan->content_type = json_content;
        err = sk_buf_add(&plan->body, object, sizeof(object) - 1);
    } else if (fault->kind == SK_SIM_FAULT_GARBAGE) {
        plan->content_type = json_content;
        err = put_garbage(&plan->body);
    } else {
        plan->content_type = "";
    }
    if (err) {
        plan->end = SK_SIM_CLOSE;
    }
}

/* Makes the true answer as long as asked by one more member behind the others. */
static void enlarge(struct passage *passage, struct sk_sim_answer *answer) {
    int64_t bytes = fault_number(passage, SK_SIM_FAULT_LARGE, 0);
    if (bytes == 0 || answer->code) {
        return;
    }
    char *padding = malloc((size_t)bytes);
    if (padding) {
        memset(padding, 'x', (size_t)bytes);
        answer->result = answer->result ? answer->result : json_object();
        /* Without memory the answer stays short; the log line tells the rule either way. */
        (void)json_object_set_new(answer->result, "Padding", json_stringn(padding, (size_t)bytes));
        free(padding);
    }
}

static void plan_answer(struct passage *passage, const struct sk_sim_answer *answer) {
    struct sk_sim_plan *plan = passage->plan;
    char host[128];
    sk_sim_service_host(passage->handler->service.region, host, sizeof(host));
    plan->status = answer->status;
    plan->content_type = passage->verdict.xml ? xml_content : json_content;
    plan->cut_bytes = fault_number(passage, SK_SIM_FAULT_TRUNCATE, -1);
    plan->length_delta = fault_number(passage, SK_SIM_FAULT_LENGTH_WRONG, 0);
    if (!sk_sim_answer_render(answer, passage->verdict.action, host, plan->request_id,
                              passage->verdict.xml, &plan->body)) {
        sk_log_error("could not make an answer (out of memory); the connection is closed instead");
        plan->end = SK_SIM_CLOSE;
    }
}

static enum sk_sim_end end_at(const struct passage *passage, bool after) {
    if (fault_at(passage, SK_SIM_FAULT_CLOSE, after)) {
        return SK_SIM_CLOSE;
    }
    return fault_at(passage, SK_SIM_FAULT_RESET, after) ? SK_SIM_RESET : SK_SIM_SEND;
}

/* Before the action. True: the request never gets to it. */
static bool stopped_before(struct passage *passage) {
    struct sk_sim_handler *handler = passage->handler;
    const struct sk_sim_fault *canned = canned_at(passage, false);
    passage->plan->end = end_at(passage, false);
    if (passage->plan->end == SK_SIM_SEND && !canned) {
        return false;
    }
    if (canned) {
        plan_canned(passage->plan, canned);
    }
    pthread_mutex_lock(&handler->lock);
    log_passage(passage, "", SK_SIM_UNCHANGED);
    pthread_mutex_unlock(&handler->lock);
    return true;
}

/* The action and its line in the log, which look like one step to others. */
static void carry_out(struct passage *passage) {
    struct sk_sim_handler *handler = passage->handler;
    struct sk_sim_plan *plan = passage->plan;
    struct sk_sim_answer answer = { .status = 200 };
    const struct sk_sim_fault *canned = canned_at(passage, true);
    const struct sk_sim_fault *error = fault_at(passage, SK_SIM_FAULT_ERROR, true);
    plan->end = end_at(passage, true);

    pthread_mutex_lock(&handler->lock);
    enum sk_sim_change change = process(passage, &answer);
    const char *code = answer.code ? answer.code : "";
    if (error) {
        answer_fault(error, &answer);
    }
    enlarge(passage, &answer);
    plan_answer(passage, &answer);
    if (canned) {
        plan_canned(plan, canned);
    }
    log_passage(passage, code, change);
    pthread_mutex_unlock(&handler->lock);
    sk_sim_answer_finish(&answer);
}

static bool wait_at(struct passage *passage, bool after) {
    const struct sk_sim_fault *delay = fault_at(passage, SK_SIM_FAULT_DELAY, after);
    return !delay || passage->handler->wait(passage->handler->wait_data, delay->number);
}

void sk_sim_handle(struct sk_sim_handler *handler, struct sk_sim_request *request,
                   const char *scheme, uint64_t connection, struct sk_sim_plan *plan) {
    struct passage passage = { .handler = handler,
                               .request = request,
                               .scheme = scheme,
                               .connection = connection,
                               .plan = plan };
    *plan = (struct sk_sim_plan){ .content_type = "",
                                  .body = SK_BUF_INIT(BODY_LIMIT_BYTES),
                                  .retry_after_ms = -1,
                                  .cut_bytes = -1 };
    if (!sk_sim_request_id(plan->request_id)) {
        plan->end = SK_SIM_CLOSE;
        return;
    }
    read_request(&passage);
    pick_faults(&passage);
    plan->bytes_per_s = fault_number(&passage, SK_SIM_FAULT_SLOW, 0);
    if (!wait_at(&passage, false)) {
        plan->end = SK_SIM_CLOSE;
    } else if (!stopped_before(&passage)) {
        carry_out(&passage);
        if (!wait_at(&passage, true)) {
            plan->end = SK_SIM_CLOSE;
        }
    }
    sk_sim_verdict_finish(&passage.verdict);
}
