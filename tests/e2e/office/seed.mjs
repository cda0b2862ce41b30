// seed.mjs [BENCHES] [PAIRS]: SQL on standard output that fills a fleet's database through its own
// functions, as benches do: enrolled benches, their logs with real bodies and hashes, pulses, claims,
// checkpoints, alarms; people and a device list as the office does. Deterministic but for the time.
import { createHash } from 'node:crypto';
import { signedNote } from './keys.mjs';

const benches = Number(process.argv[2] ?? 4);
const pairs = Number(process.argv[3] ?? 60);
const now = Number(process.env.SEED_NOW ?? Date.now());
const columns = ('seq pair event at wall_ms mono_ms jump_ms operator result phase already attempts request http_status ' +
  'code message request_id attempt_id sent_wall_ms refers note serial instance serial_source serial_device ' +
  'serial_symbology serial_wall_ms instance_source instance_device instance_symbology instance_wall_ms form person ' +
  'serial_by_hand instance_by_hand region profile customer_order still more').split(' ');
const numbers = new Set(('seq pair wall_ms mono_ms jump_ms already attempts http_status sent_wall_ms refers ' +
  'serial_wall_ms instance_wall_ms form person serial_by_hand instance_by_hand').split(' '));

function encode(event) { // src/journal/chain.h
  const parts = [];
  for (const name of columns) {
    if (numbers.has(name)) {
      const bytes = Buffer.alloc(9);
      bytes.write('i');
      bytes.writeBigInt64BE(BigInt(event[name] ?? 0), 1);
      parts.push(bytes);
    } else {
      const text = Buffer.from(event[name] ?? '', 'utf8');
      const lead = Buffer.alloc(5);
      lead.write('t');
      lead.writeUInt32BE(text.length, 1);
      parts.push(lead, text);
    }
  }
  return Buffer.concat(parts);
}

const quote = text => `'${String(text).replaceAll("'", "''")}'`;
const hex = bytes => `'\\x${bytes.toString('hex')}'`;
const zone = ms => new Date(ms).toISOString();

const people = [
  [100000000001, 'Li Wei', 'worker', 'zh_CN'], [100000000002, 'Ana García', 'worker', 'es'],
  [100000000003, 'Jürgen Köhler', 'supervisor', 'de'], [100000000004, '佐藤 花子', 'worker', 'ja'],
];
const out = text => process.stdout.write(text + '\n');
out('BEGIN;');
for (const [number, name, role, language] of people) {
  out(`INSERT INTO sag.person (number, name, role, language) VALUES (${number}, ${quote(name)}, '${role}', '${language}');`);
}

const nasty = '<script>alert("x")</script>';
function pairOf(bench, number) {
  const ms = now - (pairs - number) * 411000 - bench * 7000;
  const kind = number % 17 === 0 ? 'check' : number % 11 === 0 ? 'refused' : number === pairs ? 'pending' : 'bound';
  return {
    number, kind: 'bind', result: kind, ms,
    serial: number === 5 && bench === 1 ? nasty : `SN02${String(bench).padStart(2, '0')}${String(number).padStart(5, '0')}`,
    instance: number === 6 && bench === 1 ? `sag-'"><img src=x onerror=alert(1)>` : `sag-demo${String(bench)}${String(number).padStart(6, '0')}`,
    person: number % 5 === 0 ? 0 : people[number % 4][0],
    operator: number % 5 === 0 ? `Ole & <b>${bench}</b>` : '',
    code: kind === 'refused' ? (number % 2 ? 'SAG.InvalidSerialNumber' : 'guard.reuse') : kind === 'check' ? 'check.unknown' : '',
    message: kind === 'refused' ? 'The serial number does not exist.' : '',
    order: number % 3 === 0 ? '4711' : number % 3 === 1 ? '4712' : '',
  };
}

function eventsOf(pair, seq) {
  const base = { pair: pair.number, operator: pair.operator, person: pair.person, form: 2, serial: pair.serial,
    instance: pair.instance, customer_order: pair.order, region: 'cn-shanghai' };
  const list = [{ ...base, event: 'intent', result: 'pending', phase: 'waiting', wall_ms: pair.ms }];
  if (pair.result !== 'pending') {
    list.push({ ...base, event: 'settled', result: pair.result, code: pair.code, message: pair.message,
      request_id: 'F2A1-' + pair.number, attempts: 1, wall_ms: pair.ms + 740, sent_wall_ms: pair.ms + 20 });
  }
  return list.map((event, i) => ({ ...event, seq: seq + i, at: zone(event.wall_ms), mono_ms: event.wall_ms % 100000000 }));
}

function rowOf(pair) {
  return { number: pair.number, kind: 'bind', serial: pair.serial, instance: pair.instance, operator: pair.operator,
    result: pair.result, phase: pair.result === 'pending' ? 'waiting' : '', attempts: 1, code: pair.code,
    message: pair.message, request_id: 'F2A1-' + pair.number, source: 'usb-hid-pos', device: 'Zebra DS2208',
    symbology: 'code128', scanned_wall_ms: pair.ms, sent_wall_ms: pair.ms + 20, changed_wall_ms: pair.ms + 740, refers: 0,
    undone_by: 0, retried_by: 0, note: '', dealt_wall_ms: 0, person: pair.person, instance_source: 'usb-hid-pos',
    instance_device: 'Zebra DS2208', instance_symbology: 'qr', serial_by_hand: 0, instance_by_hand: 0,
    region: 'cn-shanghai', profile: '', customer_order: pair.order, still: '' };
}

const checkpoint = (bench, chain, seq, hash) => signedNote(bench,
  `bench-${chain}\n${seq}\n${hash.toString('base64')}\ntime ${zone(now).slice(0, 19)}Z\nname Bench-${bench}\n`);

for (let bench = 1; bench <= benches; bench++) {
  const id = `bench-${bench}`, secret = Buffer.alloc(32, bench), chain = String(bench).repeat(16).slice(0, 16);
  out(`INSERT INTO sag.bench (bench, secret) VALUES ('${id}', sha256(${hex(secret)}));`);
  let seq = 1, previous = Buffer.alloc(32), first = previous;
  const bodies = [], hashes = [], events = [], rows = [];
  for (let number = 1; number <= pairs; number++) {
    const pair = pairOf(bench, number);
    for (const event of eventsOf(pair, seq)) {
      const body = encode(event);
      previous = createHash('sha256').update(previous).update(body).digest();
      bodies.push(hex(body)); hashes.push(hex(previous)); events.push(event);
      seq++;
    }
    rows.push(rowOf(pair));
  }
  out(`SELECT sag.ship('${id}', ${hex(secret)}, '${chain}', 1, ${hex(first)}, ARRAY[${bodies}]::bytea[], ARRAY[${hashes}]::bytea[], ` +
    `ARRAY[${events.map(e => quote(e.event))}], ARRAY[${events.map(e => e.pair)}]::bigint[], ARRAY[${events.map(e => e.wall_ms)}]::bigint[], ` +
    `${quote(JSON.stringify(rows))}::json);`);
  out(`SELECT sag.keep_checkpoint('${id}', ${hex(secret)}, '${chain}', ${seq - 1}, ${quote(checkpoint(bench, chain, seq - 1, previous))});`);
  const pulse = { name: `Bench ${bench}`, version: '0.1.0', queue: bench === 3 ? 12 : 0,
    scanner: bench === 2 ? 'absent' : 'ready', last_scan_ms: now - bench * 61000,
    clock_offset_ms: bench === 2 ? -8400 : 12, is_held: bench === 3, trusts_office: bench === 1,
    webhook: bench === 1 ? 'ok' : bench === 3 ? 'HTTP 503 since 09:12' : '', chain, seq: seq - 1 + (bench === 3 ? 7 : 0) };
  out(`SELECT sag.beat('${id}', ${hex(secret)}, ${quote(JSON.stringify(pulse))}::json);`);
  if (bench === 4) {
    out(`UPDATE sag.pulse SET heard = now() - interval '47 minutes' WHERE bench = '${id}';`);
    out(`SELECT sag.raise_alarm('${id}', ${hex(secret)}, 'rewritten', 'event 17 of log ${chain} is not the one that came before');`);
  }
}
out(`SELECT sag.publish('serial,instance,order', (SELECT json_agg(json_build_object('serial', s, 'customer_order', o, 'instance', '')) ` +
  `FROM (SELECT 'X' || n AS s, CASE WHEN n % 2 = 0 THEN '4711' ELSE '4713' END AS o FROM generate_series(1, 120) n) AS d), 'office');`);
out('COMMIT;');
