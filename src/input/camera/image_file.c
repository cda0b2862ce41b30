#include "input/camera/image_file.h"

#include <png.h>
#include <turbojpeg.h>

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum sk_err resize_for(struct sk_grey *out, long width, long height, const char *name,
                              struct sk_err_info *info) {
    if (width < 1 || height < 1 || width > SK_GREY_SIDE_MAX || height > SK_GREY_SIDE_MAX) {
        return sk_fail(info, SK_ERR_INVALID,
                       "'%s' is %ld x %ld pixels; the largest side that is read is %d", name, width,
                       height, SK_GREY_SIDE_MAX);
    }
    enum sk_err err = sk_grey_resize(out, (int)width, (int)height);
    if (err) {
        return sk_fail(info, err, "no room for the %ld x %ld pixels of '%s': %s", width, height,
                       name, sk_err_name(err));
    }
    return SK_OK;
}

static enum sk_err parse_png(const void *bytes, size_t length, const char *name,
                             struct sk_grey *out, struct sk_err_info *info) {
    enum sk_err err = SK_ERR_CORRUPT;
    const png_color white = { 255, 255, 255 };
    png_image image = { .version = PNG_IMAGE_VERSION };
    if (!png_image_begin_read_from_memory(&image, bytes, length)) {
        return sk_fail(info, err, "'%s' is not a whole PNG: %s", name, image.message);
    }
    image.format = PNG_FORMAT_GRAY;
    err = resize_for(out, (long)image.width, (long)image.height, name, info);
    if (err) {
        goto done;
    }
    if (!png_image_finish_read(&image, &white, out->pixels, out->stride, NULL)) {
        err = sk_fail(info, SK_ERR_CORRUPT, "'%s' is not a whole PNG: %s", name, image.message);
    }

done:
    png_image_free(&image);
    return err;
}

static enum sk_err parse_jpeg(const void *bytes, size_t length, const char *name,
                              struct sk_grey *out, struct sk_err_info *info) {
    enum sk_err err = SK_ERR_CORRUPT;
    int width = 0;
    int height = 0;
    int subsampling = 0;
    int colours = 0;
    tjhandle jpeg = tjInitDecompress();
    if (!jpeg) {
        return sk_fail(info, SK_ERR_NOMEM, "no memory to read '%s'", name);
    }
    if (tjDecompressHeader3(jpeg, bytes, (unsigned long)length, &width, &height, &subsampling,
                            &colours)) {
        err = sk_fail(info, SK_ERR_CORRUPT, "'%s' is not a JPEG that can be read: %s", name,
                      tjGetErrorStr2(jpeg));
        goto done;
    }
    err = resize_for(out, width, height, name, info);
    if (err) {
        goto done;
    }
    /* A warning (a file cut short, rubbish between markers) still leaves a picture worth a look. */
    if (tjDecompress2(jpeg, bytes, (unsigned long)length, out->pixels, width, out->stride, height,
                      TJPF_GRAY, 0) &&
        tjGetErrorCode(jpeg) == TJERR_FATAL) {
        err = sk_fail(info, SK_ERR_CORRUPT, "'%s' is not a JPEG that can be read: %s", name,
                      tjGetErrorStr2(jpeg));
    }

done:
    tjDestroy(jpeg);
    return err;
}

/* Reads one number of a PNM header; comments run from '#' to the end of the line. */
static bool pnm_number(const unsigned char *bytes, size_t length, size_t *at, long *out) {
    while (*at < length) {
        unsigned char c = bytes[*at];
        if (c == '#') {
            while (*at < length && bytes[*at] != '\n') {
                (*at)++;
            }
        } else if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
            (*at)++;
        } else {
            break;
        }
    }
    long value = 0;
    size_t begin = *at;
    while (*at < length && bytes[*at] >= '0' && bytes[*at] <= '9' && value <= SK_GREY_AREA_MAX) {
        value = value * 10 + (bytes[*at] - '0');
        (*at)++;
    }
    *out = value;
    return *at > begin;
}

static enum sk_err parse_pnm(const unsigned char *bytes, size_t length, const char *name,
                             struct sk_grey *out, struct sk_err_info *info) {
    size_t channels = bytes[1] == '6' ? 3 : 1;
    size_t at = 2;
    long width = 0;
    long height = 0;
    long top = 0;
    if (!pnm_number(bytes, length, &at, &width) || !pnm_number(bytes, length, &at, &height) ||
        !pnm_number(bytes, length, &at, &top) || top != 255) {
        return sk_fail(info, SK_ERR_UNSUPPORTED, "'%s' is a PNM, but not one of 8 bits a sample",
                       name);
    }
    enum sk_err err = resize_for(out, width, height, name, info);
    if (err) {
        return err;
    }
    at++; /* the one blank behind maxval */
    size_t count = (size_t)width * (size_t)height;
    if (at > length || (length - at) / channels < count) {
        return sk_fail(info, SK_ERR_CORRUPT, "'%s' ends before its last pixel", name);
    }
    if (channels == 1) {
        memcpy(out->pixels, bytes + at, count);
        return SK_OK;
    }
    for (size_t i = 0; i < count; i++) {
        const unsigned char *rgb = bytes + at + 3 * i;
        /* ITU-R BT.601 luma in 8-bit fixed point. */
        out->pixels[i] = (uint8_t)((77 * rgb[0] + 150 * rgb[1] + 29 * rgb[2]) >> 8);
    }
    return SK_OK;
}

enum sk_err sk_image_file_parse(const void *bytes, size_t length, const char *name,
                                struct sk_grey *out, struct sk_err_info *info) {
    const unsigned char *head = bytes;
    if (length >= 8 && memcmp(head, "\x89PNG\r\n\x1a\n", 8) == 0) {
        return parse_png(bytes, length, name, out, info);
    }
    if (length >= 3 && head[0] == 0xff && head[1] == 0xd8 && head[2] == 0xff) {
        return parse_jpeg(bytes, length, name, out, info);
    }
    if (length >= 3 && head[0] == 'P' && (head[1] == '5' || head[1] == '6')) {
        return parse_pnm(head, length, name, out, info);
    }
    return sk_fail(info, SK_ERR_UNSUPPORTED,
                   "'%s' is none of PNG, JPEG, PGM and PPM; convert it to one of these", name);
}

static enum sk_err open_error(const char *path, struct sk_err_info *info) {
    enum sk_err err = SK_ERR_IO;
    if (errno == ENOENT || errno == ENOTDIR) {
        err = SK_ERR_NOT_FOUND;
    } else if (errno == EACCES || errno == EPERM) {
        err = SK_ERR_DENIED;
    }
    return sk_fail(info, err, "cannot open '%s': %s", path, strerror(errno));
}

enum sk_err sk_image_file_load(const char *path, struct sk_grey *out, struct sk_err_info *info) {
    enum sk_err err = SK_OK;
    unsigned char *bytes = NULL;
    size_t length = 0;
    size_t room = 0;
    FILE *file = fopen(path, "rbe");
    if (!file) {
        return open_error(path, info);
    }
    /* Read in growing steps rather than by the file's size, which a pipe does not have. */
    while (!feof(file)) {
        if (length == room) {
            room = room ? room * 2 : 256 * 1024;
            unsigned char *more =
                room > 2 * (size_t)SK_IMAGE_FILE_MAX ? NULL : realloc(bytes, room);
            if (!more) {
                err = sk_fail(info, SK_ERR_NOMEM, "'%s' is too large to be read", path);
                goto done;
            }
            bytes = more;
        }
        length += fread(bytes + length, 1, room - length, file);
        if (ferror(file)) {
            err = sk_fail(info, SK_ERR_IO, "cannot read '%s': %s", path, strerror(errno));
            goto done;
        }
    }
    err = sk_image_file_parse(bytes, length, path, out, info);

done:
    free(bytes);
    fclose(file);
    return err;
}
