/* image_file.h — picture files as grey pictures: PNG, JPEG, and binary PGM and PPM (maxval 255). */
#ifndef SK_INPUT_CAMERA_IMAGE_FILE_H
#define SK_INPUT_CAMERA_IMAGE_FILE_H

#include "input/camera/grey.h"

#include <stddef.h>

/* Largest file that is read, in bytes. */
#define SK_IMAGE_FILE_MAX (64L * 1024 * 1024)

/* Reads the file; the kind is told by its first bytes, not by its name. Transparent places become
 * white, colours become their luminance. out is resized (grey.h) and stays the caller's.
 * Errors, all with a sentence that quotes path: SK_ERR_NOT_FOUND, SK_ERR_DENIED, SK_ERR_IO,
 * SK_ERR_UNSUPPORTED (no known kind), SK_ERR_CORRUPT, SK_ERR_INVALID (too large), SK_ERR_NOMEM.
 * Thread: any. Blocks on the disk. */
enum sk_err sk_image_file_load(const char *path, struct sk_grey *out, struct sk_err_info *info);

/* The same from memory; name is only for the sentence. Reads exactly length bytes at most. */
enum sk_err sk_image_file_parse(const void *bytes, size_t length, const char *name,
                                struct sk_grey *out, struct sk_err_info *info);

#endif
