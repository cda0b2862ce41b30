/* files.h — what lies in assets/office and is compiled in (files.cmake). Static. */
#ifndef SK_OFFICE_FILES_H
#define SK_OFFICE_FILES_H

#include <stddef.h>

extern const char sk_office_style[];
extern const size_t sk_office_style_length;
extern const char sk_office_script[];
extern const size_t sk_office_script_length;
extern const char sk_office_icon_file[];
extern const size_t sk_office_icon_file_length;

#endif
