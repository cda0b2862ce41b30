-- What a bench does not reach yet, and what it must not: an instance that another bench gave away.
-- Version 5.

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

-- --- rights -------------------------------------------------------------------------------------

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA sag FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    sag.ask_instance(text, bytea, text),
    sag.claim_pair(text, bytea, text, bigint, text, integer, text)
    TO sag_bench;

INSERT INTO sag.format (version) VALUES (5);
