/* lines.h — the serial lines of this machine behind which a scanner may be: adapters and RFCOMM. */
#ifndef SK_INPUT_SERIAL_LINES_H
#define SK_INPUT_SERIAL_LINES_H

#include "input/serial/serial_reader.h"

#include <stddef.h>

/* Each once, by the name that survives replugging where there is one, without those that known has
 * already. Modems and scanners in serial mode on USB (ttyACM) are not among them, they are the USB
 * reader's; nor ports on the board (ttyS), on which a machine may have its console. Opens nothing.
 */
void sk_serial_lines_find(struct sk_serial_devices *out, const struct sk_serial_devices *known);

/* The group that may open it; "dialout" if that cannot be told. */
void sk_serial_group(const char *path, char *out, size_t out_size);

#endif
