/* export_stream.h — an export as an answer: CSV and JSON lines are made while they are sent, an
 * Excel file in a temporary file that has no name. Memory does not grow with the rows. Private to
 * this folder. */
#ifndef SK_OFFICE_EXPORT_STREAM_H
#define SK_OFFICE_EXPORT_STREAM_H

#include "journal/export/export.h"
#include "office/export_rows.h"

/* Takes the turn's link over with the rows. Errors: as sk_office_export_create(), and of the disk.
 */
enum sk_err sk_office_export_answer(struct sk_office_turn *turn, enum sk_export_format format,
                                    enum sk_export_rows rows,
                                    const struct sk_office_search *search);

#endif
