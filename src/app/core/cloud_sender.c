#include "app/core/cloud_sender.h"

#include "app/settings/account_options.h"
#include "base/inbox.h"
#include "base/utf8.h"
#include "base/util.h"
#include "client/sag_client.h"

#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define REQUESTS_MAX 32

struct command {
    enum { COMMAND_SEND, COMMAND_WARM, COMMAND_STOP } type;
    enum sk_request request;
    int64_t number;
    struct sk_labels labels;
};

/* A request at the client. */
struct sender_call {
    struct sk_cloud_sender *sender;
    bool is_used;
    struct command command;
};

struct sk_cloud_sender {
    struct sk_sender sender;
    const struct sk_config *config;
    struct sk_account account;
    struct sk_sender_listener listener;
    struct sk_inbox *inbox;
    pthread_t thread;
    pthread_mutex_t lock; /* of client, between its making and its end, and of has_stopped */
    struct sag_client *client;
    bool has_stopped;
    /* The thread's own. */
    struct sender_call calls[REQUESTS_MAX];
    bool in_trouble;
    struct sag_error trouble; /* why there is no client */
    bool is_stopping;
};

static void tell_notice(void *data, enum sag_notice_level level, const char *text) {
    struct sk_cloud_sender *self = data;
    struct sk_sender_news news = { .type = SK_SENDER_NOTICE,
                                   .account = self->account,
                                   .is_warning = level == SAG_NOTICE_WARNING };
    (void)snprintf(news.text.text, sizeof(news.text.text), "%s", text);
    self->listener.on_news(self->listener.data, &news);
}

static void tell_reach(void *data, enum sag_end end) {
    struct sk_cloud_sender *self = data;
    bool is_reached = end == SAG_END_ANSWER;
    struct sk_sender_news news = { .type = is_reached ? SK_SENDER_REACHED : SK_SENDER_LOST,
                                   .account = self->account };
    if (!is_reached) {
        (void)snprintf(news.code, sizeof(news.code), "net.%s", sag_end_name(end));
    }
    self->listener.on_news(self->listener.data, &news);
}

static const char *or_null(const char *text) {
    return text && text[0] ? text : NULL;
}

void sk_cloud_sender_config(const struct sk_config *config, const struct sk_account *account,
                            const char *endpoint, struct sag_config *out) {
    *out = (struct sag_config){
        .size = sizeof(struct sag_config),
        .region = account->region,
        .endpoint = or_null(endpoint),
        .vpc_endpoint = config->cloud.vpc,
        .allow_http_loopback = config->cloud.allow_http_loopback,
        .signature =
            config->cloud.signature == SK_CLOUD_SIGNATURE_V1 ? SAG_SIGNATURE_V1 : SAG_SIGNATURE_V3,
        .format = config->cloud.format == SK_CLOUD_FORMAT_XML ? SAG_FORMAT_XML : SAG_FORMAT_JSON,
        .ca_file = or_null(config->cloud.ca_file),
        .proxy = or_null(config->cloud.proxy),
        .connect_timeout_ms = config->cloud.connect_timeout_ms,
        .total_timeout_ms = config->cloud.timeout_ms,
        .max_in_flight = (int)config->cloud.max_in_flight,
        .idle_close_ms = config->cloud.idle_close_ms,
        .access_key_id = or_null(config->demo_key_id),
        .access_key_secret = or_null(config->demo_key_secret),
        .profile = sk_accounts_profile(config, account),
        .credentials_file = or_null(config->cloud.credentials_file),
        .sts_endpoint = or_null(config->cloud.sts_endpoint),
        .disable_metadata = !config->cloud.metadata,
    };
}

static void keep_notice(void *data, enum sag_notice_level level, const char *text) {
    struct sk_cloud_check *check = data;
    (void)level;
    if (check->notice_count < SK_ARRAY_LEN(check->notices)) {
        (void)sk_fail(&check->notices[check->notice_count++], SK_ERR_INVALID, "%s", text);
    }
}

/* The setting without which another sentence is said. A region is needed, so it is the last. */
static const char *setting_at_fault(const struct sk_config *config,
                                    const struct sk_account *account, const char *endpoint,
                                    const char *said) {
    static const char *const names[] = { "cloud.proxy",   "cloud.endpoint",
                                         "cloud.ca_file", "cloud.sts_endpoint",
                                         "cloud.profile", "cloud.credentials_file",
                                         "cloud.region" };
    for (size_t i = 0; i < SK_ARRAY_LEN(names); i++) {
        struct sag_config client;
        sk_cloud_sender_config(config, account, endpoint, &client);
        const char **const members[] = { &client.proxy,   &client.endpoint,
                                         &client.ca_file, &client.sts_endpoint,
                                         &client.profile, &client.credentials_file,
                                         &client.region };
        struct sag_client *made = NULL;
        struct sag_error error = { .text = "" };
        if (!*members[i]) {
            continue;
        }
        *members[i] = members[i] == &client.region ? "cn-hangzhou" : NULL;
        enum sag_err err = sag_client_create(&made, &client, &error);
        sag_client_destroy(made);
        if (err == SAG_OK || strcmp(error.text, said) != 0) {
            return names[i];
        }
    }
    return "";
}

bool sk_cloud_sender_check(const struct sk_config *config, const struct sk_account *account,
                           struct sk_cloud_check *check) {
    char endpoint[SK_ENDPOINT_SIZE];
    struct sag_client *made = NULL;
    struct sag_error error;
    *check = (struct sk_cloud_check){ .setting = "" };
    if (sk_accounts_endpoint(config, account, endpoint, &check->text) != SK_OK) {
        check->setting = "cloud.endpoint";
        return false;
    }
    struct sag_config client;
    sk_cloud_sender_config(config, account, endpoint, &client);
    client.on_notice = keep_notice;
    client.notice_data = check;
    enum sag_err err = sag_client_create(&made, &client, &error);
    if (err == SAG_OK) {
        sag_client_describe_credentials(made, error.text, sizeof(error.text));
    }
    (void)sk_fail(&check->text, SK_ERR_INVALID, "%s", error.text);
    sag_client_destroy(made);
    if (err != SAG_OK) {
        check->setting = setting_at_fault(config, account, endpoint, error.text);
    }
    return err == SAG_OK;
}

/* Making a client starts libcurl. */
void sk_cloud_sender_prepare(void) {
    struct sag_config config = { .size = sizeof(struct sag_config),
                                 .region = "cn-hangzhou",
                                 .access_key_id = "none",
                                 .access_key_secret = "none",
                                 .max_in_flight = 1,
                                 .disable_metadata = true };
    struct sag_client *client = NULL;
    struct sag_error error;
    (void)sag_client_create(&client, &config, &error); /* libcurl is started even if it fails */
    sag_client_destroy(client);
}

/* NULL: there can be none; trouble says why. */
static struct sag_client *make_client(struct sk_cloud_sender *self) {
    char endpoint[SK_ENDPOINT_SIZE];
    struct sk_err_info info = { "" };
    if (sk_accounts_endpoint(self->config, &self->account, endpoint, &info) != SK_OK) {
        self->trouble.code = SAG_ERR_CONFIG;
        (void)snprintf(self->trouble.text, sizeof(self->trouble.text), "%s", info.text);
        return NULL;
    }
    struct sag_client *client = NULL;
    struct sag_config config;
    sk_cloud_sender_config(self->config, &self->account, endpoint, &config);
    config.on_notice = tell_notice;
    config.notice_data = self;
    config.on_warm = tell_reach;
    config.warm_data = self;
    return sag_client_create(&client, &config, &self->trouble) == SAG_OK ? client : NULL;
}

/* False: there is no client; the trouble has been reported. */
static bool have_client(struct sk_cloud_sender *self) {
    if (self->client) {
        return true;
    }
    struct sk_sender_news news = { .type = SK_SENDER_TROUBLE, .account = self->account };
    struct sag_client *client = make_client(self);
    if (!client) {
        self->in_trouble = true;
        (void)snprintf(news.text.text, sizeof(news.text.text), "%s", self->trouble.text);
        self->listener.on_news(self->listener.data, &news);
        return false;
    }
    pthread_mutex_lock(&self->lock);
    self->client = client;
    pthread_mutex_unlock(&self->lock);
    if (self->in_trouble) {
        self->in_trouble = false;
        news = (struct sk_sender_news){ .type = SK_SENDER_RECOVERED, .account = self->account };
        self->listener.on_news(self->listener.data, &news);
    }
    return true;
}

static enum sk_answer_class class_of(const struct sag_outcome *outcome) {
    switch (outcome->cls) {
    case SAG_CLASS_OK:
        return SK_ANSWER_OK;
    case SAG_CLASS_REFUSED:
        return outcome->fix == SAG_FIX_IT ? SK_ANSWER_BLOCKED : SK_ANSWER_REFUSED;
    case SAG_CLASS_BUSY:
        return outcome->traits & SAG_TRAIT_THROTTLED ? SK_ANSWER_THROTTLED : SK_ANSWER_BUSY;
    case SAG_CLASS_UNKNOWN:
        return SK_ANSWER_UNKNOWN;
    case SAG_CLASS_NOT_SENT:
        return SK_ANSWER_NOT_SENT;
    }
    return SK_ANSWER_UNKNOWN;
}

static bool holds(const struct sag_gateway *gateway, const char *serial) {
    for (size_t i = 0; i < gateway->serial_count; i++) {
        if (strcasecmp(gateway->serials[i], serial) == 0) {
            return true;
        }
    }
    return false;
}

/* Reads a describe answer for one serial number; whole serial numbers only (client/README.md,
 * "Queries"), in capitals or not, as everywhere in the journal. The client has checked that the
 * answer is about the requested instance; still, only a match with that one counts as "here". */
static void look_for_serial(const struct command *command, const struct sag_page *page,
                            struct sk_answer *answer) {
    answer->presence = SK_PRESENCE_ABSENT;
    for (size_t i = 0; i < page->count; i++) {
        const struct sag_gateway *gateway = &page->gateways[i];
        bool is_asked = strcasecmp(gateway->instance_id, command->labels.instance) == 0;
        if (!is_asked && command->request == SK_REQUEST_ASK_INSTANCE) {
            answer->cls = SK_ANSWER_UNKNOWN;
            return;
        }
        if (!holds(gateway, command->labels.serial)) {
            continue;
        }
        if (is_asked) {
            answer->presence = SK_PRESENCE_HERE;
            return;
        }
        answer->presence = SK_PRESENCE_ELSEWHERE;
        (void)snprintf(answer->where, sizeof(answer->where), "%s", gateway->instance_id);
        (void)snprintf(answer->conflict_code, sizeof(answer->conflict_code), SAG_CODE_CONFLICT);
    }
    if (answer->presence == SK_PRESENCE_ABSENT && page->total > (int64_t)page->count) {
        /* The filter matched more than one page: what we did not see is not known to be absent. */
        answer->cls = SK_ANSWER_UNKNOWN;
    }
}

static bool is_question(enum sk_request request) {
    return request == SK_REQUEST_ASK_INSTANCE || request == SK_REQUEST_ASK_SERIAL;
}

static struct sk_answer blank_answer(const struct command *command) {
    return (struct sk_answer){ .number = command->number, .request = command->request };
}

static void on_done(void *data, uint64_t call_id, const struct sag_outcome *outcome,
                    const struct sag_page *page) {
    (void)call_id;
    struct sender_call *call = data;
    struct sk_cloud_sender *self = call->sender;
    struct sk_answer answer = blank_answer(&call->command);
    answer.cls = class_of(outcome);
    answer.is_forbidden = outcome->traits & SAG_TRAIT_FORBIDDEN;
    answer.is_conflict = outcome->traits & SAG_TRAIT_CONFLICT;
    answer.may_be_own = outcome->traits & SAG_TRAIT_MAY_BE_OWN;
    answer.may_have_reached = outcome->may_have_reached;
    answer.http_status = outcome->http_status;
    answer.retry_after = outcome->retry_after_ms;
    answer.has_server_time = outcome->has_server_time;
    answer.clock_offset = outcome->server_offset_ms;
    if (outcome->code[0]) {
        (void)snprintf(answer.code, sizeof(answer.code), "%s", outcome->code);
    } else if (outcome->end != SAG_END_ANSWER) {
        (void)snprintf(answer.code, sizeof(answer.code), "net.%s", sag_end_name(outcome->end));
    } else if (answer.cls != SK_ANSWER_OK) {
        (void)snprintf(answer.code, sizeof(answer.code), "net.unreadable");
    }
    (void)snprintf(answer.message, sizeof(answer.message), "%s", outcome->message);
    (void)snprintf(answer.request_id, sizeof(answer.request_id), "%s", outcome->request_id);
    (void)snprintf(answer.attempt_id, sizeof(answer.attempt_id), "%s", outcome->attempt_id);
    if (answer.cls == SK_ANSWER_OK && is_question(answer.request)) {
        if (page) {
            look_for_serial(&call->command, page, &answer);
        } else {
            answer.cls = SK_ANSWER_UNKNOWN;
        }
    }
    call->is_used = false;
    self->listener.on_answer(self->listener.data, &answer);
}

static void answer_unsent(struct sk_cloud_sender *self, const struct command *command,
                          enum sk_answer_class cls, const char *code, const char *message) {
    struct sk_answer answer = blank_answer(command);
    answer.cls = cls;
    (void)snprintf(answer.code, sizeof(answer.code), "%s", code);
    size_t length = sk_utf8_cut(message, strnlen(message, sizeof(answer.message) - 1));
    memcpy(answer.message, message, length);
    self->listener.on_answer(self->listener.data, &answer);
}

static struct sender_call *free_call(struct sk_cloud_sender *self) {
    for (size_t i = 0; i < SK_ARRAY_LEN(self->calls); i++) {
        if (!self->calls[i].is_used) {
            return &self->calls[i];
        }
    }
    return NULL;
}

/* The answer to a request for which no client can be created. */
static const char *code_of_trouble(enum sag_err trouble) {
    switch (trouble) {
    case SAG_ERR_CREDENTIALS:
        return "net.credentials";
    case SAG_ERR_DESCRIPTORS:
        return "net.descriptors";
    case SAG_ERR_NOMEM:
    case SAG_ERR_SYSTEM:
        return "net.internal";
    case SAG_OK:
    case SAG_ERR_CONFIG:
    case SAG_ERR_TLS:
    case SAG_ERR_ARGUMENT:
        break;
    }
    return "net.settings";
}

static void send_request(struct sk_cloud_sender *self, const struct command *command) {
    struct sender_call *call = free_call(self);
    if (!have_client(self)) {
        answer_unsent(self, command, SK_ANSWER_BLOCKED, code_of_trouble(self->trouble.code),
                      self->trouble.text);
        return;
    }
    if (!call) {
        answer_unsent(self, command, SK_ANSWER_NOT_SENT, "net.internal", "too many calls at once");
        return;
    }
    *call = (struct sender_call){ .sender = self, .is_used = true, .command = *command };
    enum sag_err err = SAG_OK;
    switch (command->request) {
    case SK_REQUEST_BIND:
        err = sag_client_bind(self->client, command->labels.instance, command->labels.serial,
                              on_done, call, NULL);
        break;
    case SK_REQUEST_ASK_INSTANCE:
        err = sag_client_describe_attribute(self->client, command->labels.instance, on_done, call,
                                            NULL);
        break;
    case SK_REQUEST_ASK_SERIAL:
        err = sag_client_describe_gateways(self->client, command->labels.serial, NULL, 1, 50,
                                           on_done, call, NULL);
        break;
    case SK_REQUEST_UNBIND:
        err = sag_client_unbind(self->client, command->labels.instance, command->labels.serial,
                                on_done, call, NULL);
        break;
    }
    if (err != SAG_OK) {
        call->is_used = false;
        answer_unsent(self, command,
                      err == SAG_ERR_ARGUMENT ? SK_ANSWER_REFUSED : SK_ANSWER_NOT_SENT,
                      err == SAG_ERR_ARGUMENT ? SAG_CODE_INVALID_PARAMETER : "net.internal",
                      "the client does not take this call");
    }
}

static void obey(struct sk_cloud_sender *self, const struct command *command) {
    switch (command->type) {
    case COMMAND_SEND:
        send_request(self, command);
        break;
    case COMMAND_WARM:
        if (have_client(self)) {
            sag_client_warm(self->client);
        }
        break;
    case COMMAND_STOP:
        self->is_stopping = true;
        break;
    }
}

/* Ends what is under way, through on_done. */
static void end_client(struct sk_cloud_sender *self) {
    pthread_mutex_lock(&self->lock);
    struct sag_client *client = self->client;
    self->client = NULL;
    pthread_mutex_unlock(&self->lock);
    sag_client_destroy(client);
    pthread_mutex_lock(&self->lock);
    self->has_stopped = true;
    pthread_mutex_unlock(&self->lock);
}

static void *run(void *data) {
    struct sk_cloud_sender *self = data;
    struct command command;
    (void)have_client(self);
    while (!self->is_stopping) {
        if (!self->client && sk_inbox_wait(self->inbox, &command)) {
            obey(self, &command); /* without a client only a command can change anything */
        }
        while (!self->is_stopping && sk_inbox_take(self->inbox, &command)) {
            obey(self, &command);
        }
        if (self->client && !self->is_stopping) {
            (void)sag_client_run(self->client, -1);
        }
    }
    end_client(self);
    return NULL;
}

/* After each post, on the poster's thread: makes sag_client_run() return. */
static void wake(void *data) {
    struct sk_cloud_sender *self = data;
    pthread_mutex_lock(&self->lock);
    if (self->client) {
        sag_client_wake(self->client);
    }
    pthread_mutex_unlock(&self->lock);
}

static struct sk_cloud_sender *self_of(struct sk_sender *sender) {
    return sk_container_of(sender, struct sk_cloud_sender, sender);
}

static bool cloud_send(struct sk_sender *sender, enum sk_request request,
                       const struct sk_pair *pair) {
    struct command command = { .type = COMMAND_SEND, .request = request, .number = pair->number };
    command.labels = pair->labels;
    return sk_inbox_post(self_of(sender)->inbox, &command, 2) == SK_OK;
}

static void cloud_warm(struct sk_sender *sender, const struct sk_account *account) {
    struct command command = { .type = COMMAND_WARM };
    (void)account;
    /* No room: requests are on their way, so the connection is warm. */
    (void)sk_inbox_post(self_of(sender)->inbox, &command, REQUESTS_MAX / 2);
}

static void cloud_destroy(struct sk_sender *sender) {
    sk_cloud_sender_destroy(self_of(sender));
}

enum sk_err sk_cloud_sender_create(struct sk_cloud_sender **out, const struct sk_config *config,
                                   const struct sk_account *account,
                                   const struct sk_sender_listener *listener) {
    static const struct sk_sender_ops ops = { .send = cloud_send,
                                              .warm = cloud_warm,
                                              .destroy = cloud_destroy };
    struct sk_cloud_sender *self = calloc(1, sizeof(*self));
    if (!self) {
        return SK_ERR_NOMEM;
    }
    self->sender.ops = &ops;
    self->config = config;
    self->account = *account;
    self->listener = *listener;
    if (pthread_mutex_init(&self->lock, NULL) != 0) {
        free(self);
        return SK_ERR_NOMEM;
    }
    enum sk_err err =
        sk_inbox_create(&self->inbox, sizeof(struct command), REQUESTS_MAX, wake, self);
    if (!err && pthread_create(&self->thread, NULL, run, self) != 0) {
        err = SK_ERR_NOMEM;
    }
    if (err) {
        sk_inbox_destroy(self->inbox);
        pthread_mutex_destroy(&self->lock);
        free(self);
        return err;
    }
    *out = self;
    return SK_OK;
}

bool sk_cloud_sender_stop(struct sk_cloud_sender *sender) {
    struct command stop = { .type = COMMAND_STOP };
    return sk_inbox_post(sender->inbox, &stop, 0) == SK_OK;
}

bool sk_cloud_sender_has_stopped(struct sk_cloud_sender *sender) {
    pthread_mutex_lock(&sender->lock);
    bool has_stopped = sender->has_stopped;
    pthread_mutex_unlock(&sender->lock);
    return has_stopped;
}

void sk_cloud_sender_destroy(struct sk_cloud_sender *sender) {
    if (!sender) {
        return;
    }
    while (!sk_cloud_sender_has_stopped(sender) && !sk_cloud_sender_stop(sender)) {
        wake(sender); /* the thread empties the inbox at every turn */
        sched_yield();
    }
    (void)pthread_join(sender->thread, NULL);
    sk_inbox_destroy(sender->inbox);
    pthread_mutex_destroy(&sender->lock);
    free(sender);
}

struct sk_sender *sk_cloud_sender_sender(struct sk_cloud_sender *sender) {
    return &sender->sender;
}
