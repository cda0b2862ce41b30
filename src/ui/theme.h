/* theme.h — the colours of the screens and what each promises.
 *
 * Green and red differ from each other by 3.6:1 in lightness, so that they can be distinguished
 * without hue; amber and green do not, so amber has a striped frame and icons of its own. */
#ifndef SK_UI_THEME_H
#define SK_UI_THEME_H

#include "ui/draw.h"

#define SK_GREEN 0x00C853 /* bound; black text 9.4:1 */
#define SK_RED 0x9B1C1C   /* refused; white text 8.2:1 */
#define SK_AMBER 0xFFB000 /* not settled; black text 11.5:1 */
#define SK_BLACK 0x000000
#define SK_WHITE 0xFFFFFF
#define SK_NAVY 0x0B2138 /* at rest; a hue that no colour-vision deficiency confuses with red */
#define SK_NAVY_PANEL 0x17375A
#define SK_NAVY_BUTTON 0x4A7199 /* 3.2:1 on navy; white text 5.1:1 */
#define SK_NAVY_SOFT 0xC4D6E8   /* second text on navy */
#define SK_SKY 0x6FD0FF         /* what is expected next */
#define SK_PLUM 0x2E1A47 /* the supervisor's role: a background that no worker's screen has */
#define SK_PLUM_PANEL 0x52347A
#define SK_PLUM_BUTTON 0x8562B2 /* 3.2:1 on plum, 3.4:1 on navy; white text 4.8:1 */
#define SK_PLUM_SOFT 0xDCCFEF   /* second text on plum */
#define SK_CARD 0xFFFFFF
#define SK_CARD_SOFT 0x44505C  /* second text on a card */
#define SK_DARK_GREEN 0x006B3C /* small tick on a card; white text 6.6:1 */

#endif
