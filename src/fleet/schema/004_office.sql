-- The office page: people as a list, passwords that have to be changed, what a token may, locks that
-- nobody can turn against others, keys of benches. Version 4.

-- --- events -------------------------------------------------------------------------------------

-- No event of ours is near that. A bench that sends a longer one is refused; else one bench's events
-- would fill the memory of whoever reads all benches'.
ALTER TABLE sag.event ADD CONSTRAINT event_is_short CHECK (octet_length(body) <= 65536
    OR chain LIKE '%~%') NOT VALID; -- set aside (version 5): it came before there was this limit

-- --- keys of benches ----------------------------------------------------------------------------

-- The public keys that a bench said it signs its checkpoints with, as text (src/journal/signed_note.h),
-- and since when it says so. Nobody vouches for the first one; that another came later is seen.
CREATE TABLE sag.bench_key (
    bench text NOT NULL,
    key text NOT NULL CHECK (length(key) BETWEEN 1 AND 200),
    first_seen timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (bench, key));

-- --- people -------------------------------------------------------------------------------------

-- Takes all people of a list, or none: a JSON array of {line, name, role, language, badge}, each name
-- once; badge: HMAC as in sag.person, in hexadecimal. "" leaves what is known of a name as it is; a
-- new one is a worker. line > 0: nothing was taken, as the badge of that line is somebody else's.
CREATE FUNCTION sag.keep_people(people json)
RETURNS TABLE (added integer, changed integer, line bigint, owner text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
BEGIN
    PERFORM 1 FROM sag.shared FOR UPDATE; -- one list after the other
    added := 0;
    changed := 0;
    -- Two may exchange their badges in one list.
    SELECT c.line, p.name INTO line, owner
        FROM json_to_recordset(people) AS c (line bigint, name text, badge text)
        JOIN sag.person p ON p.badge = decode(c.badge, 'hex') AND p.name <> c.name AND NOT p.is_gone
        WHERE c.badge <> '' AND NOT EXISTS (
            SELECT 1 FROM json_to_recordset(people) AS o (name text, badge text)
            WHERE o.name = p.name AND o.badge NOT IN ('', c.badge))
        ORDER BY c.line LIMIT 1;
    IF FOUND THEN
        RETURN NEXT;
        RETURN;
    END IF;
    UPDATE sag.person p SET changed = now(), role = coalesce(nullif(c.role, ''), p.role),
            language = coalesce(nullif(c.language, ''), p.language),
            badge = CASE c.badge WHEN '' THEN p.badge ELSE decode(c.badge, 'hex') END
        FROM json_to_recordset(people) AS c (name text, role text, language text, badge text)
        WHERE p.name = c.name AND NOT p.is_gone
          AND (c.role NOT IN ('', p.role) OR c.language NOT IN ('', p.language)
               OR c.badge NOT IN ('', encode(p.badge, 'hex')));
    GET DIAGNOSTICS changed = ROW_COUNT;
    INSERT INTO sag.person (number, name, role, language, badge)
        SELECT 1 + (abs(('x' || substr(md5(gen_random_uuid()::text), 1, 15))::bit(60)::bigint)
                    % 999999999998),
               c.name, coalesce(nullif(c.role, ''), 'worker'), c.language, decode(c.badge, 'hex')
        FROM json_to_recordset(people) AS c (name text, role text, language text, badge text)
        WHERE NOT EXISTS (SELECT 1 FROM sag.person p WHERE p.name = c.name AND NOT p.is_gone);
    GET DIAGNOSTICS added = ROW_COUNT;
    IF added + changed > 0 THEN
        UPDATE sag.shared s SET people = s.people + 1;
    END IF;
    line := 0;
    owner := '';
    RETURN NEXT;
END $$;

-- --- passwords ----------------------------------------------------------------------------------

-- First, as a sign-in takes its try before it reads the account.
DELETE FROM sag.office_try;

-- must_change: somebody else knows it, so nothing but changing it is possible with it.
ALTER TABLE sag.office_account ADD COLUMN must_change boolean NOT NULL DEFAULT false;

DROP FUNCTION sag.office_keep_account(text, text, boolean);
DROP FUNCTION sag.office_accounts();
DROP FUNCTION sag.office_session_of(bytea, integer);

-- A new account, or a new password for one: whoever is signed in as it is signed out. What was
-- locked is open again.
CREATE FUNCTION sag.office_keep_account(the_name text, the_password text, acts boolean,
                                        has_to_change boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO sag.office_account (name, password, may_act, must_change)
        VALUES (the_name, the_password, acts, has_to_change)
        ON CONFLICT (name) DO UPDATE SET password = excluded.password, may_act = excluded.may_act,
            must_change = excluded.must_change, changed = now();
    DELETE FROM sag.office_session s WHERE s.account = the_name;
    DELETE FROM sag.office_try t WHERE (t.kind = 'account' AND t.name = left(the_name, 63))
        OR (t.kind = 'pair' AND split_part(t.name, ' ', 1) <> ''
            AND substr(t.name, strpos(t.name, ' ') + 1) = left(the_name, 63));
END $$;

-- The account's own new password. known: what is kept of the one that was proved to be right. Every
-- session of the account ends. False: it is another one by now.
CREATE FUNCTION sag.office_change_password(the_name text, known text, chosen text)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
BEGIN
    UPDATE sag.office_account a SET password = chosen, must_change = false, changed = now()
        WHERE a.name = the_name AND a.password = known;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    DELETE FROM sag.office_session s WHERE s.account = the_name;
    RETURN true;
END $$;

CREATE FUNCTION sag.office_accounts()
RETURNS TABLE (name text, may_act boolean, changed timestamptz, must_change boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
    SELECT a.name, a.may_act, a.changed, a.must_change FROM sag.office_account a ORDER BY a.name
$$;

-- Whose session is it? No row: nobody's, or it is over, or nothing came for idle_s seconds.
CREATE FUNCTION sag.office_session_of(the_token bytea, idle_s integer)
RETURNS TABLE (account text, may_act boolean, must_change boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
BEGIN
    UPDATE sag.office_session s SET seen = clock_timestamp()
        WHERE s.token = the_token AND s.seen < clock_timestamp() - interval '20 seconds'
          AND s.seen > clock_timestamp() - make_interval(secs => idle_s);
    RETURN QUERY SELECT a.name, a.may_act, a.must_change
        FROM sag.office_session s JOIN sag.office_account a ON a.name = s.account
        WHERE s.token = the_token AND s.until > clock_timestamp()
          AND s.seen > clock_timestamp() - make_interval(secs => idle_s);
END $$;

-- --- guessing -----------------------------------------------------------------------------------

-- Three limits, so that nobody guesses a password, and nobody locks out whom he likes by guessing
-- badly:
--   address  40 tries from an address, whatever the account: against one who tries many accounts.
--   pair     8 of an account from an address: against one who tries one. Whoever asks from elsewhere
--            is not concerned.
--   account  60 of an account from addresses from which nobody signed in as it in the last 60 days:
--            against many who try one account together, who get 60 an hour. The account's own desks
--            are not concerned: there the other two suffice.
-- Whoever is locked out by one is not counted by the next. An address is an IPv4 address or the first
-- half of an IPv6 one, of which anybody has as many as he likes.
CREATE TABLE sag.office_known (
    account text NOT NULL,
    address text NOT NULL,
    seen timestamptz NOT NULL,
    PRIMARY KEY (account, address));

DROP FUNCTION sag.office_count_try(text, text, integer);

-- Counts a try, before anybody has looked at the password: so many at once are not more tries than
-- one after the other. Returns the seconds for which no more are taken; 0: look at the password.
-- After `most` tries there are none for `minutes`; so long without one, and they are forgotten.
CREATE FUNCTION sag.office_count_try(the_kind text, the_name text, most integer, minutes integer)
RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
DECLARE
    row record;
BEGIN
    INSERT INTO sag.office_try AS t (kind, name, failures, last)
        VALUES (the_kind, the_name, 0, clock_timestamp())
        ON CONFLICT (kind, name) DO NOTHING;
    SELECT * INTO row FROM sag.office_try t
        WHERE t.kind = the_kind AND t.name = the_name FOR UPDATE;
    IF row.locked > clock_timestamp() THEN
        RETURN ceil(extract(epoch FROM row.locked - clock_timestamp()));
    END IF;
    IF row.locked IS NOT NULL
       OR row.last < clock_timestamp() - make_interval(mins => minutes) THEN
        row.failures := 0; -- the lock is over, or the last mistake is long ago
    END IF;
    UPDATE sag.office_try t SET failures = row.failures + 1, last = clock_timestamp(),
        locked = CASE WHEN row.failures + 1 >= most
                 THEN clock_timestamp() + make_interval(mins => minutes) END
        WHERE t.kind = the_kind AND t.name = the_name;
    RETURN 0;
END $$;

-- locked_s > 0: no more tries for so long. password '': there is no such account, which nobody is
-- told. Behind the last try that is allowed comes the lock, whatever the password.
CREATE OR REPLACE FUNCTION sag.office_try_sign_in(the_account text, the_address text)
RETURNS TABLE (password text, locked_s integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
DECLARE
    who text := left(the_account, 63);
    wherefrom text := left(the_address, 63);
    locked integer := sag.office_count_try('address', wherefrom, 40, 15);
BEGIN
    IF locked = 0 THEN
        locked := sag.office_count_try('pair', wherefrom || ' ' || who, 8, 15);
    END IF;
    IF locked = 0 AND NOT EXISTS (SELECT 1 FROM sag.office_known k WHERE k.account = who
           AND k.address = wherefrom AND k.seen > clock_timestamp() - interval '60 days') THEN
        locked := sag.office_count_try('account', who, 60, 60);
    END IF;
    RETURN QUERY SELECT coalesce((SELECT a.password FROM sag.office_account a
                                  WHERE a.name = the_account), ''), locked;
END $$;

-- The password was right: what this address tried of the account is forgotten, this try is not
-- counted against the others, a session begins, and what is over goes.
CREATE OR REPLACE FUNCTION sag.office_begin(the_account text, the_address text, the_token bytea,
                                            seconds integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
DECLARE
    who text := left(the_account, 63);
    wherefrom text := left(the_address, 63);
BEGIN
    DELETE FROM sag.office_try t WHERE t.kind = 'pair' AND t.name = wherefrom || ' ' || who;
    -- Whoever has an account cannot wash an address clean with it.
    UPDATE sag.office_try t SET failures = greatest(t.failures - 1, 0), locked = NULL
        WHERE t.kind = 'address' AND t.name = wherefrom;
    UPDATE sag.office_try t SET failures = greatest(t.failures - 1, 0), locked = NULL
        WHERE t.kind = 'account' AND t.name = who AND NOT EXISTS (
            SELECT 1 FROM sag.office_known k WHERE k.account = who AND k.address = wherefrom);
    INSERT INTO sag.office_known (account, address, seen)
        VALUES (who, wherefrom, clock_timestamp())
        ON CONFLICT (account, address) DO UPDATE SET seen = excluded.seen;
    DELETE FROM sag.office_known k WHERE k.seen < clock_timestamp() - interval '60 days';
    DELETE FROM sag.office_try t WHERE t.last < clock_timestamp() - interval '1 day';
    DELETE FROM sag.office_session s WHERE s.until < clock_timestamp();
    INSERT INTO sag.office_session (token, account, address, until)
        VALUES (the_token, the_account, wherefrom,
                clock_timestamp() + make_interval(secs => seconds));
END $$;

-- False: there is none of that name.
CREATE OR REPLACE FUNCTION sag.office_drop_account(the_name text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM sag.office_session s WHERE s.account = the_name;
    DELETE FROM sag.office_known k WHERE k.account = left(the_name, 63);
    DELETE FROM sag.office_account a WHERE a.name = the_name;
    RETURN FOUND;
END $$;

-- --- tokens -------------------------------------------------------------------------------------

-- scope: what the token may. Those that are there could do both.
ALTER TABLE sag.office_token ADD COLUMN scope text NOT NULL DEFAULT 'read,publish'
    CHECK (scope IN ('read', 'publish', 'read,publish'));
ALTER TABLE sag.office_token ALTER COLUMN scope DROP DEFAULT;

DROP FUNCTION sag.office_keep_token(text, bytea);
DROP FUNCTION sag.office_token_of(bytea);

-- A token of that name that is there already is replaced.
CREATE FUNCTION sag.office_keep_token(the_name text, the_token bytea, the_scope text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
    INSERT INTO sag.office_token (name, token, scope) VALUES (the_name, the_token, the_scope)
        ON CONFLICT (name) DO UPDATE SET token = excluded.token, scope = excluded.scope, made = now()
$$;

CREATE FUNCTION sag.office_tokens() RETURNS TABLE (name text, scope text, made timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
    SELECT t.name, t.scope, t.made FROM sag.office_token t ORDER BY t.name
$$;

-- Whose token is it, and what may it? No row: nobody's.
CREATE FUNCTION sag.office_token_of(the_token bytea)
RETURNS TABLE (name text, may_read boolean, may_publish boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
    SELECT t.name, t.scope LIKE '%read%', t.scope LIKE '%publish%' FROM sag.office_token t
        WHERE t.token = the_token
$$;

-- --- rights -------------------------------------------------------------------------------------

REVOKE ALL ON sag.office_known, sag.bench_key FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA sag FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    sag.keep_people(json),
    sag.office_keep_account(text, text, boolean, boolean),
    sag.office_change_password(text, text, text),
    sag.office_accounts(),
    sag.office_session_of(bytea, integer),
    sag.office_keep_token(text, bytea, text),
    sag.office_tokens(),
    sag.office_token_of(bytea)
    TO sag_office;

GRANT SELECT ON sag.bench_key TO sag_office, sag_reader;

INSERT INTO sag.format (version) VALUES (4);
