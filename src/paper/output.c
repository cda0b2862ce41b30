#include "paper/output.h"

#include "base/assert.h"
#include "base/new_file.h"
#include "paper/render.h"

#include <stdlib.h>
#include <string.h>

#define FILE_MAX ((size_t)512 * 1024 * 1024)

/* All files of one drawing. */
struct output {
    const struct sk_drawing *drawing;
    enum sk_paper_format format;
    const char *path;
    size_t count;
    struct sk_new_file *files;
    struct sk_err_info *info;
};

static enum sk_err name_file(const struct output *output, size_t index, char *name, size_t size) {
    const char *ending = sk_paper_ending(output->path);
    char last[24];
    int digits = snprintf(last, sizeof(last), "%zu", output->count);
    int length = output->count == 1
                     ? snprintf(name, size, "%s", output->path)
                     : snprintf(name, size, "%.*s-%0*zu%s", (int)(ending - output->path),
                                output->path, digits, index + 1, ending);
    return length >= 0 && (size_t)length < size
               ? SK_OK
               : sk_fail(output->info, SK_ERR_INVALID, "the path of '%.80s…' is too long",
                         output->path);
}

static enum sk_err write_file(struct output *output, size_t index, const struct sk_buf *bytes) {
    char name[SK_NEW_FILE_PATH_SIZE];
    struct sk_new_file *file = &output->files[index];
    enum sk_err err = name_file(output, index, name, sizeof(name));
    if (!err) {
        err = sk_new_file_open(file, name, 0666, output->info);
    }
    if (err) {
        return err;
    }
    (void)sk_new_file_write(file, bytes->data, bytes->length); /* close() tells */
    return sk_new_file_close(file, output->info);
}

static enum sk_err draw_files(struct output *output) {
    struct sk_renderer *renderer = NULL;
    struct sk_buf bytes = SK_BUF_INIT(FILE_MAX);
    size_t pages = sk_render_pages(output->drawing, output->format);
    enum sk_err err = sk_renderer_create(&renderer, output->info);
    for (size_t i = 0; !err && i < output->count; i++) {
        err = sk_render(renderer, output->drawing, output->format, i * pages, &bytes, output->info);
        if (!err) {
            err = write_file(output, i, &bytes);
        }
    }
    sk_buf_finish(&bytes);
    sk_renderer_destroy(renderer);
    return err;
}

/* What is in its place already would be taken for the whole. */
static enum sk_err place_files(struct output *output) {
    enum sk_err err = SK_OK;
    size_t placed = 0;
    for (; !err && placed < output->count; placed++) {
        err = sk_new_file_place(&output->files[placed], output->info);
    }
    for (size_t i = 0; err && i < placed; i++) {
        if (!output->files[i].is_device) {
            (void)remove(output->files[i].path);
        }
    }
    return err;
}

static struct output make_output(const struct sk_drawing *drawing, enum sk_paper_format format) {
    SK_ASSERT(drawing->page_count > 0);
    size_t pages = sk_render_pages(drawing, format);
    return (struct output){ .drawing = drawing,
                            .format = format,
                            .count = (drawing->page_count + pages - 1) / pages };
}

enum sk_err sk_drawing_write(const struct sk_drawing *drawing, enum sk_paper_format format,
                             const char *path, struct sk_err_info *info) {
    struct output output = make_output(drawing, format);
    output.path = path;
    output.info = info;
    output.files = calloc(output.count, sizeof(*output.files));
    if (!output.files) {
        return sk_fail(info, SK_ERR_NOMEM, "not enough memory to draw the pages");
    }
    for (size_t i = 0; i < output.count; i++) {
        output.files[i].fd = -1;
    }
    enum sk_err err = draw_files(&output);
    if (!err) {
        err = place_files(&output);
    }
    for (size_t i = 0; i < output.count; i++) {
        sk_new_file_drop(&output.files[i]);
    }
    free(output.files);
    return err;
}

enum sk_err sk_drawing_print(const struct sk_drawing *drawing, enum sk_paper_format format,
                             FILE *stream, struct sk_err_info *info) {
    struct sk_renderer *renderer = NULL;
    struct sk_buf bytes = SK_BUF_INIT(FILE_MAX);
    if (make_output(drawing, format).count > 1) {
        return sk_fail(info, SK_ERR_INVALID,
                       "these are %zu pages, and a file of this format holds one; take PDF, or "
                       "name a file",
                       drawing->page_count);
    }
    enum sk_err err = sk_renderer_create(&renderer, info);
    if (!err) {
        err = sk_render(renderer, drawing, format, 0, &bytes, info);
    }
    if (!err &&
        (fwrite(bytes.data, 1, bytes.length, stream) != bytes.length || fflush(stream) != 0)) {
        err = sk_fail(info, SK_ERR_IO, "standard output cannot be written");
    }
    sk_buf_finish(&bytes);
    sk_renderer_destroy(renderer);
    return err;
}
