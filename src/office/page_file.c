/* The style sheet, the script and the icon, which are compiled in: nothing of the disk is served.
 */
#include "office/pages.h"

#include "office/files.h"

static enum sk_err put(struct sk_office_turn *turn, const char *type, const char *text,
                       size_t length) {
    turn->answer->type = type;
    turn->answer->may_be_kept = true;
    return sk_buf_add(&turn->answer->body, text, length);
}

enum sk_err sk_office_file_style(struct sk_office_turn *turn) {
    return put(turn, "text/css; charset=utf-8", sk_office_style, sk_office_style_length);
}

enum sk_err sk_office_file_script(struct sk_office_turn *turn) {
    return put(turn, "text/javascript; charset=utf-8", sk_office_script, sk_office_script_length);
}

enum sk_err sk_office_file_icon(struct sk_office_turn *turn) {
    return put(turn, "image/svg+xml", sk_office_icon_file, sk_office_icon_file_length);
}
