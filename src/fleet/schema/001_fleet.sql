-- The fleet's database: where the logs of all benches meet. Version 1.
--
-- Who may what. Three roles that own nothing: sag_bench runs the functions below and nothing else,
-- and proves with each call which bench it is; sag_office runs those of the office's page and reads;
-- sag_reader reads. Nobody may update or delete: whatever is changed, a function changes.
--
-- How it grows. Each key begins with the column by which a distributed engine would spread the
-- table: `bench` for what one bench writes, `serial` for what is asked by serial number. Events are
-- partitioned by the time at which they came, so that a month is dropped in milliseconds.
--   Citus:      create_distributed_table('sag.event', 'bench'), chain, pair, pulse, request, alarm,
--               checkpoint and bench beside it; ('sag.binding', 'serial') and claim; the others are
--               reference tables. ship() writes shards of both kinds, so it is a transaction over two nodes.
--   YugabyteDB: as it stands; each primary key's first column is its hash column.
-- So these are not used: LISTEN/NOTIFY (benches poll with beat()), triggers, rules, foreign keys,
-- advisory locks, transaction numbers, exclusion constraints, extensions.
--
-- Times are the server's (timestamptz) or, where the name ends in _ms, a bench's wall clock in
-- milliseconds since 1970.

CREATE SCHEMA sag;

CREATE TABLE sag.format (version integer PRIMARY KEY, made timestamptz NOT NULL DEFAULT now());

-- --- benches ------------------------------------------------------------------------------------

-- secret: SHA-256 of 32 random bytes, which only the bench has.
CREATE TABLE sag.bench (
    bench text PRIMARY KEY CHECK (bench ~ '^[A-Za-z0-9._-]{1,63}$'),
    secret bytea NOT NULL,
    enrolled timestamptz NOT NULL DEFAULT now(),
    revoked timestamptz);

-- How a bench was when it was last heard. One row each, written again and again.
CREATE TABLE sag.pulse (
    bench text PRIMARY KEY,
    heard timestamptz NOT NULL,
    name text NOT NULL DEFAULT '',      -- as people call it: kiosk.bench
    version text NOT NULL DEFAULT '',
    queue bigint NOT NULL DEFAULT 0,    -- pairs that wait for the cloud
    scanner text NOT NULL DEFAULT '',   -- 'ready', 'absent' or what is wrong with it
    last_scan_ms bigint NOT NULL DEFAULT 0,
    clock_offset_ms bigint NOT NULL DEFAULT 0, -- the bench's wall clock less the server's
    is_held boolean NOT NULL DEFAULT false,
    trusts_office boolean NOT NULL DEFAULT false,
    webhook text NOT NULL DEFAULT '',   -- 'ok', or why it takes nothing; '': there is none
    screen text NOT NULL DEFAULT '',
    chain text NOT NULL DEFAULT '',
    seq bigint NOT NULL DEFAULT 0       -- the end of the log at the bench
) WITH (fillfactor = 50);

-- The head of each log. A bench has one, and one more for each journal that was set aside.
CREATE TABLE sag.chain (
    bench text NOT NULL,
    chain text NOT NULL,                -- the journal's id: 16 hexadecimal digits
    seq bigint NOT NULL,
    hash bytea NOT NULL,
    first_seq bigint NOT NULL,          -- what is before it was purged before the fleet knew the log
    anchor bytea NOT NULL,              -- the hash of the event before the first
    began timestamptz NOT NULL DEFAULT now(),
    moved timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (bench, chain));

-- body: the event's values as they are hashed (src/journal/chain.h); hash = SHA-256(the hash before
-- || body). The other columns are the same values again, for searching.
CREATE TABLE sag.event (
    bench text NOT NULL,
    chain text NOT NULL,
    seq bigint NOT NULL,
    received timestamptz NOT NULL,
    wall_ms bigint NOT NULL,
    pair bigint NOT NULL,
    event text NOT NULL,
    body bytea NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (bench, chain, seq, received)
) PARTITION BY RANGE (received);
CREATE INDEX event_pair ON sag.event (bench, chain, pair) WHERE pair > 0;
-- Whatever has no month yet.
CREATE TABLE sag.event_other PARTITION OF sag.event DEFAULT;

-- Makes the months from this one to `ahead` months from now that are not there yet. Returns how
-- many it made.
CREATE FUNCTION sag.make_months(ahead integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
DECLARE
    month timestamptz := date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC';
    next timestamptz;
    made integer := 0;
    name text;
BEGIN
    FOR i IN 0 .. ahead LOOP
        next := (date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => i + 1))
                AT TIME ZONE 'UTC';
        name := 'event_' || to_char(month AT TIME ZONE 'UTC', 'YYYY_MM');
        IF to_regclass('sag.' || name) IS NULL THEN
            EXECUTE format('CREATE TABLE sag.%I PARTITION OF sag.event FOR VALUES FROM (%L) TO (%L)',
                           name, month, next);
            made := made + 1;
        END IF;
        month := next;
    END LOOP;
    RETURN made;
END $$;
SELECT sag.make_months(24);

-- The journal's table of pairs (src/journal/schema.c), column for column.
CREATE TABLE sag.pair (
    bench text NOT NULL,
    chain text NOT NULL,
    number bigint NOT NULL,
    kind text NOT NULL,
    serial text NOT NULL,
    instance text NOT NULL,
    operator text NOT NULL,
    result text NOT NULL,
    phase text NOT NULL,
    attempts bigint NOT NULL,
    code text NOT NULL,
    message text NOT NULL,
    request_id text NOT NULL,
    source text NOT NULL,
    device text NOT NULL,
    symbology text NOT NULL,
    scanned_wall_ms bigint NOT NULL,
    sent_wall_ms bigint NOT NULL,
    changed_wall_ms bigint NOT NULL,
    refers bigint NOT NULL,
    undone_by bigint NOT NULL,
    retried_by bigint NOT NULL,
    note text NOT NULL,
    dealt_wall_ms bigint NOT NULL,
    person bigint NOT NULL,
    instance_source text NOT NULL,
    instance_device text NOT NULL,
    instance_symbology text NOT NULL,
    serial_by_hand bigint NOT NULL,
    instance_by_hand bigint NOT NULL,
    region text NOT NULL,
    profile text NOT NULL,
    customer_order text NOT NULL,
    still text NOT NULL,
    -- Far more than a bench ever has; what one sends goes to all the others.
    CHECK (length(concat(kind, serial, instance, operator, result, phase, code, message, request_id,
                         source, device, symbology, note, instance_source, instance_device,
                         instance_symbology, region, profile, customer_order, still)) < 16384),
    PRIMARY KEY (bench, chain, number)
) WITH (fillfactor = 80);
CREATE INDEX pair_serial ON sag.pair (lower(serial) text_pattern_ops);
CREATE INDEX pair_instance ON sag.pair (lower(instance) text_pattern_ops);
CREATE INDEX pair_order ON sag.pair (lower(customer_order)) WHERE customer_order <> '';
CREATE INDEX pair_scanned ON sag.pair (scanned_wall_ms);
CREATE INDEX pair_open ON sag.pair (bench, number) WHERE kind = 'bind'
    AND result IN ('refused', 'check') AND dealt_wall_ms = 0 AND retried_by = 0 AND undone_by = 0;

-- The last word of each bench about each device. serial: in small letters.
CREATE TABLE sag.binding (
    serial text NOT NULL,
    bench text NOT NULL,
    chain text NOT NULL,
    pair bigint NOT NULL,
    instance text NOT NULL,
    is_bound boolean NOT NULL,          -- false: undone
    person bigint NOT NULL,
    operator text NOT NULL,
    customer_order text NOT NULL,
    happened_ms bigint NOT NULL,
    changed timestamptz NOT NULL,
    PRIMARY KEY (serial, bench)
) WITH (fillfactor = 90);
CREATE INDEX binding_changed ON sag.binding (changed, serial, bench);
CREATE INDEX binding_order ON sag.binding (lower(customer_order)) WHERE customer_order <> '';

-- Who is about to bind a device. Over by itself at `until`.
CREATE TABLE sag.claim (
    serial text PRIMARY KEY,
    bench text NOT NULL,
    person bigint NOT NULL,
    operator text NOT NULL,
    made timestamptz NOT NULL,
    until timestamptz NOT NULL
) WITH (fillfactor = 50);

-- What a bench signed about its log, in the order in which it came.
CREATE TABLE sag.checkpoint (
    bench text NOT NULL,
    chain text NOT NULL,
    seq bigint NOT NULL,
    note text NOT NULL,
    received timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (bench, chain, seq));

-- What must not happen: kind is 'gap', 'rewritten', 'hash', 'new-log' or 'denied'.
CREATE TABLE sag.alarm (
    bench text NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    at timestamptz NOT NULL DEFAULT now(),
    kind text NOT NULL,
    text text NOT NULL,
    seen timestamptz,
    seen_by text NOT NULL DEFAULT '',
    PRIMARY KEY (bench, id));

-- --- what goes to the benches -------------------------------------------------------------------

CREATE TABLE sag.person (
    number bigint PRIMARY KEY CHECK (number BETWEEN 1 AND 999999999999),
    name text NOT NULL,                 -- '': erased
    role text NOT NULL CHECK (role IN ('worker', 'supervisor', 'it')),
    language text NOT NULL DEFAULT '',
    badge bytea NOT NULL DEFAULT ''::bytea, -- HMAC-SHA256(badge_key, what the badge says); '': none
    is_gone boolean NOT NULL DEFAULT false, -- no badge of theirs opens anything
    changed timestamptz NOT NULL DEFAULT now());
CREATE UNIQUE INDEX person_name ON sag.person (name) WHERE name <> '' AND NOT is_gone;

-- One row. people, list: versions, which a bench compares with what it has.
CREATE TABLE sag.shared (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    badge_key bytea NOT NULL,
    people bigint NOT NULL DEFAULT 0,
    list bigint NOT NULL DEFAULT 0,
    list_text text NOT NULL DEFAULT '', -- the device list as a file, as sag-kiosk reads it
    list_by text NOT NULL DEFAULT '',
    list_at timestamptz);
INSERT INTO sag.shared (badge_key)
    VALUES (sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')));

-- The devices of the published list.
CREATE TABLE sag.listed (
    serial text PRIMARY KEY,            -- small letters
    customer_order text NOT NULL,
    instance text NOT NULL);
CREATE INDEX listed_order ON sag.listed (lower(customer_order));

-- What the office asks of a bench. kind: 'hold', 'release', 'message', 'retry', 'deal', 'undo'.
-- outcome: '' until the bench has answered: 'done', 'waits' (for a supervisor there) or a sentence.
CREATE TABLE sag.request (
    bench text NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    kind text NOT NULL CHECK (kind IN ('hold', 'release', 'message', 'retry', 'deal', 'undo')),
    chain text NOT NULL DEFAULT '',
    pair bigint NOT NULL DEFAULT 0,
    who text NOT NULL,
    note text NOT NULL DEFAULT '',
    made timestamptz NOT NULL DEFAULT now(),
    told timestamptz,
    ended timestamptz,
    outcome text NOT NULL DEFAULT '',
    PRIMARY KEY (bench, id));
CREATE INDEX request_open ON sag.request (bench, id) WHERE ended IS NULL;

-- --- what a bench may do ------------------------------------------------------------------------

-- Ends with SG001 unless that is the bench's secret.
CREATE FUNCTION sag.prove(the_bench text, the_secret bytea) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
BEGIN
    PERFORM 1 FROM sag.bench b
        WHERE b.bench = the_bench AND b.secret = sha256(the_secret) AND b.revoked IS NULL;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'this is no bench of the fleet, or it was revoked' USING ERRCODE = 'SG001';
    END IF;
END $$;

-- Takes the events first_seq, first_seq + 1, … of a log, whose predecessor has the hash `previous`,
-- and the pairs that they are about as those are now. Returns the log's head at the server after it:
--   'ok'         all of them are there now
--   'head'       not taken: the server is elsewhere (it has some already, or lacks some); go on
--                behind its head, if that is an event of this log
--   'rewritten'  not taken, an alarm: what is there already is not what came
--   'gap'        not taken, an alarm: nothing is known of what is before the first event
--   'hash'       not taken, an alarm: the hashes do not fit the bodies
-- pairs: a JSON array of objects, keys as the columns of sag.pair.
CREATE FUNCTION sag.ship(the_bench text, the_secret bytea, the_chain text, first_seq bigint,
                         previous bytea, bodies bytea[], hashes bytea[], events text[],
                         pair_numbers bigint[], wall_ms bigint[], pairs json)
RETURNS TABLE (status text, head_seq bigint, head_hash bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
DECLARE
    head record;
    known bytea;
    h bytea := previous;
    count integer := cardinality(bodies);
    came timestamptz := clock_timestamp();
BEGIN
    PERFORM sag.prove(the_bench, the_secret);
    IF the_chain !~ '^[0-9a-f]{16}$' OR first_seq < 1 OR length(previous) <> 32 OR count = 0
       OR cardinality(hashes) <> count OR cardinality(events) <> count
       OR cardinality(pair_numbers) <> count OR cardinality(ship.wall_ms) <> count
       OR EXISTS (SELECT 1 FROM unnest(events) AS e WHERE length(e) > 63) THEN
        RAISE EXCEPTION 'not a batch of events' USING ERRCODE = 'SG002';
    END IF;
    PERFORM sag.check_pairs(pair_numbers, pairs);
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
    FOR i IN 1 .. count LOOP
        h := sha256(h || bodies[i]);
        IF h IS DISTINCT FROM hashes[i] THEN
            INSERT INTO sag.alarm (bench, kind, text) VALUES (the_bench, 'hash',
                format('the hash of event %s of log %s is not that of what it says',
                       first_seq + i - 1, the_chain));
            RETURN QUERY SELECT 'hash', head.seq, head.hash;
            RETURN;
        END IF;
    END LOOP;
    INSERT INTO sag.event (bench, chain, seq, received, wall_ms, pair, event, body, hash)
        SELECT the_bench, the_chain, first_seq + r.place - 1, came, r.wall, r.pair, r.event, r.body,
               r.hash
        FROM unnest(bodies, hashes, events, pair_numbers, ship.wall_ms)
             WITH ORDINALITY AS r (body, hash, event, pair, wall, place);
    PERFORM sag.keep_pairs(the_bench, the_chain, pairs, came);
    UPDATE sag.chain c SET seq = ship.first_seq + count - 1, hash = h, moved = came
        WHERE c.bench = the_bench AND c.chain = the_chain;
    RETURN QUERY SELECT 'ok', first_seq + count - 1, h;
END $$;

-- The head of a log, which the bench compares with its own event of that number; no row: the log is
-- not known yet.
CREATE FUNCTION sag.head(the_bench text, the_secret bytea, the_chain text)
RETURNS TABLE (head_seq bigint, head_hash bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
BEGIN
    PERFORM sag.prove(the_bench, the_secret);
    RETURN QUERY SELECT c.seq, c.hash FROM sag.chain c
        WHERE c.bench = the_bench AND c.chain = the_chain;
END $$;

-- Ends with SG002 unless each pair is one of an event in the batch, or one that such a pair refers
-- to. Not for benches.
CREATE FUNCTION sag.check_pairs(pair_numbers bigint[], pairs json) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (
        WITH came AS MATERIALIZED (
            SELECT p.number, p.refers FROM json_to_recordset(pairs) AS p (number bigint, refers bigint)),
        own AS MATERIALIZED (
            SELECT c.number, c.refers FROM came c WHERE c.number IN (SELECT unnest(pair_numbers)))
        SELECT 1 FROM came c WHERE c.number IS NULL OR c.number < 1 OR NOT (
            c.number IN (SELECT o.number FROM own o)
            OR c.number IN (SELECT o.refers FROM own o WHERE o.refers IS NOT NULL)))
    THEN
        RAISE EXCEPTION 'not the pairs of these events' USING ERRCODE = 'SG002';
    END IF;
END $$;

-- The rest of ship(): what the pairs say now. Not for benches.
CREATE FUNCTION sag.keep_pairs(the_bench text, the_chain text, pairs json, came timestamptz)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
BEGIN
    IF json_array_length(pairs) = 0 THEN
        RETURN;
    END IF;
    INSERT INTO sag.pair
        SELECT the_bench, the_chain, p.number, p.kind, p.serial, p.instance, p.operator, p.result,
               p.phase, p.attempts, p.code, p.message, p.request_id, p.source, p.device, p.symbology,
               p.scanned_wall_ms, p.sent_wall_ms, p.changed_wall_ms, p.refers, p.undone_by,
               p.retried_by, p.note, p.dealt_wall_ms, p.person, p.instance_source,
               p.instance_device, p.instance_symbology, p.serial_by_hand, p.instance_by_hand,
               p.region, p.profile, p.customer_order, p.still
        FROM json_populate_recordset(NULL::sag.pair, pairs) AS p
    ON CONFLICT (bench, chain, number) DO UPDATE SET
        result = excluded.result, phase = excluded.phase, attempts = excluded.attempts,
        code = excluded.code, message = excluded.message, request_id = excluded.request_id,
        sent_wall_ms = excluded.sent_wall_ms, changed_wall_ms = excluded.changed_wall_ms,
        undone_by = excluded.undone_by, retried_by = excluded.retried_by, note = excluded.note,
        dealt_wall_ms = excluded.dealt_wall_ms, still = excluded.still;
    -- A pair that was bound says who has the device now; one whose binding was taken away says that
    -- nobody has. An older pair of this bench does not overrule a newer one. Nothing happened after
    -- now: a bench whose clock is ahead would have the last word until that time comes.
    INSERT INTO sag.binding (serial, bench, chain, pair, instance, is_bound, person, operator,
                             customer_order, happened_ms, changed)
        SELECT DISTINCT ON (lower(p.serial)) lower(p.serial), the_bench, the_chain, p.number,
               p.instance, p.undone_by = 0, p.person, p.operator, p.customer_order,
               least(p.changed_wall_ms, (extract(epoch FROM clock_timestamp()) * 1000)::bigint),
               clock_timestamp()
        FROM json_populate_recordset(NULL::sag.pair, pairs) AS p
        WHERE p.kind = 'bind' AND p.result = 'bound' AND p.serial <> ''
        ORDER BY lower(p.serial), p.number DESC
    ON CONFLICT (serial, bench) DO UPDATE SET
        chain = excluded.chain, pair = excluded.pair, instance = excluded.instance,
        is_bound = excluded.is_bound, person = excluded.person, operator = excluded.operator,
        customer_order = excluded.customer_order, happened_ms = excluded.happened_ms,
        changed = excluded.changed
        WHERE binding.chain <> excluded.chain OR (binding.pair <= excluded.pair
              AND (binding.pair, binding.is_bound) <> (excluded.pair, excluded.is_bound));
    DELETE FROM sag.claim c USING json_populate_recordset(NULL::sag.pair, pairs) AS p
        WHERE c.serial = lower(p.serial) AND c.bench = the_bench AND p.kind = 'bind'
          AND p.result NOT IN ('pending', 'bound', 'check');
END $$;

-- What the others know of a device: no row, or the last word, where it is another bench's and says
-- that the device is bound, or else another bench's claim. In plpgsql, as a function in SQL would be
-- planned anew at each call, which takes longer than all the rest.
CREATE FUNCTION sag.known_elsewhere(the_bench text, the_serial text)
RETURNS TABLE (status text, bench text, bench_name text, who text, at_ms bigint, instance text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
BEGIN
    RETURN QUERY (SELECT 'bound', w.bench, coalesce(nullif(u.name, ''), w.bench),
            coalesce(nullif(n.name, ''), w.operator), w.happened_ms, w.instance
     FROM (SELECT * FROM sag.binding b WHERE b.serial = lower(the_serial)
           ORDER BY b.happened_ms DESC, b.changed DESC LIMIT 1) AS w
          LEFT JOIN sag.pulse u ON u.bench = w.bench
          LEFT JOIN sag.person n ON n.number = w.person
     WHERE w.is_bound AND w.bench <> the_bench)
    UNION ALL
    (SELECT 'claimed', c.bench, coalesce(nullif(u.name, ''), c.bench),
            coalesce(nullif(n.name, ''), c.operator), (extract(epoch FROM c.made) * 1000)::bigint, ''
     FROM sag.claim c LEFT JOIN sag.pulse u ON u.bench = c.bench
          LEFT JOIN sag.person n ON n.number = c.person
     WHERE c.serial = lower(the_serial) AND c.bench <> the_bench AND c.until > clock_timestamp())
    LIMIT 1;
END $$;

-- At the first label. No row: nobody else has it.
CREATE FUNCTION sag.ask(the_bench text, the_secret bytea, the_serial text)
RETURNS TABLE (status text, bench text, bench_name text, who text, at_ms bigint, instance text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
BEGIN
    PERFORM sag.prove(the_bench, the_secret);
    RETURN QUERY SELECT * FROM sag.known_elsewhere(the_bench, the_serial);
END $$;

-- When the pair is whole. 'claimed by you': it may be sent; else as sag.ask(), and nothing was
-- claimed. A claim of this bench is renewed. Nobody waits for the disk or a standby with it: one that
-- is lost with the server leaves the cloud as the judge.
CREATE FUNCTION sag.claim_device(the_bench text, the_secret bytea, the_serial text,
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

-- The words of all benches behind a place in their order, oldest first; at most `most` rows. Among
-- those of the last five seconds more may come, so the caller's place stays before the first that is
-- not settled, and it is told some again.
CREATE FUNCTION sag.follow(the_bench text, the_secret bytea, after_at timestamptz,
                           after_serial text, after_bench text, most integer)
RETURNS TABLE (serial text, bench text, bench_name text, who text, instance text, is_bound boolean,
               customer_order text, happened_ms bigint, changed timestamptz, is_settled boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
BEGIN
    PERFORM sag.prove(the_bench, the_secret);
    RETURN QUERY SELECT b.serial, b.bench, coalesce(nullif(u.name, ''), b.bench),
            coalesce(nullif(n.name, ''), b.operator), b.instance, b.is_bound, b.customer_order,
            b.happened_ms, b.changed, b.changed < clock_timestamp() - interval '5 seconds'
        FROM (SELECT * FROM sag.binding w
              WHERE (w.changed, w.serial, w.bench) > (after_at, after_serial, after_bench)
              ORDER BY w.changed, w.serial, w.bench
              LIMIT least(greatest(most, 1), 10000)) AS b
             LEFT JOIN sag.pulse u ON u.bench = b.bench
             LEFT JOIN sag.person n ON n.number = b.person
        ORDER BY b.changed, b.serial, b.bench;
END $$;

-- I am here, and like this. status: keys as the columns of sag.pulse. Returns what is new: versions
-- to compare, and how many requests this bench has not ended.
CREATE FUNCTION sag.beat(the_bench text, the_secret bytea, status json)
RETURNS TABLE (now_ms bigint, people bigint, list bigint, requests bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
BEGIN
    PERFORM sag.prove(the_bench, the_secret);
    IF length(status::text) > 8192 THEN
        RAISE EXCEPTION 'not how a bench is' USING ERRCODE = 'SG002';
    END IF;
    PERFORM set_config('synchronous_commit', 'off', true); -- the next is on its way
    INSERT INTO sag.pulse (bench, heard, name, version, queue, scanner, last_scan_ms,
                           clock_offset_ms, is_held, trusts_office, webhook, screen, chain, seq)
        SELECT the_bench, clock_timestamp(), coalesce(p.name, ''), coalesce(p.version, ''),
               coalesce(p.queue, 0), coalesce(p.scanner, ''), coalesce(p.last_scan_ms, 0),
               coalesce(p.clock_offset_ms, 0), coalesce(p.is_held, false),
               coalesce(p.trusts_office, false), coalesce(p.webhook, ''), coalesce(p.screen, ''),
               coalesce(p.chain, ''), coalesce(p.seq, 0)
        FROM json_populate_record(NULL::sag.pulse, status) AS p
    ON CONFLICT (bench) DO UPDATE SET heard = excluded.heard, name = excluded.name,
        version = excluded.version, queue = excluded.queue, scanner = excluded.scanner,
        last_scan_ms = excluded.last_scan_ms, clock_offset_ms = excluded.clock_offset_ms,
        is_held = excluded.is_held, trusts_office = excluded.trusts_office,
        webhook = excluded.webhook, screen = excluded.screen, chain = excluded.chain,
        seq = excluded.seq;
    RETURN QUERY SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint, s.people, s.list,
        (SELECT count(*) FROM sag.request r WHERE r.bench = the_bench AND r.ended IS NULL)
        FROM sag.shared s;
END $$;

-- The requests that this bench has not ended, oldest first; those that may wait there for somebody
-- behind the others.
CREATE FUNCTION sag.requests(the_bench text, the_secret bytea)
RETURNS TABLE (id bigint, kind text, chain text, pair bigint, who text, note text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
BEGIN
    PERFORM sag.prove(the_bench, the_secret);
    UPDATE sag.request r SET told = clock_timestamp()
        WHERE r.bench = the_bench AND r.ended IS NULL AND r.told IS NULL;
    RETURN QUERY SELECT r.id, r.kind, r.chain, r.pair, r.who, r.note FROM sag.request r
        WHERE r.bench = the_bench AND r.ended IS NULL
        ORDER BY r.kind NOT IN ('hold', 'release'), r.id LIMIT 100;
END $$;

-- What became of a request. is_end: nothing follows.
CREATE FUNCTION sag.answer(the_bench text, the_secret bytea, the_id bigint, the_outcome text,
                           is_end boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
BEGIN
    PERFORM sag.prove(the_bench, the_secret);
    UPDATE sag.request r SET outcome = left(the_outcome, 500),
            ended = CASE WHEN is_end THEN clock_timestamp() END
        WHERE r.bench = the_bench AND r.id = the_id AND r.ended IS NULL;
END $$;

CREATE FUNCTION sag.keep_checkpoint(the_bench text, the_secret bytea, the_chain text, the_seq bigint,
                                    the_note text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
BEGIN
    PERFORM sag.prove(the_bench, the_secret);
    INSERT INTO sag.checkpoint (bench, chain, seq, note)
        VALUES (the_bench, left(the_chain, 16), the_seq, left(the_note, 2000))
        ON CONFLICT DO NOTHING;
END $$;

-- The bench itself found that the server's head is none of its events.
CREATE FUNCTION sag.raise_alarm(the_bench text, the_secret bytea, the_kind text, the_text text)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
BEGIN
    PERFORM sag.prove(the_bench, the_secret);
    INSERT INTO sag.alarm (bench, kind, text)
        VALUES (the_bench, left(the_kind, 20), left(the_text, 500));
END $$;

-- Everybody, as a JSON array, with the key of the badges in hexadecimal.
CREATE FUNCTION sag.people(the_bench text, the_secret bytea)
RETURNS TABLE (version bigint, badge_key text, people json)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
BEGIN
    PERFORM sag.prove(the_bench, the_secret);
    RETURN QUERY SELECT s.people, encode(s.badge_key, 'hex'),
        coalesce((SELECT json_agg(json_build_object('number', p.number, 'name', p.name, 'role',
                                  p.role, 'language', p.language, 'badge', encode(p.badge, 'hex'))
                                  ORDER BY p.number)
                  FROM sag.person p WHERE NOT p.is_gone AND p.name <> ''), '[]'::json)
        FROM sag.shared s;
END $$;

CREATE FUNCTION sag.device_list(the_bench text, the_secret bytea)
RETURNS TABLE (version bigint, list text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
BEGIN
    PERFORM sag.prove(the_bench, the_secret);
    RETURN QUERY SELECT s.list, s.list_text FROM sag.shared s;
END $$;

-- How far an order is, over all benches. `all`: devices on the published list.
CREATE FUNCTION sag.order_progress(the_bench text, the_secret bytea, the_order text)
RETURNS TABLE (bound bigint, listed bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
BEGIN
    PERFORM sag.prove(the_bench, the_secret);
    RETURN QUERY SELECT
        (SELECT count(*) FROM (SELECT DISTINCT ON (b.serial) b.is_bound FROM sag.binding b
             WHERE lower(b.customer_order) = lower(the_order)
             ORDER BY b.serial, b.happened_ms DESC, b.changed DESC) AS w WHERE w.is_bound),
        (SELECT count(*) FROM sag.listed l WHERE lower(l.customer_order) = lower(the_order));
END $$;

-- --- what the office may do ---------------------------------------------------------------------

-- text: the list as a file; devices: a JSON array of {serial, customer_order, instance}. Returns
-- its version.
CREATE FUNCTION sag.publish(text text, devices json, who text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
DECLARE
    version bigint;
BEGIN
    UPDATE sag.shared s SET list = s.list + 1, list_text = publish.text, list_by = publish.who,
        list_at = now() RETURNING s.list INTO version;
    DELETE FROM sag.listed;
    INSERT INTO sag.listed (serial, customer_order, instance)
        SELECT lower(d.serial), coalesce(d.customer_order, ''), coalesce(d.instance, '')
        FROM json_to_recordset(devices) AS d (serial text, customer_order text, instance text)
        ON CONFLICT DO NOTHING;
    RETURN version;
END $$;

-- bench '': all that were not revoked. Returns how many were asked.
CREATE FUNCTION sag.request_of(the_bench text, the_kind text, the_chain text, the_pair bigint,
                               the_who text, the_note text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
DECLARE
    asked integer;
BEGIN
    INSERT INTO sag.request (bench, kind, chain, pair, who, note)
        SELECT b.bench, the_kind, the_chain, the_pair, left(the_who, 63), left(the_note, 300)
        FROM sag.bench b WHERE b.revoked IS NULL AND (the_bench = '' OR b.bench = the_bench);
    GET DIAGNOSTICS asked = ROW_COUNT;
    RETURN asked;
END $$;

-- number 0: a new one, whose number is random. badge: NULL leaves it as it is. Returns the number.
CREATE FUNCTION sag.keep_person(the_number bigint, the_name text, the_role text, the_language text,
                                the_badge bytea) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
DECLARE
    kept bigint := the_number;
BEGIN
    IF kept = 0 THEN
        kept := 1 + (abs(('x' || substr(md5(gen_random_uuid()::text), 1, 15))::bit(60)::bigint)
                     % 999999999998);
        INSERT INTO sag.person (number, name, role, language, badge)
            VALUES (kept, the_name, the_role, the_language, coalesce(the_badge, ''::bytea));
    ELSE
        UPDATE sag.person p SET name = the_name, role = the_role, language = the_language,
            badge = coalesce(the_badge, p.badge), changed = now() WHERE p.number = the_number;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'nobody has that number' USING ERRCODE = 'SG003';
        END IF;
    END IF;
    UPDATE sag.shared SET people = people + 1;
    RETURN kept;
END $$;

-- is_erased: the name goes for ever; the number stays in the logs. Else only the badge opens nothing
-- any more.
CREATE FUNCTION sag.drop_person(the_number bigint, is_erased boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
BEGIN
    UPDATE sag.person p SET is_gone = true, badge = ''::bytea, changed = now(),
        name = CASE WHEN is_erased THEN '' ELSE p.name END WHERE p.number = the_number;
    UPDATE sag.shared SET people = people + 1;
END $$;

CREATE FUNCTION sag.see_alarm(the_bench text, the_id bigint, who text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = sag, pg_catalog, pg_temp AS $$
    UPDATE sag.alarm a SET seen = now(), seen_by = see_alarm.who
        WHERE a.bench = the_bench AND a.id = the_id AND a.seen IS NULL
$$;

-- --- rights -------------------------------------------------------------------------------------

DO $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'sag_bench') THEN
        CREATE ROLE sag_bench LOGIN NOINHERIT;
    END IF;
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'sag_office') THEN
        CREATE ROLE sag_office LOGIN NOINHERIT;
    END IF;
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'sag_reader') THEN
        CREATE ROLE sag_reader LOGIN NOINHERIT;
    END IF;
END $$;

ALTER ROLE sag_bench SET statement_timeout = '4s';
ALTER ROLE sag_bench SET idle_in_transaction_session_timeout = '4s';

REVOKE ALL ON SCHEMA public FROM sag_bench;
REVOKE ALL ON ALL TABLES IN SCHEMA sag FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA sag FROM PUBLIC;
GRANT USAGE ON SCHEMA sag TO sag_bench, sag_office, sag_reader;
GRANT EXECUTE ON FUNCTION
    sag.ship(text, bytea, text, bigint, bytea, bytea[], bytea[], text[], bigint[], bigint[], json),
    sag.head(text, bytea, text),
    sag.ask(text, bytea, text),
    sag.claim_device(text, bytea, text, bigint, text, integer),
    sag.follow(text, bytea, timestamptz, text, text, integer),
    sag.beat(text, bytea, json),
    sag.requests(text, bytea),
    sag.answer(text, bytea, bigint, text, boolean),
    sag.keep_checkpoint(text, bytea, text, bigint, text),
    sag.raise_alarm(text, bytea, text, text),
    sag.people(text, bytea),
    sag.device_list(text, bytea),
    sag.order_progress(text, bytea, text)
    TO sag_bench;
GRANT EXECUTE ON FUNCTION
    sag.publish(text, json, text),
    sag.request_of(text, text, text, bigint, text, text),
    sag.keep_person(bigint, text, text, text, bytea),
    sag.drop_person(bigint, boolean),
    sag.see_alarm(text, bigint, text),
    sag.make_months(integer)
    TO sag_office;
-- Neither the secrets of benches nor the key of badges is read by anybody who only looks.
GRANT SELECT ON sag.format, sag.pulse, sag.chain, sag.event, sag.pair, sag.binding, sag.claim,
    sag.checkpoint, sag.alarm, sag.listed, sag.request TO sag_office, sag_reader;
GRANT SELECT (bench, enrolled, revoked) ON sag.bench TO sag_office, sag_reader;
GRANT SELECT (number, name, role, language, is_gone, changed) ON sag.person TO sag_office, sag_reader;
GRANT SELECT (one, people, list, list_by, list_at) ON sag.shared TO sag_office, sag_reader;
GRANT SELECT (badge_key, list_text) ON sag.shared TO sag_office;

INSERT INTO sag.format (version) VALUES (1);
