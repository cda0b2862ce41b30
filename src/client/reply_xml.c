#include "client/reply_xml.h"

#include "client/buf.h"
#include "client/text.h"

#include <expat.h>
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_DEPTH = 32, MAX_ELEMENTS = 50000, MAX_PATH = 512, MAX_VALUE = 64 * 1024 };

/* Where a value stands, by the names below the root joined with '/'. */
#define LIST "SmartAccessGateways"
#define ROW LIST "/SmartAccessGateway"

struct reader {
    struct sag_reply *out;
    XML_Parser parser;
    const char *action;
    bool want_page;
    enum sag_reply_result result; /* what ended it early */
    size_t depth;
    size_t elements;
    char path[MAX_PATH];
    struct sag_buf value; /* text of the innermost element, if it is one of ours */
    bool keep;            /* the innermost element's text is wanted */
    bool has_total;
    bool has_root_gateway;
    size_t secret_depth; /* depth at which a SecretKey began; 0: none */
};

static void stop(struct reader *reader, enum sag_reply_result result) {
    reader->result = result;
    XML_StopParser(reader->parser, XML_FALSE);
}

static bool root_fits(const struct reader *reader, const char *name) {
    size_t length = strlen(reader->action);
    return strcmp(name, "Error") == 0 ||
           (strncmp(name, reader->action, length) == 0 && strcmp(name + length, "Response") == 0);
}

static bool path_push(struct reader *reader, const char *name) {
    size_t used = strlen(reader->path);
    size_t length = strlen(name);
    if (used + length + 2 > sizeof(reader->path)) {
        return false;
    }
    if (used) {
        reader->path[used++] = '/';
    }
    memcpy(reader->path + used, name, length + 1);
    return true;
}

static void path_pop(struct reader *reader) {
    char *slash = strrchr(reader->path, '/');
    *(slash ? slash : reader->path) = '\0';
}

static void XMLCALL on_start(void *data, const XML_Char *name, const XML_Char **attributes) {
    (void)attributes;
    struct reader *reader = data;
    if (reader->result != SAG_REPLY_OK) {
        return;
    }
    if (++reader->depth > MAX_DEPTH || ++reader->elements > MAX_ELEMENTS) {
        stop(reader, SAG_REPLY_UNREADABLE);
        return;
    }
    if (reader->depth == 1) {
        if (!root_fits(reader, name)) {
            stop(reader, SAG_REPLY_UNREADABLE);
        }
        return;
    }
    if (!path_push(reader, name)) {
        stop(reader, SAG_REPLY_UNREADABLE);
        return;
    }
    if (!reader->secret_depth && strcmp(name, "SecretKey") == 0) {
        reader->secret_depth = reader->depth;
    }
    sag_buf_finish(&reader->value);
    reader->keep = !reader->secret_depth;
    if (strcmp(reader->path, LIST) == 0) {
        reader->out->has_list = true;
    } else if (strcmp(reader->path, ROW) == 0 && reader->want_page &&
               !sag_reply_add_gateway(reader->out)) {
        stop(reader, SAG_REPLY_NOMEM);
    }
}

static void XMLCALL on_text(void *data, const XML_Char *text, int length) {
    struct reader *reader = data;
    if (!reader->keep || length <= 0 || reader->result != SAG_REPLY_OK) {
        return;
    }
    sag_buf_add(&reader->value, text, (size_t)length);
    if (!sag_buf_ok(&reader->value)) {
        stop(reader, reader->value.too_large ? SAG_REPLY_UNREADABLE : SAG_REPLY_NOMEM);
    }
}

/* A duplicate field is as doubtful in XML as in JSON. */
static void set_once(struct reader *reader, char **field) {
    if (*field) {
        stop(reader, SAG_REPLY_UNREADABLE);
    } else if (!sag_reply_set(field, sag_buf_text(&reader->value), reader->value.length)) {
        stop(reader, SAG_REPLY_NOMEM);
    }
}

static void set_number(struct reader *reader, int64_t *field) {
    if (!sag_number_parse(sag_buf_text(&reader->value), reader->value.length, INT64_MAX, field)) {
        stop(reader, SAG_REPLY_UNREADABLE);
    }
}

static void end_envelope(struct reader *reader) {
    static const struct {
        const char *name;
        const char *lower;
    } names[] = { { "Code", "code" },           { "Message", "message" },
                  { "RequestId", "requestId" }, { "SmartAGId", "SmartAGId" },
                  { "RegionId", "RegionId" },   { "SerialNumber", "SerialNumber" } };
    char **fields[] = { &reader->out->code,       &reader->out->message,
                        &reader->out->request_id, &reader->out->instance_id,
                        &reader->out->region_id,  &reader->out->serial_number };
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        if (strcmp(reader->path, names[i].name) == 0 || strcmp(reader->path, names[i].lower) == 0) {
            reader->out->has_code = reader->out->has_code || i == 0;
            set_once(reader, fields[i]);
        }
    }
}

static void end_gateway_field(struct reader *reader, struct sag_gateway *gateway,
                              const char *name) {
    const struct {
        const char *name;
        const char **field;
    } texts[] = { { "SmartAGId", &gateway->instance_id },
                  { "Name", &gateway->name },
                  { "Status", &gateway->status },
                  { "HardwareVersion", &gateway->hardware } };
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        if (strcmp(name, texts[i].name) == 0) {
            set_once(reader, (char **)texts[i].field);
        }
    }
    if (strcmp(name, "EndTime") == 0 && reader->value.length) {
        set_number(reader, &gateway->end_time_ms);
    } else if (strcmp(name, "SerialNumber") == 0 ||
               strcmp(name, "Devices/Device/SerialNumber") == 0) {
        if (!sag_gateway_add_serials(gateway, sag_buf_text(&reader->value))) {
            stop(reader, SAG_REPLY_UNREADABLE);
        }
    }
}

static bool is_gateway_field(const char *name) {
    static const char *const names[] = { "SmartAGId",
                                         "Name",
                                         "Status",
                                         "HardwareVersion",
                                         "EndTime",
                                         "SerialNumber",
                                         "Devices/Device/SerialNumber" };
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strcmp(name, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* The instance of an attribute answer stands at the root, that of a list in its row. It is made
 * at its first field, so that an answer without any has none. */
static void end_page_field(struct reader *reader) {
    const char *path = reader->path;
    if (strncmp(path, ROW "/", sizeof(ROW)) == 0) {
        end_gateway_field(reader, &reader->out->gateways[reader->out->gateway_count - 1],
                          path + sizeof(ROW));
    } else if (strcmp(path, "TotalCount") == 0) {
        reader->has_total = true;
        set_number(reader, &reader->out->page.total);
    } else if (strcmp(path, "PageNumber") == 0) {
        set_number(reader, &reader->out->page.page);
    } else if (strcmp(path, "PageSize") == 0) {
        set_number(reader, &reader->out->page.page_size);
    } else if (!reader->out->has_list && is_gateway_field(path)) {
        if (!reader->has_root_gateway && !sag_reply_add_gateway(reader->out)) {
            stop(reader, SAG_REPLY_NOMEM);
            return;
        }
        reader->has_root_gateway = true;
        end_gateway_field(reader, &reader->out->gateways[0], path);
    }
}

static void XMLCALL on_end(void *data, const XML_Char *name) {
    (void)name;
    struct reader *reader = data;
    if (reader->result != SAG_REPLY_OK) {
        return;
    }
    if (reader->depth > 1) {
        if (reader->keep) {
            end_envelope(reader);
            if (reader->want_page && reader->result == SAG_REPLY_OK) {
                end_page_field(reader);
            }
        }
        path_pop(reader);
    }
    if (reader->secret_depth == reader->depth) {
        reader->secret_depth = 0;
    }
    reader->keep = false; /* text between two elements belongs to neither */
    sag_buf_finish(&reader->value);
    reader->depth--;
}

/* The service sends no document type, and without one there are no entities to expand. */
static void XMLCALL on_doctype(void *data, const XML_Char *name, const XML_Char *system_id,
                               const XML_Char *public_id, int has_subset) {
    (void)name;
    (void)system_id;
    (void)public_id;
    (void)has_subset;
    stop(data, SAG_REPLY_UNREADABLE);
}

/* expat's own copies of the text are wiped too, since a SecretKey may be among them. */
union block {
    size_t size;
    max_align_t align;
};

static void *wiped_malloc(size_t size) {
    union block *block = size <= SIZE_MAX - sizeof(*block) ? malloc(sizeof(*block) + size) : NULL;
    if (!block) {
        return NULL;
    }
    block->size = size;
    return block + 1;
}

static void wiped_free(void *pointer) {
    if (pointer) {
        union block *block = (union block *)pointer - 1;
        OPENSSL_cleanse(block, sizeof(*block) + block->size);
        free(block);
    }
}

static void *wiped_realloc(void *pointer, size_t size) {
    void *grown = wiped_malloc(size);
    if (grown && pointer) {
        size_t old = ((union block *)pointer - 1)->size;
        memcpy(grown, pointer, old < size ? old : size);
        wiped_free(pointer);
    }
    return grown;
}

static enum sag_reply_result check_page(const struct reader *reader) {
    struct sag_reply *out = reader->out;
    for (size_t i = 0; i < out->gateway_count; i++) {
        const char *id = out->gateways[i].instance_id;
        if (!id || !*id) {
            return SAG_REPLY_UNREADABLE;
        }
    }
    if (out->has_list) {
        if (!reader->has_total || reader->has_root_gateway) {
            return SAG_REPLY_UNREADABLE;
        }
    } else {
        if (out->gateway_count != 1) {
            return SAG_REPLY_UNREADABLE;
        }
        out->page = (struct sag_page){ .total = 1, .page = 1, .page_size = 1 };
    }
    out->has_page = true;
    return SAG_REPLY_OK;
}

enum sag_reply_result sag_reply_read_xml(struct sag_reply *out, const char *bytes, size_t length,
                                         const char *action, bool want_page) {
    static const XML_Memory_Handling_Suite wiped = { wiped_malloc, wiped_realloc, wiped_free };
    struct reader reader = { .out = out, .action = action, .want_page = want_page };
    reader.parser = XML_ParserCreate_MM(NULL, &wiped, NULL);
    if (!reader.parser) {
        return SAG_REPLY_NOMEM;
    }
    sag_buf_init(&reader.value, MAX_VALUE);
    XML_SetUserData(reader.parser, &reader);
    XML_SetElementHandler(reader.parser, on_start, on_end);
    XML_SetCharacterDataHandler(reader.parser, on_text);
    XML_SetStartDoctypeDeclHandler(reader.parser, on_doctype);

    enum sag_reply_result result = SAG_REPLY_UNREADABLE;
    if (XML_Parse(reader.parser, bytes, (int)length, XML_TRUE) == XML_STATUS_OK) {
        result = reader.result;
    } else if (reader.result == SAG_REPLY_NOMEM ||
               XML_GetErrorCode(reader.parser) == XML_ERROR_NO_MEMORY) {
        result = SAG_REPLY_NOMEM;
    }
    if (result == SAG_REPLY_OK && want_page && !out->has_code) {
        result = check_page(&reader);
    }
    sag_buf_finish(&reader.value);
    XML_ParserFree(reader.parser);
    return result;
}
