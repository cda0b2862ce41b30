/* fleet_world.h — a fleet's database (tests/fake/with-cluster) and logs that are shipped to it, by
 * SQL alone: what the server must hold against whoever has the benches' password. */
#ifndef SK_TESTS_INTEGRATION_FLEET_FLEET_WORLD_H
#define SK_TESTS_INTEGRATION_FLEET_FLEET_WORLD_H

#include "check.h"

#include <libpq-fe.h>
#include <stdbool.h>

#define WORLD_EVENTS 2000

/* A log as a bench has it: the hash behind each event; events are numbered from 1. */
struct world_log {
    char bench[64];
    char chain[17];
    char secret[65]; /* hexadecimal */
    int count;
    char bodies[WORLD_EVENTS + 1][48];
    unsigned char hashes[WORLD_EVENTS + 1][32]; /* [0]: before the first */
};

/* What the server said. */
struct world_answer {
    char status[64]; /* 'ok', …; or the SQLSTATE of an error */
    int64_t head_seq;
    char head_hash[65];
};

/* As that role, at the primary. Ends the test where it cannot. */
PGconn *world_connect(const char *role);
PGconn *world_connect_at(const char *conninfo);

/* Runs one statement; *first (may be NULL) is the first value of its first row, "" where there is
 * none. Returns the SQLSTATE, "" where it went well; until the next call. */
const char *world_try(PGconn *connection, const char *sql, char first[256]);
/* It must go well. */
void world_run(PGconn *connection, const char *sql);
int64_t world_number(PGconn *connection, const char *sql);

/* A bench with a secret of its own, which the server knows. owner: a superuser's connection. */
void world_enroll(PGconn *owner, struct world_log *log, const char *bench, const char *chain);

/* Appends events; salt: what tells them from others of the same number. */
void world_grow(struct world_log *log, int count, const char *salt);

/* Ships the events from `first` on. pairs: JSON, or NULL for none. */
struct world_answer world_ship(PGconn *connection, const struct world_log *log, int first,
                               int count, const char *pairs);

/* The JSON of one settled pair. */
const char *world_pair(char out[2048], int64_t number, const char *serial, const char *result,
                       int64_t undone_by);

/* How many events of the log the server has, if each is the bench's and their hashes follow each
 * other from the anchor to the head; -1: they do not. */
int64_t world_verify(PGconn *owner, const struct world_log *log);

#endif
