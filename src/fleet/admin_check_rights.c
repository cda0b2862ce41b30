/* admin_check_rights.c — nobody may more than the schema gave. The catalogue is asked, so that it
 * does not matter how a right was come by. */
#include "fleet/admin_check.h"

#include "base/util.h"
#include "fleet/admin_query.h"

/* Each row of the answer is something that is wrong, as a text. */
struct rule {
    const char *check;
    enum sk_fleet_finding_state state; /* of a row */
    const char *fine;                  /* there are no rows */
    const char *remedy;
    const char *sql;
};

#define ROLES "unnest(ARRAY['sag_bench', 'sag_office', 'sag_reader']) AS r"
/* What a bench may call begins with who it is and its secret, and proves that. */
#define FOR_BENCHES                                                                                \
    "p.proargnames[1:2] = ARRAY['the_bench', 'the_secret'] AND p.proname <> 'prove' AND "          \
    "p.prosrc LIKE '%sag.prove(the_bench, the_secret)%' "
#define RELATIONS                                                                                  \
    "pg_class c WHERE c.relnamespace = 'sag'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S')"
#define FUNCTIONS "pg_proc p WHERE p.pronamespace = 'sag'::regnamespace"

static const struct rule rules[] = {
    { "roles", SK_FLEET_FAIL, "the three roles are there, and own and rule nothing",
      "ALTER ROLE … NOSUPERUSER NOCREATEROLE NOCREATEDB NOREPLICATION NOBYPASSRLS; REVOKE "
      "memberships; REASSIGN OWNED; sag-kioskctl fleet init makes roles that are missing",
      "SELECT r || ' is not there' FROM " ROLES
      " WHERE NOT EXISTS (SELECT 1 FROM pg_roles p WHERE p.rolname = r) "
      "UNION ALL SELECT r || ' may what only an administrator should' FROM " ROLES
      " JOIN pg_roles p ON p.rolname = r WHERE p.rolsuper OR p.rolcreaterole OR p.rolcreatedb OR "
      "p.rolreplication OR p.rolbypassrls "
      "UNION ALL SELECT r || ' is a member of ' || g.rolname FROM " ROLES
      " JOIN pg_roles p ON p.rolname = r JOIN pg_auth_members m ON m.member = p.oid "
      "JOIN pg_roles g ON g.oid = m.roleid "
      "UNION ALL SELECT r || ' owns ' || c.relname FROM " ROLES
      " JOIN pg_roles p ON p.rolname = r JOIN pg_class c ON c.relowner = p.oid "
      "UNION ALL SELECT r || ' owns ' || f.proname FROM " ROLES
      " JOIN pg_roles p ON p.rolname = r JOIN pg_proc f ON f.proowner = p.oid" },
    { "rights", SK_FLEET_FAIL, "benches run their functions and nothing else; others read",
      "REVOKE it; src/fleet/schema has what each role may",
      "SELECT 'sag_bench may touch ' || c.relname FROM " RELATIONS
      " AND (has_table_privilege('sag_bench', c.oid, "
      "'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER') "
      "OR has_any_column_privilege('sag_bench', c.oid, 'SELECT, INSERT, UPDATE, REFERENCES')) "
      "UNION ALL SELECT r || ' may change ' || c.relname FROM " ROLES ", " RELATIONS
      " AND r <> 'sag_bench' AND (has_table_privilege(r, c.oid, "
      "'INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER') "
      "OR has_any_column_privilege(r, c.oid, 'INSERT, UPDATE, REFERENCES')) "
      "UNION ALL SELECT r || ' may read the secrets of benches' FROM " ROLES
      " WHERE has_column_privilege(r, 'sag.bench', 'secret', 'SELECT') "
      "UNION ALL SELECT r || ' may read the badges' FROM " ROLES
      " WHERE has_column_privilege(r, 'sag.person', 'badge', 'SELECT') "
      "UNION ALL SELECT 'sag_reader may read the key of badges' "
      "WHERE has_column_privilege('sag_reader', 'sag.shared', 'badge_key', 'SELECT') "
      "UNION ALL SELECT r || ' may make objects in the schema ' || s FROM " ROLES
      ", unnest(ARRAY['sag', 'public']) s WHERE to_regnamespace(s) IS NOT NULL "
      "AND has_schema_privilege(r, s, 'CREATE')" },
    { "functions", SK_FLEET_FAIL, "each runs as its owner, with a search path of its own",
      "REVOKE EXECUTE, or GRANT it, as src/fleet/schema has it",
      "SELECT 'sag_bench may call ' || p.proname FROM " FUNCTIONS
      " AND has_function_privilege('sag_bench', p.oid, 'EXECUTE') AND NOT coalesce(" FOR_BENCHES
      ", false) "
      "UNION ALL SELECT 'sag_bench may not call ' || p.proname FROM " FUNCTIONS " AND " FOR_BENCHES
      " AND NOT has_function_privilege('sag_bench', p.oid, 'EXECUTE') "
      "UNION ALL SELECT 'sag_reader may call ' || p.proname FROM " FUNCTIONS
      " AND has_function_privilege('sag_reader', p.oid, 'EXECUTE') "
      "UNION ALL SELECT p.proname || ' has no search path of its own' FROM " FUNCTIONS
      " AND p.prosecdef AND NOT coalesce(p.proconfig, '{}') @> "
      "ARRAY['search_path=sag, pg_catalog, pg_temp'] "
      "UNION ALL SELECT 'the functions have several owners' FROM (SELECT 1 FROM " FUNCTIONS
      " HAVING count(DISTINCT p.proowner) > 1) o" },
    { "log", SK_FLEET_WARN, "the server's log gets no secrets",
      "as superuser: ALTER ROLE sag_bench SET log_parameter_max_length = 0; likewise "
      "log_parameter_max_length_on_error, and sag_office",
      "SELECT 'what ' || r || ' sends, secrets too, may get into the server''s log: ' || s FROM "
      "unnest(ARRAY['sag_bench', 'sag_office']) r, unnest(ARRAY['log_parameter_max_length', "
      "'log_parameter_max_length_on_error']) s WHERE NOT EXISTS (SELECT 1 FROM pg_roles p "
      "JOIN pg_db_role_setting d ON d.setrole = p.oid WHERE p.rolname = r AND s || '=0' = "
      "ANY (d.setconfig))" },
    { "settings", SK_FLEET_WARN, "the roles begin with the settings that the schema gave them",
      "ALTER ROLE … RESET it; whoever has a role's password may set it, so give the role another",
      "SELECT r || ' begins with ' || s FROM " ROLES
      " JOIN pg_roles p ON p.rolname = r JOIN pg_db_role_setting d ON d.setrole = p.oid, "
      "unnest(d.setconfig) s WHERE NOT s = ANY (ARRAY['jit=off', 'statement_timeout=4s', "
      "'statement_timeout=60s', 'idle_in_transaction_session_timeout=4s', "
      "'idle_in_transaction_session_timeout=10min', 'log_parameter_max_length=0', "
      "'log_parameter_max_length_on_error=0'])" },
    { "hardening", SK_FLEET_WARN, "the pooled role can fill, lock or end nothing of others",
      "as superuser: sag-kioskctl fleet migrate",
      "SELECT 'sag_bench may make temporary tables, and fill the disk' WHERE "
      "has_database_privilege('sag_bench', current_database(), 'TEMPORARY') "
      "UNION ALL SELECT 'sag_bench may call ' || f FROM unnest(ARRAY['lo_creat(integer)', "
      "'lo_create(oid)', 'lo_from_bytea(oid, bytea)', 'lo_put(oid, bigint, bytea)', "
      "'lowrite(integer, bytea)', 'pg_cancel_backend(integer)', "
      "'pg_terminate_backend(integer, bigint)', 'pg_notify(text, text)', "
      "'pg_advisory_lock(bigint)']) f WHERE "
      "has_function_privilege('sag_bench', 'pg_catalog.' || f, 'EXECUTE')" },
};

static void check_rule(struct sk_fleet_admin *admin, const struct sk_fleet_listener *listener,
                       const struct rule *rule) {
    struct sk_err_info info = { "" };
    enum sk_err err;
    PGresult *result = sk_fleet_query(admin, rule->sql, 0, NULL, &err, &info);
    if (err) {
        sk_fleet_tell(listener, SK_FLEET_FAIL, rule->check, rule->remedy, "%s", info.text);
        return;
    }
    for (int i = 0; i < PQntuples(result); i++) {
        sk_fleet_tell(listener, rule->state, rule->check, rule->remedy, "%s",
                      PQgetvalue(result, i, 0));
    }
    if (PQntuples(result) == 0) {
        sk_fleet_tell(listener, SK_FLEET_OK, rule->check, NULL, "%s", rule->fine);
    }
    PQclear(result);
}

void sk_fleet_check_rights(struct sk_fleet_admin *admin, const struct sk_fleet_listener *listener) {
    for (size_t i = 0; i < SK_ARRAY_LEN(rules); i++) {
        check_rule(admin, listener, &rules[i]);
    }
}
