-- The order in which benches hear of each other. Version 3.
--
-- Before, a word's place was the time at which it was written. What is written first may be seen
-- last: its transaction waits for the disk, or for a standby that is away, for as long as that takes.
-- So nobody could go past the last five seconds, was given those rows again each second, and missed
-- what took longer. Now a word gets its place (binding.changed) only from whoever has the one row of
-- sag.turn locked until its commit:
--   - each place is later than all that were given before, which everybody sees by then, as a lock
--     is let go behind the commit, and the commit behind the standby;
--   - so where a word is seen, all that are before it are seen, too: whoever follows is given nothing
--     twice, and misses nothing, however late a transaction ends.
-- Nobody waits for the row. ship() places its words at once if the row is free; else they are there
-- without a place (is_placed), which does not matter to those who ask by serial number, and the next
-- ship() or follow() that finds the row free places them. A place is a time so that it goes on behind
-- those of a server that is gone: after a standby that lacked something was promoted, what the benches
-- ship again is placed behind what anybody was told.
--
-- Not by transaction numbers ("all below the oldest that still runs is final"): a distributed engine
-- has none or some of each node, a database restored from a dump counts anew, and any transaction of
-- any database that is left open would stop the news of all. Not by what each bench has seen already:
-- the server would read it again for each of them. On one machine with its standbys, and with
-- YugabyteDB's read committed, the above holds as it stands; Citus shows a transaction on one node
-- before the other, so sag.binding and sag.turn would stay on one of its nodes (a local table), until
-- that node's writes are the limit.
--
-- Benches of before go on with it: the functions are the same, and rows are told as settled at once.
-- Benches of now go on with version 2, as slowly as before.

CREATE TABLE sag.turn (one boolean PRIMARY KEY DEFAULT true CHECK (one)); -- one row, never written again
INSERT INTO sag.turn DEFAULT VALUES;
REVOKE ALL ON sag.turn FROM PUBLIC;

ALTER TABLE sag.binding ADD COLUMN is_placed boolean NOT NULL DEFAULT true;
DROP INDEX sag.binding_changed;
CREATE INDEX binding_placed ON sag.binding (changed) WHERE is_placed;
CREATE INDEX binding_unplaced ON sag.binding (changed) WHERE NOT is_placed;

-- The place behind all that were given. Only for whoever has the turn. Rows are never deleted, and
-- none goes back, so the latest of all is behind each place that was ever given.
CREATE FUNCTION sag.last_place() RETURNS timestamptz
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
BEGIN
    RETURN greatest(clock_timestamp(), (SELECT max(b.changed) FROM sag.binding b WHERE b.is_placed),
                    (SELECT max(b.changed) FROM sag.binding b WHERE NOT b.is_placed));
END $$;

-- How far back one looks for words without a place. Mostly a minute: what is placed leaves dead
-- entries in the index, which all go past while somebody reads for hours (a dump). Now and then, of
-- all: a transaction that took longer than a minute.
CREATE FUNCTION sag.unplaced_since() RETURNS timestamptz
LANGUAGE sql SET search_path = sag, pg_catalog, pg_temp AS $$
    SELECT CASE WHEN random() < 0.05 THEN '-infinity'::timestamptz
           ELSE clock_timestamp() - interval '1 minute' END
$$;

-- Gives words that have no place the next ones. Only for whoever has the turn.
CREATE FUNCTION sag.place_words(since timestamptz, most integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
DECLARE
    last timestamptz;
BEGIN
    IF NOT EXISTS (SELECT 1 FROM sag.binding b WHERE NOT b.is_placed AND b.changed > since) THEN
        RETURN;
    END IF;
    last := sag.last_place();
    -- What its bench is changing just now is passed over: it is without a place again.
    UPDATE sag.binding b SET changed = w.place, is_placed = true
        FROM (SELECT u.serial, u.bench,
                     last + row_number() OVER (ORDER BY u.changed) * interval '1 microsecond' AS place
              FROM (SELECT n.serial, n.bench, n.changed FROM sag.binding n
                    WHERE NOT n.is_placed AND n.changed > since
                    ORDER BY n.changed LIMIT most FOR UPDATE SKIP LOCKED) AS u) AS w
        WHERE b.serial = w.serial AND b.bench = w.bench AND NOT b.is_placed;
END $$;

-- --- ship ---------------------------------------------------------------------------------------

-- Of version 1: the same with the pairs as JSON, which was read anew by each.
DROP FUNCTION sag.check_pairs(bigint[], json);
DROP FUNCTION sag.keep_pairs(text, text, json, timestamptz);

-- Ends with SG002 unless each pair is one of an event in the batch, or one that such a pair refers
-- to. Not for benches.
CREATE FUNCTION sag.check_pairs(pair_numbers bigint[], pairs sag.pair[]) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (
        WITH own AS MATERIALIZED (
            SELECT p.number, p.refers FROM unnest(pairs) AS p
            WHERE p.number IN (SELECT unnest(pair_numbers)))
        SELECT 1 FROM unnest(pairs) AS p WHERE p.number IS NULL OR p.number < 1 OR NOT (
            p.number IN (SELECT o.number FROM own o)
            OR p.number IN (SELECT o.refers FROM own o WHERE o.refers IS NOT NULL)))
    THEN
        RAISE EXCEPTION 'not the pairs of these events' USING ERRCODE = 'SG002';
    END IF;
END $$;

-- What the pairs say of their devices. Not for benches.
--
-- A pair that was bound says who has the device now; one whose binding was taken away says that
-- nobody has. An older pair of this bench does not overrule a newer one. Nothing happened after now:
-- a bench whose clock is ahead would have the last word until that time comes.
CREATE FUNCTION sag.keep_words(the_bench text, the_chain text, pairs sag.pair[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
DECLARE
    is_turn boolean;
    place timestamptz := clock_timestamp();
BEGIN
    PERFORM 1 FROM sag.turn t FOR UPDATE SKIP LOCKED;
    is_turn := FOUND;
    IF is_turn THEN
        place := sag.last_place();
    END IF;
    INSERT INTO sag.binding (serial, bench, chain, pair, instance, is_bound, person, operator,
                             customer_order, happened_ms, changed, is_placed)
        SELECT w.serial, the_bench, the_chain, w.number, w.instance, w.undone_by = 0, w.person,
               w.operator, w.customer_order,
               least(w.changed_wall_ms, (extract(epoch FROM clock_timestamp()) * 1000)::bigint),
               place + row_number() OVER (ORDER BY w.number) * interval '1 microsecond', is_turn
        FROM (SELECT DISTINCT ON (lower(p.serial)) lower(p.serial) AS serial, p.number, p.instance,
                     p.undone_by, p.person, p.operator, p.customer_order, p.changed_wall_ms
              FROM unnest(pairs) AS p
              WHERE p.kind = 'bind' AND p.result = 'bound' AND p.serial <> ''
              ORDER BY lower(p.serial), p.number DESC) AS w
    ON CONFLICT (serial, bench) DO UPDATE SET
        chain = excluded.chain, pair = excluded.pair, instance = excluded.instance,
        is_bound = excluded.is_bound, person = excluded.person, operator = excluded.operator,
        customer_order = excluded.customer_order, happened_ms = excluded.happened_ms,
        changed = greatest(excluded.changed, binding.changed), is_placed = excluded.is_placed
        WHERE binding.chain <> excluded.chain OR (binding.pair <= excluded.pair
              AND (binding.pair, binding.is_bound) <> (excluded.pair, excluded.is_bound));
    IF is_turn THEN
        PERFORM sag.place_words(sag.unplaced_since(), 500);
    END IF;
END $$;

-- The rest of ship(): what the pairs say now. Not for benches.
CREATE FUNCTION sag.keep_pairs(the_bench text, the_chain text, pairs sag.pair[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO sag.pair
        SELECT the_bench, the_chain, p.number, p.kind, p.serial, p.instance, p.operator, p.result,
               p.phase, p.attempts, p.code, p.message, p.request_id, p.source, p.device, p.symbology,
               p.scanned_wall_ms, p.sent_wall_ms, p.changed_wall_ms, p.refers, p.undone_by,
               p.retried_by, p.note, p.dealt_wall_ms, p.person, p.instance_source,
               p.instance_device, p.instance_symbology, p.serial_by_hand, p.instance_by_hand,
               p.region, p.profile, p.customer_order, p.still
        FROM unnest(pairs) AS p
    ON CONFLICT (bench, chain, number) DO UPDATE SET
        result = excluded.result, phase = excluded.phase, attempts = excluded.attempts,
        code = excluded.code, message = excluded.message, request_id = excluded.request_id,
        sent_wall_ms = excluded.sent_wall_ms, changed_wall_ms = excluded.changed_wall_ms,
        undone_by = excluded.undone_by, retried_by = excluded.retried_by, note = excluded.note,
        dealt_wall_ms = excluded.dealt_wall_ms, still = excluded.still;
    DELETE FROM sag.claim c USING unnest(pairs) AS p
        WHERE p.kind = 'bind' AND p.result NOT IN ('pending', 'bound', 'check')
          AND c.serial = lower(p.serial) AND c.bench = the_bench;
    -- Last, as others may wait for the turn.
    IF EXISTS (SELECT 1 FROM unnest(pairs) AS p
               WHERE p.kind = 'bind' AND p.result = 'bound' AND p.serial <> '') THEN
        PERFORM sag.keep_words(the_bench, the_chain, pairs);
    END IF;
END $$;

-- As version 1 has it, and what it returns is said there. Hashes are checked all at once: each is
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
            INSERT INTO sag.alarm (bench, kind, text) VALUES (the_bench, 'gap',
                format('log %s begins with event 1, but behind another hash than none', the_chain));
            RETURN QUERY SELECT 'gap', 0::bigint, decode(repeat('00', 32), 'hex');
            RETURN;
        END IF;
        IF EXISTS (SELECT 1 FROM sag.chain c WHERE c.bench = the_bench) THEN
            INSERT INTO sag.alarm (bench, kind, text) VALUES (the_bench, 'new-log',
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
            INSERT INTO sag.alarm (bench, kind, text) VALUES (the_bench, 'gap',
                format('events %s to %s of log %s did not come', head.seq + 1, first_seq - 1,
                       the_chain));
            RETURN QUERY SELECT 'gap', head.seq, head.hash;
            RETURN;
        END IF;
        SELECT e.hash INTO known FROM sag.event e
            WHERE e.bench = the_bench AND e.chain = the_chain AND e.seq = first_seq - 1;
        IF head.seq = first_seq - 1 OR (FOUND AND known <> previous) THEN
            INSERT INTO sag.alarm (bench, kind, text) VALUES (the_bench, 'rewritten',
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
            INSERT INTO sag.alarm (bench, kind, text) VALUES (the_bench, 'rewritten',
                format('an event from %s on of log %s is not the one that came before', first_seq,
                       the_chain));
            RETURN QUERY SELECT 'rewritten', head.seq, head.hash;
            RETURN;
        END IF;
        RETURN QUERY SELECT 'head', head.seq, head.hash;
        RETURN;
    END IF;
    SELECT min(r.place) INTO wrong
        FROM (SELECT e.place, e.hash,
                     sha256(lag(e.hash, 1, previous) OVER (ORDER BY e.place) || e.body) AS own
              FROM unnest(bodies, hashes) WITH ORDINALITY AS e (body, hash, place)) AS r
        WHERE r.own IS DISTINCT FROM r.hash;
    IF wrong IS NOT NULL THEN
        INSERT INTO sag.alarm (bench, kind, text) VALUES (the_bench, 'hash',
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

-- --- follow -------------------------------------------------------------------------------------

-- The words of all benches behind a place in their order, oldest first; at most `most` rows. All are
-- settled: nothing comes before them any more. What has no place yet gets it here, and is told the
-- next time: only a place that is committed was given.
CREATE OR REPLACE FUNCTION sag.follow(the_bench text, the_secret bytea, after_at timestamptz,
                           after_serial text, after_bench text, most integer)
RETURNS TABLE (serial text, bench text, bench_name text, who text, instance text, is_bound boolean,
               customer_order text, happened_ms bigint, changed timestamptz, is_settled boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
DECLARE
    since timestamptz := sag.unplaced_since();
BEGIN
    PERFORM sag.prove(the_bench, the_secret);
    RETURN QUERY SELECT b.serial, b.bench,
            coalesce(nullif((SELECT u.name FROM sag.pulse u WHERE u.bench = b.bench), ''), b.bench),
            coalesce(nullif((SELECT n.name FROM sag.person n WHERE n.number = b.person), ''),
                     b.operator),
            b.instance, b.is_bound, b.customer_order, b.happened_ms, b.changed, true
        FROM (SELECT * FROM sag.binding w
              WHERE w.is_placed AND w.changed >= after_at
                AND (w.changed, w.serial, w.bench) > (after_at, after_serial, after_bench)
              ORDER BY w.changed, w.serial, w.bench
              LIMIT least(greatest(most, 1), 10000)) AS b
        ORDER BY b.changed, b.serial, b.bench;
    IF EXISTS (SELECT 1 FROM sag.binding b WHERE NOT b.is_placed AND b.changed > since) THEN
        PERFORM 1 FROM sag.turn t FOR UPDATE SKIP LOCKED;
        IF FOUND THEN
            PERFORM sag.place_words(since, 1000);
        END IF;
    END IF;
END $$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA sag FROM PUBLIC;

INSERT INTO sag.format (version) VALUES (3);
