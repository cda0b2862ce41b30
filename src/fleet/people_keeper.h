/* people_keeper.h — makes the bench's table of people what the fleet's server answered. The fleet's
 * thread; blocks on the journal's disk. Private to this folder. */
#ifndef SK_FLEET_PEOPLE_KEEPER_H
#define SK_FLEET_PEOPLE_KEEPER_H

#include "base/err.h"
#include "fleet/calls.h"

#include <stdbool.h>

/* result: of sag.people(), a good one. *is_gone: somebody is not in it any more. Errors:
 * SK_ERR_CORRUPT (it is not what was expected), those of sk_people_follow(). */
enum sk_err sk_fleet_keep_people(const char *journal_path, const PGresult *result, bool *is_gone,
                                 struct sk_err_info *info);

#endif
