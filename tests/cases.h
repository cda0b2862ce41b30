/* cases.h — the table of cases that failed once (expected.tsv), read row by row. Each test takes
 * the rows of its kind, of the project's own folder and of the one beside it ($SK_SHARED_DIR). */
#ifndef SK_TESTS_CASES_H
#define SK_TESTS_CASES_H

#include "check.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct case_row {
    const char *folder;
    const char *file; /* within it; several are joined by '+' */
    const char *verdict;
    const char *detail; /* "" where there is none */
    void *data;         /* of whoever reads the table */
};

/* Cuts `line` at its tabs. Returns the kind. */
static inline const char *case_split(char *line, struct case_row *row) {
    char *cells[4] = { line };
    int count = 1;
    line[strcspn(line, "\r\n")] = '\0';
    for (int i = 1; i < 4; i++) {
        cells[i] = strchr(cells[i - 1], '\t');
        if (!cells[i]) {
            break;
        }
        *cells[i]++ = '\0';
        count++;
    }
    row->file = count > 1 ? cells[1] : "";
    row->verdict = count > 2 ? cells[2] : "";
    row->detail = count > 3 ? cells[3] : "";
    return cells[0];
}

/* Calls check for each row of the kind; returns how many there were, 0 without a table. */
static inline size_t cases_in(const char *folder, const char *kind,
                              void (*check)(const struct case_row *row), void *data) {
    char path[4096];
    char line[4096];
    size_t count = 0;
    (void)snprintf(path, sizeof(path), "%s/expected.tsv", folder);
    FILE *table = fopen(path, "r");
    while (table && fgets(line, sizeof(line), table)) {
        struct case_row row = { .folder = folder, .data = data };
        if (strcmp(case_split(line, &row), kind) == 0) {
            check(&row);
            count++;
        }
    }
    if (table) {
        assert_int_equal(fclose(table), 0);
    }
    return count;
}

/* The same for the folder beside the project; says so where there is none. */
static inline size_t cases_elsewhere(const char *kind, void (*check)(const struct case_row *row),
                                     void *data) {
    char folder[4096];
    const char *shared = getenv("SK_SHARED_DIR");
    (void)snprintf(folder, sizeof(folder), "%s/cases", shared ? shared : "");
    size_t count = shared ? cases_in(folder, kind, check, data) : 0;
    if (count == 0) {
        print_message("skipped: there are no further cases of '%s'; SK_SHARED_DIR names their "
                      "folder\n",
                      kind);
    }
    return count;
}

#endif
