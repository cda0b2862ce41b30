#include "media/light_choice.h"

#include "base/util.h"

#include <stdio.h>
#include <string.h>

#define FORMS "it takes usb, usb:FAMILY, gpio:CHIP green=LINE amber=LINE red=LINE, or program:PATH"

static enum sk_err parse_usb(const char *family, struct sk_light_choice *choice,
                             struct sk_err_info *info) {
    choice->kind = SK_LIGHT_USB;
    if (family[0] != '\0' && !sk_lights_is_family(family)) {
        return sk_fail(info, SK_ERR_INVALID, "no lights of the family '%.40s' are known", family);
    }
    (void)snprintf(choice->family, sizeof(choice->family), "%s", family);
    return SK_OK;
}

static enum sk_err parse_program(const char *path, struct sk_light_choice *choice,
                                 struct sk_err_info *info) {
    choice->kind = SK_LIGHT_PROGRAM;
    if (path[0] != '/' || strlen(path) >= sizeof(choice->path)) {
        return sk_fail(info, SK_ERR_INVALID,
                       "the program of a light is named by its whole path, which begins with /");
    }
    memcpy(choice->path, path, strlen(path) + 1);
    return SK_OK;
}

/* text: LAMP=LINE, of length bytes. */
static enum sk_err parse_line(const char *text, size_t length, struct sk_light_choice *choice,
                              struct sk_err_info *info) {
    static const char *const lamps[SK_GPIO_LINES] = { "green=", "amber=", "red=" };
    for (size_t i = 0; i < SK_GPIO_LINES; i++) {
        size_t skip = strlen(lamps[i]);
        struct sk_gpio_line *line = &choice->lines[i];
        if (length < skip || strncmp(text, lamps[i], skip) != 0) {
            continue;
        }
        bool is_low = length > skip && text[skip] == '!';
        skip += is_low;
        if (length == skip || length - skip >= sizeof(line->name) || line->name[0] != '\0') {
            break;
        }
        memcpy(line->name, text + skip, length - skip);
        line->is_low = is_low;
        return SK_OK;
    }
    return sk_fail(
        info, SK_ERR_INVALID,
        "'%.*s' is no line of a lamp: green=17, amber=!27 (low is lit) or red=NAME, each "
        "once",
        (int)(length < 40 ? length : 40), text);
}

static enum sk_err parse_gpio(const char *text, struct sk_light_choice *choice,
                              struct sk_err_info *info) {
    size_t length = strcspn(text, " ");
    enum sk_err err = SK_OK;
    choice->kind = SK_LIGHT_GPIO;
    if (length == 0 || length + sizeof("/dev/") > sizeof(choice->path)) {
        return sk_fail(info, SK_ERR_INVALID, "no GPIO chip is named; " FORMS);
    }
    (void)snprintf(choice->path, sizeof(choice->path), "%s%.*s", text[0] == '/' ? "" : "/dev/",
                   (int)length, text);
    text += length;
    text += strspn(text, " ");
    if (text[0] == '\0') {
        return sk_fail(info, SK_ERR_INVALID, "no line of the GPIO chip is named; " FORMS);
    }
    while (text[0] != '\0' && !err) {
        length = strcspn(text, " ");
        err = parse_line(text, length, choice, info);
        text += length;
        text += strspn(text, " ");
    }
    return err;
}

enum sk_err sk_light_choice_parse(const char *text, struct sk_light_choice *out,
                                  struct sk_err_info *info) {
    static const struct {
        const char *prefix;
        enum sk_err (*parse)(const char *rest, struct sk_light_choice *choice,
                             struct sk_err_info *info);
    } forms[] = { { "usb:", parse_usb }, { "gpio:", parse_gpio }, { "program:", parse_program } };
    struct sk_light_choice choice;
    enum sk_err err = SK_OK;
    memset(&choice, 0, sizeof(choice));
    if (strcmp(text, "usb") == 0) {
        err = parse_usb("", &choice, info);
    } else if (text[0] != '\0') {
        size_t i = 0;
        while (i < SK_ARRAY_LEN(forms) &&
               strncmp(text, forms[i].prefix, strlen(forms[i].prefix)) != 0) {
            i++;
        }
        if (i == SK_ARRAY_LEN(forms)) {
            return sk_fail(info, SK_ERR_INVALID, "'%.60s' is no light; " FORMS, text);
        }
        err = forms[i].parse(text + strlen(forms[i].prefix), &choice, info);
    }
    if (!err) {
        *out = choice;
    }
    return err;
}
