-- The office page's own: who may sign in, sessions, tokens of other programs. Version 2.
--
-- Nothing of it is known to a bench: a bench's PIN opens nothing here, and no password of here is on
-- any bench. Of a session and of a token only the SHA-256 is here, of a password what scrypt made of
-- it. Tables are small; a distributed engine keeps them as reference tables.

-- password: 'scrypt$LOG2(N)$R$P$SALT$HASH', the last two in hexadecimal.
CREATE TABLE sag.office_account (
    name text PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 63),
    password text NOT NULL,
    may_act boolean NOT NULL,           -- false: only looks
    made timestamptz NOT NULL DEFAULT now(),
    changed timestamptz NOT NULL DEFAULT now());

CREATE TABLE sag.office_session (
    token bytea PRIMARY KEY,            -- SHA-256
    account text NOT NULL,
    address text NOT NULL,
    began timestamptz NOT NULL DEFAULT now(),
    seen timestamptz NOT NULL DEFAULT now(),
    until timestamptz NOT NULL);

CREATE TABLE sag.office_token (
    name text PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 63),
    token bytea NOT NULL UNIQUE,        -- SHA-256
    made timestamptz NOT NULL DEFAULT now());

-- Tries to sign in that did not end well. kind: 'account' or 'address'.
CREATE TABLE sag.office_try (
    kind text NOT NULL,
    name text NOT NULL,
    failures integer NOT NULL,
    last timestamptz NOT NULL,
    locked timestamptz,                 -- until then
    PRIMARY KEY (kind, name));

-- --- signing in ---------------------------------------------------------------------------------

-- Counts a try, before anybody has looked at the password: so many at once are not more tries than
-- one after the other. Returns the seconds for which no more are taken; 0: look at the password.
CREATE FUNCTION sag.office_count_try(the_kind text, the_name text, most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
DECLARE
    row record;
BEGIN
    INSERT INTO sag.office_try AS t (kind, name, failures, last)
        VALUES (the_kind, left(the_name, 100), 0, clock_timestamp())
        ON CONFLICT (kind, name) DO NOTHING;
    SELECT * INTO row FROM sag.office_try t
        WHERE t.kind = the_kind AND t.name = left(the_name, 100) FOR UPDATE;
    IF row.locked > clock_timestamp() THEN
        RETURN ceil(extract(epoch FROM row.locked - clock_timestamp()));
    END IF;
    IF row.locked IS NOT NULL OR row.last < clock_timestamp() - interval '15 minutes' THEN
        row.failures := 0; -- the lock is over, or the last mistake is long ago
    END IF;
    UPDATE sag.office_try t SET failures = row.failures + 1, last = clock_timestamp(),
        locked = CASE WHEN row.failures + 1 >= most
                 THEN clock_timestamp() + interval '15 minutes' END
        WHERE t.kind = the_kind AND t.name = left(the_name, 100);
    RETURN 0;
END $$;

-- locked_s > 0: no more tries for so long. password '': there is no such account, which nobody is
-- told. Behind the last try that is allowed comes the lock, whatever the password.
CREATE FUNCTION sag.office_try_sign_in(the_account text, the_address text)
RETURNS TABLE (password text, locked_s integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
DECLARE
    by_account integer := 0;
    by_address integer := sag.office_count_try('address', the_address, 40);
BEGIN
    -- Whoever is locked out does not lock the accounts of others.
    IF by_address = 0 THEN
        by_account := sag.office_count_try('account', the_account, 8);
    END IF;
    RETURN QUERY SELECT coalesce((SELECT a.password FROM sag.office_account a
                                  WHERE a.name = the_account), ''),
                        greatest(by_account, by_address);
END $$;

-- The password was right: what was counted against the account is forgotten, this try is not counted
-- against the address, a session begins, and sessions that are over go.
CREATE FUNCTION sag.office_begin(the_account text, the_address text, the_token bytea,
                                 seconds integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM sag.office_try t WHERE t.kind = 'account' AND t.name = left(the_account, 100);
    -- Whoever has an account cannot wash an address clean with it.
    UPDATE sag.office_try t SET failures = greatest(t.failures - 1, 0), locked = NULL
        WHERE t.kind = 'address' AND t.name = left(the_address, 100);
    DELETE FROM sag.office_try t WHERE t.last < clock_timestamp() - interval '1 day';
    DELETE FROM sag.office_session s WHERE s.until < clock_timestamp();
    INSERT INTO sag.office_session (token, account, address, until)
        VALUES (the_token, the_account, left(the_address, 100),
                clock_timestamp() + make_interval(secs => seconds));
END $$;

-- Whose session is it? No row: nobody's, or it is over, or nothing came for idle_s seconds.
CREATE FUNCTION sag.office_session_of(the_token bytea, idle_s integer)
RETURNS TABLE (account text, may_act boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
BEGIN
    UPDATE sag.office_session s SET seen = clock_timestamp()
        WHERE s.token = the_token AND s.seen < clock_timestamp() - interval '20 seconds'
          AND s.seen > clock_timestamp() - make_interval(secs => idle_s);
    RETURN QUERY SELECT a.name, a.may_act
        FROM sag.office_session s JOIN sag.office_account a ON a.name = s.account
        WHERE s.token = the_token AND s.until > clock_timestamp()
          AND s.seen > clock_timestamp() - make_interval(secs => idle_s);
END $$;

CREATE FUNCTION sag.office_end(the_token bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
    DELETE FROM sag.office_session s WHERE s.token = the_token
$$;

-- --- accounts and tokens, for the command line --------------------------------------------------

-- A new account, or a new password for one: whoever is signed in as it is signed out. What was
-- locked is open again.
CREATE FUNCTION sag.office_keep_account(the_name text, the_password text, acts boolean)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO sag.office_account (name, password, may_act)
        VALUES (the_name, the_password, acts)
        ON CONFLICT (name) DO UPDATE SET password = excluded.password, may_act = excluded.may_act,
            changed = now();
    DELETE FROM sag.office_session s WHERE s.account = the_name;
    DELETE FROM sag.office_try t WHERE t.kind = 'account' AND t.name = left(the_name, 100);
END $$;

-- False: there is none of that name.
CREATE FUNCTION sag.office_drop_account(the_name text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM sag.office_session s WHERE s.account = the_name;
    DELETE FROM sag.office_account a WHERE a.name = the_name;
    RETURN FOUND;
END $$;

CREATE FUNCTION sag.office_accounts()
RETURNS TABLE (name text, may_act boolean, changed timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
    SELECT a.name, a.may_act, a.changed FROM sag.office_account a ORDER BY a.name
$$;

-- A token of that name that is there already is replaced.
CREATE FUNCTION sag.office_keep_token(the_name text, the_token bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
    INSERT INTO sag.office_token (name, token) VALUES (the_name, the_token)
        ON CONFLICT (name) DO UPDATE SET token = excluded.token, made = now()
$$;

CREATE FUNCTION sag.office_drop_token(the_name text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM sag.office_token t WHERE t.name = the_name;
    RETURN FOUND;
END $$;

-- Whose token is it? No row: nobody's.
CREATE FUNCTION sag.office_token_of(the_token bytea) RETURNS TABLE (name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
    SELECT t.name FROM sag.office_token t WHERE t.token = the_token
$$;

-- --- rights -------------------------------------------------------------------------------------

REVOKE ALL ON sag.office_account, sag.office_session, sag.office_token, sag.office_try FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA sag FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    sag.office_try_sign_in(text, text),
    sag.office_begin(text, text, bytea, integer),
    sag.office_session_of(bytea, integer),
    sag.office_end(bytea),
    sag.office_keep_account(text, text, boolean),
    sag.office_drop_account(text),
    sag.office_accounts(),
    sag.office_keep_token(text, bytea),
    sag.office_drop_token(text),
    sag.office_token_of(bytea)
    TO sag_office;
ALTER ROLE sag_office SET statement_timeout = '60s';
ALTER ROLE sag_office SET idle_in_transaction_session_timeout = '10min';

INSERT INTO sag.format (version) VALUES (2);
