/* key_chain.h — which source gives the access key.
 *
 * What the settings name is used, or refused with a sentence; no other source is tried then, as it
 * may belong to another account: explicit keys, else the INI file of config->credentials_file, else
 * the profile config->profile in the CLI's and the INI file. Where they name nothing, the vendor's
 * chain (README.md, "Credentials"): environment, CLI file, INI file, credentials URI, instance
 * metadata; a source that cannot be used is a notice, and the next one is asked. The vendor's
 * second link, the OIDC role, is not implemented: where its variables are set a notice says that it
 * is skipped.
 *
 * Reads files and the environment; no network, no state. */
#ifndef SAG_KEY_CHAIN_H
#define SAG_KEY_CHAIN_H

#include "client/finding.h"
#include "client/notice.h"
#include "client/sag_client.h"

#include <stdbool.h>

enum sag_source {
    SAG_SOURCE_EXPLICIT,
    SAG_SOURCE_ENVIRONMENT,
    SAG_SOURCE_CLI,
    SAG_SOURCE_INI,
    SAG_SOURCE_URI,
    SAG_SOURCE_METADATA,
};

struct sag_choice {
    enum sag_source source;
    struct sag_finding finding; /* SAG_FOUND_NOTHING: of SAG_SOURCE_URI, which is asked later */
    char *path;                 /* of the file; NULL: none */
    char *profile;              /* as asked for; NULL: the file's default */
    char *uri;
    struct sag_stamp stamp; /* of the file */
};

/* text (SAG_TEXT_SIZE bytes, never NULL) receives a sentence with the fix on error.
 * Owner: *out is the caller's, sag_choice_finish(). Errors: SAG_ERR_CONFIG, SAG_ERR_CREDENTIALS,
 * SAG_ERR_NOMEM. */
enum sag_err sag_choose_source(struct sag_choice *out, const struct sag_config *config,
                               const struct sag_notices *notices, char *text);
/* Wipes and frees; a zeroed struct is fine. */
void sag_choice_finish(struct sag_choice *choice);

/* Reads the file of a choice again; *found is the caller's. *exists false with SAG_OK: it is gone.
 * Warns of a file that others may read. */
enum sag_err sag_choice_read_file(const struct sag_choice *choice, struct sag_finding *found,
                                  struct sag_stamp *stamp, bool *exists,
                                  const struct sag_notices *notices, char *text);

#endif
