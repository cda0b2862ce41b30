#include "sim/lines.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* Cuts blanks and the line's end off both sides. */
static char *trim(char *line) {
    line += strspn(line, " \t");
    size_t length = strlen(line);
    while (length > 0 && strchr(" \t\r\n", line[length - 1])) {
        length--;
    }
    line[length] = '\0';
    return line;
}

static enum sk_err read_all(FILE *file, const char *path, sk_sim_on_line on_line, void *data,
                            struct sk_err_info *info) {
    char line[4096 + 2];
    for (unsigned number = 1; fgets(line, sizeof(line), file); number++) {
        if (!strchr(line, '\n') && !feof(file)) {
            return sk_fail(info, SK_ERR_INVALID, "file '%s', line %u: longer than 4096 bytes", path,
                           number);
        }
        char *text = trim(line);
        if (*text == '\0' || *text == '#') {
            continue;
        }
        struct sk_err_info cause = { "" };
        enum sk_err err = on_line(data, text, &cause);
        if (err) {
            return sk_fail(info, err, "file '%s', line %u: %s", path, number, cause.text);
        }
    }
    if (ferror(file)) {
        return sk_fail(info, SK_ERR_IO, "cannot read '%s': %s", path, strerror(errno));
    }
    return SK_OK;
}

enum sk_err sk_sim_lines_read(const char *path, sk_sim_on_line on_line, void *data,
                              struct sk_err_info *info) {
    FILE *file = fopen(path, "re");
    if (!file) {
        return sk_fail(info, SK_ERR_IO, "cannot open '%s': %s", path, strerror(errno));
    }
    enum sk_err err = read_all(file, path, on_line, data, info);
    fclose(file); /* only read from: nothing can be lost here */
    return err;
}
