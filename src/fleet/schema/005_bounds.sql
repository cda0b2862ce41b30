-- What benches may ask by instance; bounds for a bench that has a secret, but is not ours any more;
-- and how a broken log is accepted. Version 5.

-- --- proof -------------------------------------------------------------------------------------

-- Ends with SG001 unless that is the bench's secret. Behind a pooler somebody may have set this
-- connection not to wait for the disk: what a bench is told to be here is here. Functions that need
-- not wait say so afterwards.
CREATE OR REPLACE FUNCTION sag.prove(the_bench text, the_secret bytea) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
BEGIN
    PERFORM 1 FROM sag.bench b
        WHERE b.bench = the_bench AND b.secret = sha256(the_secret) AND b.revoked IS NULL;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'this is no bench of the fleet, or it was revoked' USING ERRCODE = 'SG001';
    END IF;
    IF current_setting('synchronous_commit') IN ('off', 'local') THEN
        PERFORM set_config('synchronous_commit', 'on', true);
    END IF;
END $$;

-- --- alarms -------------------------------------------------------------------------------------

-- chain, seq: the event that it is about; '' and 0: none, or the bench did not say. Equal ones that
-- nobody has seen are one row: times, and the last of them. kind may also be 'claims' and 'many'.
ALTER TABLE sag.alarm ADD COLUMN chain text NOT NULL DEFAULT '';
ALTER TABLE sag.alarm ADD COLUMN seq bigint NOT NULL DEFAULT 0;
ALTER TABLE sag.alarm ADD COLUMN times integer NOT NULL DEFAULT 1;
ALTER TABLE sag.alarm ADD COLUMN last timestamptz NOT NULL DEFAULT now();
UPDATE sag.alarm SET last = at;
CREATE INDEX alarm_at ON sag.alarm (bench, at);

-- Counts one that is there already. Of a bench at most 20 others come in an hour: behind them one
-- more says that there are many, and counts them. Not for benches.
CREATE FUNCTION sag.note_alarm(the_bench text, the_kind text, the_chain text, the_seq bigint,
                               the_text text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
DECLARE
    kept_kind text := left(the_kind, 20);
    kept_text text := left(the_text, 500);
BEGIN
    UPDATE sag.alarm a SET times = a.times + 1, last = clock_timestamp()
        WHERE a.bench = the_bench AND a.id = (SELECT max(b.id) FROM sag.alarm b
            WHERE b.bench = the_bench AND b.kind = kept_kind AND b.text = kept_text
              AND b.seen IS NULL);
    IF FOUND THEN
        RETURN;
    END IF;
    IF (SELECT count(*) FROM sag.alarm a WHERE a.bench = the_bench
            AND a.at > clock_timestamp() - interval '1 hour') >= 20 THEN
        UPDATE sag.alarm a SET times = a.times + 1, last = clock_timestamp()
            WHERE a.bench = the_bench AND a.id = (SELECT max(b.id) FROM sag.alarm b
                WHERE b.bench = the_bench AND b.kind = 'many'
                  AND b.at > clock_timestamp() - interval '1 hour');
        IF FOUND THEN
            RETURN;
        END IF;
        kept_kind := 'many';
        kept_text := 'more than 20 different alarms in an hour; further ones are only counted';
    END IF;
    INSERT INTO sag.alarm (bench, kind, chain, seq, text, at, last)
        VALUES (the_bench, kept_kind, the_chain, the_seq, kept_text, clock_timestamp(),
                clock_timestamp());
END $$;

-- The bench itself found that the server's head is none of its events. Other kinds are not its to
-- tell.
CREATE OR REPLACE FUNCTION sag.raise_alarm(the_bench text, the_secret bytea, the_kind text,
                                           the_text text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
BEGIN
    PERFORM sag.prove(the_bench, the_secret);
    PERFORM sag.note_alarm(the_bench, CASE WHEN the_kind IN ('gap', 'rewritten', 'hash')
                                      THEN the_kind ELSE 'other' END, '', 0, the_text);
END $$;

-- --- a broken log is accepted -----------------------------------------------------------------------

-- What an administrator has accepted. kind, seq: as the alarm said; of 'hash' the event whose hash
-- is not that of what it says. kept_as: what the server had of the log until then is there under this
-- name, which no bench can ship to; '': nothing was set aside.
CREATE TABLE sag.accepted (
    bench text NOT NULL,
    chain text NOT NULL,
    number integer NOT NULL,            -- 1, 2, … of the log
    at timestamptz NOT NULL DEFAULT now(),
    who text NOT NULL,
    reason text NOT NULL,
    kind text NOT NULL,
    seq bigint NOT NULL,
    text text NOT NULL,
    head_seq bigint NOT NULL,           -- of the server, when it was accepted
    head_hash bytea NOT NULL,
    kept_as text NOT NULL,
    PRIMARY KEY (bench, chain, number));

-- Moves what is here of a log under another name. Of a bench that has a million events it takes some
-- ten seconds, for which that bench waits. Not for benches.
CREATE FUNCTION sag.set_aside(the_bench text, the_chain text, name text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
BEGIN
    UPDATE sag.event e SET chain = name WHERE e.bench = the_bench AND e.chain = the_chain;
    UPDATE sag.pair p SET chain = name WHERE p.bench = the_bench AND p.chain = the_chain;
    UPDATE sag.checkpoint k SET chain = name WHERE k.bench = the_bench AND k.chain = the_chain;
    UPDATE sag.request r SET chain = name WHERE r.bench = the_bench AND r.chain = the_chain;
    UPDATE sag.chain c SET chain = name WHERE c.bench = the_bench AND c.chain = the_chain;
END $$;

-- From now on the log is what the bench says that it is. Where its past was rewritten or lost, what
-- is here is set aside, and the bench ships all that it has from the beginning; where one event does
-- not have the hash of what it says, that event is taken as it is. The alarms are closed. Ends with
-- SG003 where there is nothing to accept. Not for benches, nor for the office.
CREATE FUNCTION sag.accept_break(the_bench text, the_who text, the_reason text)
RETURNS TABLE (chain text, kind text, kept_as text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
DECLARE
    alarm record;
    head record;
    name text := '';
    next integer;
BEGIN
    IF length(btrim(the_reason)) = 0 OR length(btrim(the_who)) = 0 THEN
        RAISE EXCEPTION 'whoever accepts it says who, and why' USING ERRCODE = 'SG002';
    END IF;
    SELECT * INTO alarm FROM sag.alarm a WHERE a.bench = the_bench
        AND a.kind IN ('gap', 'rewritten', 'hash') AND NOT (a.kind = 'hash' AND a.seq = 0)
        AND a.last > coalesce(
            (SELECT max(b.at) FROM sag.accepted b WHERE b.bench = the_bench), '-infinity')
        ORDER BY a.last DESC, a.id DESC LIMIT 1;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is nothing to accept: no alarm says that the log is broken'
            USING ERRCODE = 'SG003';
    END IF;
    -- The bench does not always say which of its logs it is: then the one that it writes now.
    SELECT c.* INTO head FROM sag.chain c WHERE c.bench = the_bench AND c.chain !~ '~'
        AND (alarm.chain = '' OR c.chain = alarm.chain)
        ORDER BY c.chain = (SELECT p.chain FROM sag.pulse p WHERE p.bench = the_bench) DESC NULLS LAST,
                 c.moved DESC LIMIT 1 FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is nothing to accept: the bench has no log here'
            USING ERRCODE = 'SG003';
    END IF;
    SELECT coalesce(max(a.number), 0) + 1 INTO next FROM sag.accepted a
        WHERE a.bench = the_bench AND a.chain = head.chain;
    IF alarm.kind <> 'hash' THEN
        name := head.chain || '~' || next;
        PERFORM sag.set_aside(the_bench, head.chain, name);
    END IF;
    INSERT INTO sag.accepted (bench, chain, number, at, who, reason, kind, seq, text, head_seq,
                              head_hash, kept_as)
        VALUES (the_bench, head.chain, next, clock_timestamp(), left(the_who, 63),
                left(the_reason, 300), alarm.kind, alarm.seq, alarm.text, head.seq, head.hash, name);
    UPDATE sag.alarm a SET seen = clock_timestamp(), seen_by = left(the_who, 63)
        WHERE a.bench = the_bench AND a.seen IS NULL AND a.kind IN ('gap', 'rewritten', 'hash');
    INSERT INTO sag.alarm (bench, kind, chain, seq, text, at, last, seen, seen_by)
        VALUES (the_bench, 'accepted', head.chain, head.seq,
                left(format('the break was accepted (%s): %s', alarm.text, the_reason), 500),
                clock_timestamp(), clock_timestamp(), clock_timestamp(), left(the_who, 63));
    RETURN QUERY SELECT head.chain::text, alarm.kind::text, name;
END $$;

-- As version 3 has it, and what it returns is said in version 1; but equal alarms are counted, and
-- what somebody has accepted (sag.accept_break) is taken. Hashes are checked all at once: each is
-- that of the one before and its body, where the one before is right, or is the one that is told.
CREATE OR REPLACE FUNCTION sag.ship(the_bench text, the_secret bytea, the_chain text,
                         first_seq bigint, previous bytea, bodies bytea[], hashes bytea[],
                         events text[], pair_numbers bigint[], wall_ms bigint[], pairs json)
RETURNS TABLE (status text, head_seq bigint, head_hash bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
DECLARE
    head record;
    known bytea;
    wrong bigint;
    count integer := cardinality(bodies);
    came timestamptz := clock_timestamp();
    came_pairs sag.pair[];
BEGIN
    PERFORM sag.prove(the_bench, the_secret);
    IF the_chain !~ '^[0-9a-f]{16}$' OR first_seq < 1 OR length(previous) <> 32 OR count = 0
       OR cardinality(hashes) <> count OR cardinality(events) <> count
       OR cardinality(pair_numbers) <> count OR cardinality(ship.wall_ms) <> count
       OR array_ndims(hashes) <> 1 OR array_lower(hashes, 1) <> 1
       OR EXISTS (SELECT 1 FROM unnest(events) AS e WHERE length(e) > 63) THEN
        RAISE EXCEPTION 'not a batch of events' USING ERRCODE = 'SG002';
    END IF;
    came_pairs := ARRAY(SELECT p FROM json_populate_recordset(NULL::sag.pair, pairs) AS p);
    PERFORM sag.check_pairs(pair_numbers, came_pairs);
    SELECT c.seq, c.hash INTO head FROM sag.chain c
        WHERE c.bench = the_bench AND c.chain = the_chain FOR UPDATE;
    IF NOT FOUND THEN
        -- The first of this log. Another bench cannot have it: the key begins with the bench.
        IF first_seq = 1 AND previous <> decode(repeat('00', 32), 'hex') THEN
            PERFORM sag.note_alarm(the_bench, 'gap', the_chain, 1,
                format('log %s begins with event 1, but behind another hash than none', the_chain));
            RETURN QUERY SELECT 'gap', 0::bigint, decode(repeat('00', 32), 'hex');
            RETURN;
        END IF;
        IF EXISTS (SELECT 1 FROM sag.chain c WHERE c.bench = the_bench)
           AND NOT EXISTS (SELECT 1 FROM sag.accepted a
                           WHERE a.bench = the_bench AND a.chain = the_chain) THEN
            PERFORM sag.note_alarm(the_bench, 'new-log', the_chain, first_seq,
                format('the bench began a new log, %s, at event %s', the_chain, first_seq));
        END IF;
        INSERT INTO sag.chain (bench, chain, seq, hash, first_seq, anchor)
            VALUES (the_bench, the_chain, first_seq - 1, previous, first_seq, previous)
            ON CONFLICT DO NOTHING;
        SELECT c.seq, c.hash INTO head FROM sag.chain c
            WHERE c.bench = the_bench AND c.chain = the_chain FOR UPDATE;
    END IF;
    IF head.seq <> first_seq - 1 OR head.hash <> previous THEN
        IF first_seq - 1 > head.seq THEN
            PERFORM sag.note_alarm(the_bench, 'gap', the_chain, head.seq + 1,
                format('events %s to %s of log %s did not come', head.seq + 1, first_seq - 1,
                       the_chain));
            RETURN QUERY SELECT 'gap', head.seq, head.hash;
            RETURN;
        END IF;
        SELECT e.hash INTO known FROM sag.event e
            WHERE e.bench = the_bench AND e.chain = the_chain AND e.seq = first_seq - 1;
        IF head.seq = first_seq - 1 OR (FOUND AND known <> previous) THEN
            PERFORM sag.note_alarm(the_bench, 'rewritten', the_chain, first_seq - 1,
                format('event %s of log %s is not the one that came before', first_seq - 1,
                       the_chain));
            RETURN QUERY SELECT 'rewritten', head.seq, head.hash;
            RETURN;
        END IF;
        -- Perhaps the answer was lost: then what is there already is the same.
        PERFORM 1 FROM sag.event e, unnest(hashes) WITH ORDINALITY AS came_again (hash, place)
            WHERE e.bench = the_bench AND e.chain = the_chain
              AND e.seq = first_seq + came_again.place - 1 AND e.seq <= head.seq
              AND e.hash <> came_again.hash;
        IF FOUND THEN
            PERFORM sag.note_alarm(the_bench, 'rewritten', the_chain, first_seq,
                format('an event from %s on of log %s is not the one that came before', first_seq,
                       the_chain));
            RETURN QUERY SELECT 'rewritten', head.seq, head.hash;
            RETURN;
        END IF;
        RETURN QUERY SELECT 'head', head.seq, head.hash;
        RETURN;
    END IF;
    SELECT min(e.place) INTO wrong
        FROM unnest(array_prepend(previous, hashes), bodies, hashes)
             WITH ORDINALITY AS e (before, body, hash, place)
        WHERE e.place <= count AND sha256(e.before || e.body) IS DISTINCT FROM e.hash
          -- One that was accepted stays as it is: whoever verifies the log finds it.
          AND NOT (length(e.hash) = 32 AND EXISTS (SELECT 1 FROM sag.accepted a
                   WHERE a.bench = the_bench AND a.chain = the_chain AND a.kind = 'hash'
                     AND a.seq = first_seq + e.place - 1));
    IF wrong IS NOT NULL THEN
        PERFORM sag.note_alarm(the_bench, 'hash', the_chain, first_seq + wrong - 1,
            format('the hash of event %s of log %s is not that of what it says',
                   first_seq + wrong - 1, the_chain));
        RETURN QUERY SELECT 'hash', head.seq, head.hash;
        RETURN;
    END IF;
    INSERT INTO sag.event (bench, chain, seq, received, wall_ms, pair, event, body, hash)
        SELECT the_bench, the_chain, first_seq + r.place - 1, came, r.wall, r.pair, r.event, r.body,
               r.hash
        FROM unnest(bodies, hashes, events, pair_numbers, ship.wall_ms)
             WITH ORDINALITY AS r (body, hash, event, pair, wall, place);
    UPDATE sag.chain c SET seq = ship.first_seq + count - 1, hash = hashes[count], moved = came
        WHERE c.bench = the_bench AND c.chain = the_chain;
    IF cardinality(came_pairs) > 0 THEN
        PERFORM sag.keep_pairs(the_bench, the_chain, came_pairs);
    END IF;
    RETURN QUERY SELECT 'ok', first_seq + count - 1, hashes[count];
END $$;

-- --- claims -------------------------------------------------------------------------------------

CREATE INDEX claim_bench ON sag.claim (bench);

-- Nobody binds 64 devices in the two minutes of a claim. Those that are over, or bound by now, count
-- no more, and go. Not for benches.
CREATE FUNCTION sag.has_too_many_claims(asker text, the_serial text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
BEGIN
    IF (SELECT count(*) FROM sag.claim c WHERE c.bench = asker) < 64 THEN
        RETURN false;
    END IF;
    DELETE FROM sag.claim c WHERE c.bench = asker AND (c.until <= clock_timestamp()
        OR EXISTS (SELECT 1 FROM sag.binding b WHERE b.serial = c.serial AND b.bench = asker
                   AND b.is_bound));
    RETURN (SELECT count(*) FROM sag.claim c WHERE c.bench = asker AND c.serial <> the_serial) >= 64;
END $$;

-- When the pair is whole. 'claimed by you': it may be sent; else as sag.ask(), and nothing was
-- claimed. A claim of this bench is renewed. Nobody waits for the disk or a standby with it: one that
-- is lost with the server leaves the cloud as the judge. 'too many': the bench claims more than
-- anybody can bind; nothing was claimed, and nobody else has it.
CREATE OR REPLACE FUNCTION sag.claim_device(the_bench text, the_secret bytea, the_serial text,
                                 the_person bigint, the_operator text, seconds integer)
RETURNS TABLE (status text, bench text, bench_name text, who text, at_ms bigint, instance text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
DECLARE
    taken text;
    other record;
BEGIN
    PERFORM sag.prove(the_bench, the_secret);
    PERFORM set_config('synchronous_commit', 'off', true); -- it lasts for seconds
    IF length(the_serial) NOT BETWEEN 1 AND 255 THEN
        RAISE EXCEPTION 'not a serial number' USING ERRCODE = 'SG002';
    END IF;
    IF sag.has_too_many_claims(the_bench, lower(the_serial)) THEN
        PERFORM sag.note_alarm(the_bench, 'claims', '', 0, 'the bench claims more devices at once '
            'than anybody binds');
        RETURN QUERY SELECT * FROM sag.known_elsewhere(the_bench, the_serial);
        IF NOT FOUND THEN
            RETURN QUERY SELECT 'too many', ''::text, ''::text, ''::text, 0::bigint, ''::text;
        END IF;
        RETURN;
    END IF;
    INSERT INTO sag.claim (serial, bench, person, operator, made, until)
        VALUES (lower(the_serial), the_bench, the_person, left(the_operator, 255), clock_timestamp(),
                clock_timestamp() + make_interval(secs => least(greatest(seconds, 1), 600)))
    ON CONFLICT (serial) DO UPDATE SET bench = excluded.bench, person = excluded.person,
        operator = excluded.operator, made = excluded.made, until = excluded.until
        WHERE claim.until <= clock_timestamp() OR claim.bench = excluded.bench
    RETURNING claim.bench INTO taken;
    -- Looked up behind the claim: a binding that was shipped in between is seen.
    SELECT * INTO other FROM sag.known_elsewhere(the_bench, the_serial);
    IF FOUND THEN
        IF taken IS NOT NULL THEN
            DELETE FROM sag.claim c WHERE c.serial = lower(the_serial) AND c.bench = the_bench;
        END IF;
        RETURN QUERY SELECT other.status, other.bench, other.bench_name, other.who, other.at_ms,
                            other.instance;
    ELSIF taken IS NOT NULL THEN
        RETURN QUERY SELECT 'claimed by you', the_bench, ''::text, ''::text, 0::bigint, ''::text;
    ELSE -- it ended in this very moment
        RETURN QUERY SELECT 'again', ''::text, ''::text, ''::text, 0::bigint, ''::text;
    END IF;
END $$;

-- --- asking by instance ---------------------------------------------------------------------------

-- Each word of which a bench says that it binds, by instance. A distributed engine that spreads
-- bindings by serial asks all its nodes for one instance, at the label of a bench where an instance
-- has one device, and nowhere else.
CREATE INDEX binding_instance ON sag.binding (lower(instance)) WHERE is_bound AND instance <> '';

-- Which device another bench has bound to an instance, beside `the_serial`: no row, or the newest,
-- with the status 'in use' and the device's serial number in place of the instance. Of each device
-- the last word counts, whoever said it. Not for benches.
CREATE FUNCTION sag.in_use_elsewhere(asker text, the_instance text, the_serial text)
RETURNS TABLE (status text, bench text, bench_name text, who text, at_ms bigint, instance text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
BEGIN
    RETURN QUERY SELECT 'in use', w.bench, coalesce(nullif(u.name, ''), w.bench),
            coalesce(nullif(n.name, ''), w.operator), w.happened_ms, w.serial
        FROM (SELECT * FROM sag.binding b
              WHERE lower(b.instance) = lower(the_instance) AND b.instance <> '' AND b.is_bound
                AND b.bench <> asker AND b.serial <> lower(the_serial)
                AND NOT EXISTS (SELECT 1 FROM sag.binding later WHERE later.serial = b.serial
                                AND (later.happened_ms, later.changed) > (b.happened_ms, b.changed))
              ORDER BY b.happened_ms DESC LIMIT 1) AS w
             LEFT JOIN sag.pulse u ON u.bench = w.bench
             LEFT JOIN sag.person n ON n.number = w.person;
END $$;

-- At the first label, where it is that of an instance which has one device. No row: nobody else
-- bound one to it.
CREATE FUNCTION sag.ask_instance(the_bench text, the_secret bytea, the_instance text)
RETURNS TABLE (status text, bench text, bench_name text, who text, at_ms bigint, instance text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
BEGIN
    PERFORM sag.prove(the_bench, the_secret);
    RETURN QUERY SELECT * FROM sag.in_use_elsewhere(the_bench, the_instance, '');
END $$;

-- As sag.claim_device(); and where nobody else has the device, the instance must have no other one
-- of another bench, or nothing is claimed.
CREATE FUNCTION sag.claim_pair(the_bench text, the_secret bytea, the_serial text,
                               the_person bigint, the_operator text, seconds integer,
                               the_instance text)
RETURNS TABLE (status text, bench text, bench_name text, who text, at_ms bigint, instance text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
DECLARE
    device record;
    other record;
BEGIN
    PERFORM sag.prove(the_bench, the_secret);
    SELECT * INTO device FROM sag.claim_device(the_bench, the_secret, the_serial, the_person,
                                               the_operator, seconds);
    IF device.status = 'claimed by you' THEN
        SELECT * INTO other FROM sag.in_use_elsewhere(the_bench, the_instance, the_serial);
        IF FOUND THEN
            DELETE FROM sag.claim c WHERE c.serial = lower(the_serial) AND c.bench = the_bench;
            device := other;
        END IF;
    END IF;
    RETURN QUERY SELECT device.status, device.bench, device.bench_name, device.who, device.at_ms,
                        device.instance;
END $$;

-- What a bench says that it signs its checkpoints with (version 4 has the table). A second key is an
-- alarm; a bench has few in its life, so more than twenty are not kept.
CREATE FUNCTION sag.keep_key(the_bench text, the_secret bytea, the_key text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
DECLARE
    others integer;
BEGIN
    PERFORM sag.prove(the_bench, the_secret);
    SELECT count(*) INTO others FROM sag.bench_key k WHERE k.bench = the_bench;
    IF others >= 20 THEN
        RETURN;
    END IF;
    INSERT INTO sag.bench_key (bench, key) VALUES (the_bench, left(the_key, 200))
        ON CONFLICT DO NOTHING;
    IF FOUND AND others > 0 THEN
        PERFORM sag.note_alarm(the_bench, 'new-key', '', 0,
            format('the bench signs with another key: %s', left(the_key, 200)));
    END IF;
END $$;

-- --- rights -------------------------------------------------------------------------------------

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA sag FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    sag.ask_instance(text, bytea, text),
    sag.claim_pair(text, bytea, text, bigint, text, integer, text),
    sag.keep_key(text, bytea, text)
    TO sag_bench;
GRANT SELECT ON sag.accepted TO sag_office, sag_reader;

INSERT INTO sag.format (version) VALUES (5);
