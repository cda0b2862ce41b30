#include "sheet/columns.h"

#include "base/utf8.h"
#include "base/util.h"
#include "sheet/heading.h"
#include "sheet/look.h"

#include <string.h>

#define SHOWN 40 /* bytes of a value that are quoted */

static const char *const names[SK_COLUMN_COUNT] = { "serial", "instance", "order", "region",
                                                    "account" };
static const char *const things[SK_COLUMN_COUNT] = { "serial number", "instance", "order", "region",
                                                     "account" };

/* As sk_heading_key() leaves them. */
static const char *const serial_words[] = { "serial",
                                            "serials",
                                            "sn",
                                            "serialnumber",
                                            "serialnumbers",
                                            "serialno",
                                            "serialnum",
                                            "serialnr",
                                            "devicesn",
                                            "deviceserial",
                                            "deviceserialno",
                                            "deviceserialnumber",
                                            "hardwareserialnumber",
                                            "productserialnumber",
                                            "sagsn",
                                            "sncode",
                                            "serialnumbersn",
                                            "seriennummer",
                                            "seriennr",
                                            "序列号",
                                            "设备序列号",
                                            "产品序列号",
                                            "硬件序列号",
                                            "序列号码",
                                            "序列编号",
                                            "序列号sn",
                                            "sn序列号",
                                            "设备sn",
                                            "sn号",
                                            "sn码",
                                            "設備序列號",
                                            "序列號",
                                            NULL };
static const char *const instance_words[] = { "instance",
                                              "instanceid",
                                              "instances",
                                              "instanceno",
                                              "smartagid",
                                              "smartag",
                                              "smartaginstance",
                                              "smartaginstanceid",
                                              "smartaccessgatewayid",
                                              "smartaccessgateway",
                                              "sagid",
                                              "saginstance",
                                              "saginstanceid",
                                              "实例id",
                                              "实例",
                                              "实例号",
                                              "实例编号",
                                              "实例标识",
                                              "实例idsmartagid",
                                              "sag实例id",
                                              "sag实例",
                                              "网关实例id",
                                              "网关id",
                                              "智能接入网关id",
                                              "智能接入网关实例id",
                                              "智能接入网关实例",
                                              "智能接入网关",
                                              "實例id",
                                              "實例",
                                              NULL };
static const char *const order_words[] = { "order",
                                           "orderid",
                                           "orderno",
                                           "ordernumber",
                                           "ordernum",
                                           "ordernr",
                                           "po",
                                           "pono",
                                           "ponumber",
                                           "purchaseorder",
                                           "purchaseorderno",
                                           "purchaseordernumber",
                                           "salesorder",
                                           "salesorderno",
                                           "salesordernumber",
                                           "订单号",
                                           "订单",
                                           "订单id",
                                           "订单编号",
                                           "订单号码",
                                           "采购订单",
                                           "采购订单号",
                                           "销售订单",
                                           "销售订单号",
                                           "訂單號",
                                           "訂單",
                                           "訂單編號",
                                           NULL };
static const char *const region_words[] = {
    "region", "regionid", "instanceregion", "cloudregion", "地域", "地域id", "区域", "区域id",
    "地区",   "所属地域", "所在地域",       "实例地域",    "區域", "地區",   NULL
};
static const char *const account_words[] = {
    "account",  "accountname", "cloudaccount", "profile", "profilename", "credentialprofile",
    "账号",     "帐号",        "账户",         "帐户",    "云账号",      "阿里云账号",
    "账号名称", "所属账号",    "帳號",         "帳戶",    NULL
};
static const char *const *const words[SK_COLUMN_COUNT] = { serial_words, instance_words,
                                                           order_words, region_words,
                                                           account_words };

const char *sk_column_name(enum sk_list_column column) {
    return names[column];
}

/* --- headings ----------------------------------------------------------------------------- */

/* One "NAME=HEADING" of the setting. */
struct further {
    enum sk_list_column column;
    bool is_none; /* "-": the list has no such column, whatever its headings are */
    char key[SK_HEADING_SIZE];
};

/* The next one at *at, which is moved behind it. False: it is none, or the end (**at is NUL). */
static bool next_further(const char **at, struct further *out) {
    char name[SK_HEADING_SIZE];
    size_t length = strcspn(*at, ",");
    const char *equals = memchr(*at, '=', length);
    const char *piece = *at;
    *at += length + ((*at)[length] != '\0');
    if (!equals) {
        return false;
    }
    sk_heading_key(piece, (size_t)(equals - piece), name);
    const char *heading = equals + 1 + strspn(equals + 1, " ");
    sk_heading_key(heading, length - (size_t)(heading - piece), out->key);
    out->is_none = heading[0] == '-' && !out->key[0];
    for (size_t i = 0; i < SK_COLUMN_COUNT; i++) {
        bool may_be_none = i >= SK_COLUMN_ORDER && out->is_none;
        if (strcmp(name, names[i]) == 0 && (out->key[0] || may_be_none)) {
            out->column = (enum sk_list_column)i;
            return true;
        }
    }
    return false;
}

enum sk_err sk_columns_check(const char *further, struct sk_err_info *info) {
    struct further one;
    while (*further) {
        const char *piece = further;
        if (!next_further(&further, &one)) {
            return sk_fail(info, SK_ERR_INVALID,
                           "'%.*s' must be serial=HEADING, instance=HEADING, order=HEADING, "
                           "region=HEADING or account=HEADING, or - instead of a heading for "
                           "one of the last three; several are joined by commas",
                           (int)(strcspn(piece, ",") < 60 ? strcspn(piece, ",") : 60), piece);
        }
    }
    return SK_OK;
}

static bool is_word_of(enum sk_list_column column, const char *text, size_t length) {
    char key[SK_HEADING_SIZE];
    sk_heading_key(text, length, key);
    for (const char *const *word = words[column]; key[0] && *word; word++) {
        if (strcmp(*word, key) == 0) {
            return true;
        }
    }
    return false;
}

/* What stands before a bracket or in the first of two lines: "Serial number (SN)". */
static size_t first_part(const char *text) {
    size_t length = strcspn(text, "([\r\n");
    static const char *const wide[] = { "（", "【", "［" };
    for (size_t i = 0; i < SK_ARRAY_LEN(wide); i++) {
        const char *at = strstr(text, wide[i]);
        length = at && (size_t)(at - text) < length ? (size_t)(at - text) : length;
    }
    return length;
}

/* 3: the setting says so; 2: it is known; 1: its first part is; 0: it is not. */
static int rank_of(enum sk_list_column column, const char *text, const char *further) {
    char key[SK_HEADING_SIZE];
    struct further one;
    sk_heading_key(text, strlen(text), key);
    while (key[0] && *further) {
        if (!next_further(&further, &one)) {
            continue;
        }
        if (one.is_none ? one.column == column : strcmp(one.key, key) == 0) {
            return one.column == column && !one.is_none ? 3 : 0;
        }
    }
    return is_word_of(column, text, strlen(text))       ? 2
           : is_word_of(column, text, first_part(text)) ? 1
                                                        : 0;
}

bool sk_column_is_heading(enum sk_list_column column, const char *text, const char *further) {
    return rank_of(column, text, further) > 0;
}

/* Where that column stands; *is_twice: in two places. */
static size_t find_column(enum sk_list_column column, const struct sk_sheet_row *row,
                          const char *further, bool *is_twice) {
    size_t found = SK_COLUMN_NOWHERE;
    int best = 0;
    *is_twice = false;
    for (size_t at = 0; at < row->count; at++) {
        int rank = rank_of(column, row->cells[at], further);
        *is_twice = rank > best ? false : *is_twice || (rank > 0 && rank == best);
        if (rank > best) {
            best = rank;
            found = at;
        }
    }
    return found;
}

size_t sk_columns_find(struct sk_columns *columns, const struct sk_sheet_row *row,
                       const char *further, struct sk_mistakes *mistakes) {
    size_t count = 0;
    for (size_t i = 0; i < SK_COLUMN_COUNT; i++) {
        bool is_twice = false;
        columns->at[i] = find_column((enum sk_list_column)i, row, further, &is_twice);
        bool is_there = columns->at[i] != SK_COLUMN_NOWHERE;
        count += i < SK_COLUMN_ORDER && is_there && !is_twice;
        if (is_twice && mistakes) {
            sk_mistakes_add(mistakes, row->line,
                            "the column '%s' is there twice; say which in "
                            "guard.manifest_columns",
                            names[i]);
        } else if (!is_there && i < SK_COLUMN_ORDER && mistakes) {
            sk_mistakes_add(mistakes, row->line,
                            "a line must name the columns, and none is called '%s'; other names "
                            "go into guard.manifest_columns",
                            names[i]);
        }
    }
    return count;
}

/* --- values ------------------------------------------------------------------------------- */

enum sk_label_kind sk_column_kind(const struct sk_label_rules *rules, const char *text) {
    struct sk_scan scan = { .source = SK_SOURCE_CLI };
    struct sk_label label;
    size_t length = strlen(text);
    if (length > SK_LABEL_MAX) {
        return SK_LABEL_TOO_LONG;
    }
    memcpy(scan.text, text, length + 1);
    scan.length = length;
    sk_label_classify(rules, &scan, &label);
    /* A list has numbers; what only holds one would not be found when its label is scanned. */
    bool is_more =
        label.text[0] != '\0' && strlen(label.text) != length && label.kind != SK_LABEL_BADGE;
    return is_more ? SK_LABEL_UNKNOWN : label.kind;
}

static bool is_serial(enum sk_label_kind kind) {
    return kind == SK_LABEL_SERIAL || kind == SK_LABEL_DENIED;
}

static const char *look_of_kind(enum sk_label_kind kind) {
    if (is_serial(kind)) {
        return "looks like a serial number";
    }
    switch ((int)kind) {
    case SK_LABEL_INSTANCE:
        return "looks like an instance";
    case SK_LABEL_MODEL:
        return "looks like the barcode of a model";
    case SK_LABEL_COMMAND:
        return "is a command, and no label";
    default:
        return NULL;
    }
}

static bool check_label(enum sk_list_column column, const char *text, bool fits, const char *look,
                        int64_t line, struct sk_mistakes *mistakes) {
    const char *ellipsis = strlen(text) > SHOWN ? "…" : "";
    int shown = (int)sk_utf8_cut(text, strlen(text) < SHOWN ? strlen(text) : SHOWN);
    if (fits) {
        return true;
    }
    if (!text[0]) {
        sk_mistakes_add(mistakes, line, "column %s: there is no %s", names[column], things[column]);
    } else if (look) {
        sk_mistakes_add(mistakes, line, "column %s: '%.*s%s' %s", names[column], shown, text,
                        ellipsis, look);
    } else {
        sk_mistakes_add(mistakes, line,
                        "column %s: '%.*s%s' does not look like the label of %s (labels.%s)",
                        names[column], shown, text, ellipsis,
                        column == SK_COLUMN_SERIAL ? "a device" : "an instance", names[column]);
    }
    return false;
}

/* Without rules all is fine that looks like nothing else. */
static bool is_taken(const char *text, bool has_rules, bool fits, const char *look) {
    return text[0] && (has_rules ? fits && !sk_look_is_damage(text) : !look);
}

bool sk_columns_check_instance(const struct sk_label_rules *rules, const char *instance,
                               int64_t line, struct sk_mistakes *mistakes) {
    enum sk_label_kind kind = rules ? sk_column_kind(rules, instance) : SK_LABEL_UNKNOWN;
    const char *look = sk_look_of(instance, false);
    bool fits = is_taken(instance, rules, kind == SK_LABEL_INSTANCE, look);
    return check_label(SK_COLUMN_INSTANCE, instance, fits, look ? look : look_of_kind(kind), line,
                       mistakes);
}

bool sk_columns_check_labels(const struct sk_label_rules *rules, const char *serial,
                             const char *instance, int64_t line, struct sk_mistakes *mistakes) {
    enum sk_label_kind first = rules ? sk_column_kind(rules, serial) : SK_LABEL_UNKNOWN;
    enum sk_label_kind second = rules ? sk_column_kind(rules, instance) : SK_LABEL_UNKNOWN;
    if (first == SK_LABEL_INSTANCE && is_serial(second)) {
        sk_mistakes_add(mistakes, line,
                        "the columns are exchanged: serial has the instance '%.*s', and instance "
                        "the serial number '%.*s'",
                        SHOWN, serial, SHOWN, instance);
        return false;
    }
    if (!serial[0] && !instance[0]) {
        sk_mistakes_add(mistakes, line, "there is neither a serial number nor an instance");
        return false;
    }
    const char *look = sk_look_of(serial, false);
    bool fits = is_taken(serial, rules, is_serial(first), look);
    fits = check_label(SK_COLUMN_SERIAL, serial, fits, look ? look : look_of_kind(first), line,
                       mistakes);
    return sk_columns_check_instance(rules, instance, line, mistakes) && fits;
}
