/* errors.h — every documented error code of the service, as data.
 * Facts: client/README.md, "Error codes". */
#ifndef SK_SIM_ERRORS_H
#define SK_SIM_ERRORS_H

struct sk_sim_error {
    const char *code;    /* exact, case-sensitive */
    int status;          /* the HTTP status it usually comes with */
    const char *message; /* the vendor's words where they are published */
};

/* The row of this code, NULL if it is not documented. Borrowed, static. Any thread. */
const struct sk_sim_error *sk_sim_error_find(const char *code);

#endif
