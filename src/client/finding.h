/* finding.h — reads access keys from files and answers. Pure. Nothing here logs; every error is a
 * sentence in text (SAG_TEXT_SIZE bytes) that names file and line or member and never quotes a
 * value that could be secret. */
#ifndef SAG_FINDING_H
#define SAG_FINDING_H

#include "client/assumed_role.h"
#include "client/key.h"
#include "client/sag_client.h"

#include <stddef.h>

enum sag_found {
    SAG_FOUND_NOTHING, /* no file, or no such profile in it */
    SAG_FOUND_KEY,
    SAG_FOUND_ROLE,         /* ask instance metadata for this role */
    SAG_FOUND_ASSUMED_ROLE, /* the key may ask STS for a key of this role */
};

struct sag_finding {
    enum sag_found found;
    struct sag_key key;
    char role[128]; /* may be "": ask for its name too */
    struct sag_assumed_role assumed;
    char profile[128]; /* the one that was taken */
};
void sag_finding_finish(struct sag_finding *finding);

/* The CLI's config.json, with or without a byte order mark. profile NULL: the member "current".
 * Errors: SAG_ERR_CREDENTIALS, SAG_ERR_NOMEM. */
enum sag_err sag_key_parse_cli(struct sag_finding *out, const char *json, size_t length,
                               const char *path, const char *profile, char *text);
/* The shared INI file, as its README writes it: a value may stand in quotes, and a comment may
 * follow a blank and # or ;. profile NULL: "default". A section with `enable = false` is an error
 * that says so. `type = sts` with security_token is our extension (the vendor's file readers have
 * no form for temporary keys). */
enum sag_err sag_key_parse_ini(struct sag_finding *out, const char *ini, size_t length,
                               const char *path, const char *profile, char *text);
/* What a credentials URI or the metadata service answers. where names it in the text. */
enum sag_err sag_key_parse_answer(struct sag_key *out, const char *json, size_t length,
                                  const char *where, char *text);
/* What STS answers AssumeRole with status. */
enum sag_err sag_key_parse_assumed(struct sag_key *out, int status, const char *json, size_t length,
                                   const char *where, char *text);

#endif
