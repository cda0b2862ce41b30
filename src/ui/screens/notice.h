/* notice.h — what each notice looks like: whether the scan was taken is seen from afar, by ground,
 * frame and picture, before a word is read. For the files of this folder only. */
#ifndef SK_UI_SCREENS_NOTICE_H
#define SK_UI_SCREENS_NOTICE_H

#include "app/model/model.h"
#include "ui/draw.h"

enum sk_notice_face {
    SK_NOTICE_FACE_NOT_TAKEN, /* the scan counts for nothing: do something else */
    SK_NOTICE_FACE_DONE,      /* as was asked */
    SK_NOTICE_FACE_GO_ON,     /* worth knowing, nothing to do differently */
};

struct sk_notice_look {
    enum sk_notice_face face;
    enum sk_icon icon;
    const char *word; /* msgid: what is the matter, in two words */
};

struct sk_notice_look sk_screen_notice_look(enum sk_notice notice);

#endif
