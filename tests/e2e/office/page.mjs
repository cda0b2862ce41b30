// The page without a browser: who may what, what an attacker may not, exports, the API, a crawl.
import { execFileSync, execSync, spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { connect } from 'node:net';
import { createHash } from 'node:crypto';
import { connect as tls } from 'node:tls';
import assert from 'node:assert/strict';
import { keyText } from './keys.mjs';

const { BASE, SQL, OFFICE, PID, SEED_DAY, TOKEN } = process.env;
const sql = text => execFileSync('/bin/sh', ['-c', `${SQL} -c "$1"`, 'sh', text], { encoding: 'utf8' }).trim();
let passed = 0;
async function test(name, run) {
  try { await run(); passed++; } catch (error) {
    console.log(`FAIL ${name}: ${error.stack}`);
    process.exitCode = 1;
  }
}

// A browser without scripts: cookies, no redirects followed of its own accord.
class Client {
  constructor(language = 'en') { this.cookies = new Map(); this.language = language; }
  async ask(path, options = {}) {
    const answer = await fetch(BASE + path, { redirect: 'manual', ...options, headers: {
      'Accept-Language': this.language, Cookie: [...this.cookies].map(([k, v]) => `${k}=${v}`).join('; '), ...options.headers } });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = line.match(/^([^=]+)=([^;]*)/);
      if (/Max-Age=0/.test(line)) this.cookies.delete(name); else this.cookies.set(name, value);
    }
    answer.page = answer.headers.get('content-type')?.startsWith('text/html') ? await answer.text() : '';
    return answer;
  }
  async csrf(path = '/') { return (await this.ask(path)).page.match(/name="csrf" value="([0-9a-f]{64})"/)?.[1]; }
  post(path, fields, headers = {}) {
    return this.ask(path, { method: 'POST', body: new URLSearchParams(fields), headers });
  }
  async signIn(name = 'Kim', password = `a long password of ${name}`) {
    return this.post('/sign-in', { csrf: await this.csrf('/sign-in'), account: name, password });
  }
}
const signedIn = async (name, language) => {
  const client = new Client(language);
  assert.equal((await client.signIn(name)).status, 303);
  return client;
};
const PAIR = 'bench-1 1111111111111111 ';

await test('nobody sees anything without signing in, and comes back to where he wanted', async () => {
  for (const path of ['/', '/search?serial=a', '/export/file?format=csv', '/people', '/pair?bench=bench-1']) {
    const answer = await new Client().ask(path);
    assert.equal(answer.status, 303);
    assert.match(answer.headers.get('location'), /^\/sign-in/);
    assert.doesNotMatch(answer.page, /SN02/);
  }
  const client = new Client();
  const location = (await client.ask('/search?serial=SN')).headers.get('location');
  const page = (await client.ask(location)).page;
  assert.match(page, /name="back" value="\/search\?serial=SN"/);
});

await test('every answer has its headers', async () => {
  for (const path of ['/sign-in', '/nope', '/assets/office.css', '/api/v1/benches']) {
    const { headers } = await new Client().ask(path);
    const policy = headers.get('content-security-policy');
    for (const part of ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "form-action 'self'", "base-uri 'none'"]) assert.ok(policy.includes(part), part);
    assert.doesNotMatch(policy, /unsafe/);
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.ok(headers.get('referrer-policy'));
    assert.match(headers.get('cache-control'), path.startsWith('/assets') ? /max-age/ : /no-store/);
  }
});

await test('a session has a new token each time, and one that was planted opens nothing', async () => {
  const client = new Client();
  const planted = 'a'.repeat(64);
  client.cookies.set('sag_office', planted);
  const answer = await client.signIn();
  assert.equal(answer.status, 303);
  assert.notEqual(client.cookies.get('sag_office'), planted);
  const cookie = answer.headers.getSetCookie().find(line => line.startsWith('sag_office='));
  assert.match(cookie, /HttpOnly/);
  assert.match(cookie, /SameSite=Strict/);
  const attacker = new Client();
  attacker.cookies.set('sag_office', planted);
  assert.equal((await attacker.ask('/')).status, 303);
  // What the database has of it opens nothing, either.
  const [hash] = sql("SELECT encode(token, 'hex') FROM sag.office_session").split('\n');
  attacker.cookies.set('sag_office', hash);
  assert.equal((await attacker.ask('/')).status, 303);
});

await test('signing out ends the session for every copy of its cookie', async () => {
  const client = await signedIn('Kim');
  const copy = new Client();
  copy.cookies = new Map(client.cookies);
  assert.equal((await copy.ask('/')).status, 200);
  assert.equal((await client.post('/sign-out', { csrf: await client.csrf() })).status, 303);
  assert.equal((await copy.ask('/')).status, 303);
});

await test('a session ends by itself when nothing comes', async () => {
  const client = await signedIn('Lee');
  sql("UPDATE sag.office_session SET seen = now() - interval '31 minutes' WHERE account = 'Lee'");
  assert.equal((await client.ask('/')).status, 303);
});

await test('a form without its token, with a wrong one, with another session’s or from another site does nothing', async () => {
  const client = await signedIn('Kim');
  const other = await signedIn('Kim');
  const count = () => sql('SELECT count(*) FROM sag.request');
  const before = count();
  const fields = { kind: 'hold', bench: 'bench-1', note: 'x' };
  const csrf = await client.csrf();
  const wrong = await other.csrf();
  assert.notEqual(csrf, wrong);
  for (const [bad, headers] of [[{}, {}], [{ csrf: '' }, {}], [{ csrf: 'f'.repeat(64) }, {}], [{ csrf: wrong }, {}],
    [{ csrf }, { Origin: 'http://evil.example' }], [{ csrf }, { Origin: 'null' }], [{ csrf }, { 'Sec-Fetch-Site': 'cross-site' }]]) {
    assert.equal((await client.post('/ask-bench', { ...fields, ...bad }, headers)).status, 403);
  }
  const text = await client.ask('/ask-bench', { method: 'POST', body: `csrf=${csrf}&kind=hold&bench=bench-1&note=x`, headers: { 'Content-Type': 'text/plain' } });
  assert.equal(text.status, 403);
  assert.equal((await client.ask(`/ask-bench?csrf=${csrf}&kind=hold&bench=bench-1&note=x`)).status, 405);
  assert.equal(count(), before);
  assert.equal((await client.post('/ask-bench', { ...fields, csrf }, { Origin: BASE })).status, 303);
  assert.equal(Number(count()), Number(before) + 1);
});

await test('nobody can be signed in by another site', async () => {
  const client = new Client();
  assert.equal((await client.post('/sign-in', { account: 'Kim', password: 'a long password of Kim' })).status, 403);
  const csrf = await client.csrf('/sign-in');
  const other = new Client();
  assert.equal((await other.post('/sign-in', { csrf, account: 'Kim', password: 'a long password of Kim' })).status, 403);
});

await test('no core dump of it is written', () => {
  assert.match(readFileSync(`/proc/${PID}/limits`, 'utf8'), /Max core file size +0 +0/);
});

await test('who may only look can do nothing', async () => {
  const client = await signedIn('Ray');
  const csrf = await client.csrf();
  for (const path of ['/ask-bench', '/ask-pair', '/person', '/people/list', '/list', '/see-alarm']) {
    assert.equal((await client.post(path, { csrf, kind: 'hold', bench: '*', note: 'x', do: 'keep', number: '0', name: 'X', role: 'it', text: 'serial,instance\nA,B' })).status, 403);
  }
  assert.doesNotMatch((await client.ask('/')).page, /ask-bench/);
});

await test('requests go to the bench with who and why, one or all', async () => {
  const client = await signedIn('Kim');
  const csrf = await client.csrf();
  await client.post('/ask-bench', { csrf, kind: 'message', bench: '*', note: 'Lunch at <12>' });
  assert.equal(sql("SELECT count(DISTINCT bench) FROM sag.request WHERE kind = 'message' AND note = 'Lunch at <12>' AND who = 'Kim'"), '4');
  assert.match((await client.post('/ask-bench', { csrf, kind: 'hold', bench: 'bench-1', note: '' })).headers.get('location'), /said=why/);
  assert.match((await client.post('/ask-bench', { csrf, kind: 'hold', bench: 'bench-99', note: 'x' })).headers.get('location'), /said=nobody/);
  assert.equal((await client.post('/ask-bench', { csrf, kind: 'drop', bench: 'bench-1', note: 'x' })).status, 400);
  assert.equal((await client.post('/ask-bench', { csrf, kind: 'hold', bench: '', note: 'x' })).status, 400);
  const picks = new URLSearchParams([['csrf', csrf], ['kind', 'retry'], ['note', 'again'], ['pair', PAIR + 11], ['pair', PAIR + 22]]);
  assert.equal((await client.ask('/ask-pair', { method: 'POST', body: picks })).status, 303);
  assert.equal(sql("SELECT string_agg(pair::text, ',' ORDER BY pair) FROM sag.request WHERE kind = 'retry' AND chain = '1111111111111111' AND note = 'again'"), '11,22');
  await client.post('/ask-pair', { csrf, kind: 'undo', note: 'wrong device', pair: PAIR + 7, back: '/pair?bench=bench-1&chain=1111111111111111&number=7' });
  const page = (await client.ask('/pair?bench=bench-1&chain=1111111111111111&number=7')).page;
  assert.match(page, /wrong device/);
  sql("UPDATE sag.request SET ended = now(), outcome = 'done' WHERE kind = 'undo'");
  assert.match((await client.ask('/attention')).page, /Done/);
  const [id] = sql('SELECT id FROM sag.alarm WHERE seen IS NULL').split('\n');
  await client.post('/see-alarm', { csrf, bench: 'bench-4', id });
  assert.equal(sql(`SELECT seen_by FROM sag.alarm WHERE id = ${id}`), 'Kim');
});

await test('nothing in a value becomes SQL', async () => {
  const client = await signedIn('Kim');
  const evil = ["'; DROP TABLE sag.pair; --", "' OR '1'='1", '%', '_', '\\', "$1", "a'||(SELECT password FROM sag.office_account LIMIT 1)||'", '\u0001'];
  const count = sql('SELECT count(*) FROM sag.pair');
  for (const text of evil) {
    for (const name of ['serial', 'instance', 'order', 'person', 'bench', 'outcome', 'before']) {
      const answer = await client.ask(`/search?${name}=${encodeURIComponent(text)}`);
      assert.ok(answer.status === 200 || answer.status === 400, `${name} ${text}: ${answer.status}`);
      assert.doesNotMatch(answer.page, /scrypt\$/);
      if (name !== 'before') assert.match(answer.page, /no such pairs/, `${name} ${text}`);
    }
    for (const path of ['/pair?chain=1&number=1&bench=', '/orders?order=', '/charts?bench=', '/shift?day=', '/people?number=', '/export/file?format=jsonl&serial=']) {
      const { status } = await client.ask(path + encodeURIComponent(text));
      assert.ok(status < 500, `${path}${text}: ${status}`);
    }
  }
  assert.equal(sql('SELECT count(*) FROM sag.pair'), count);
});

await test('a bench’s own log tells what was done there, in words', async () => {
  const client = await signedIn('Ray');
  const { page } = await client.ask('/bench?bench=bench-1');
  assert.match(page, /The cloud bound it\./);
  assert.match(page, /Scanned by Li Wei\./);
  assert.match(page, /The cloud refused it: Serial number unknown/);
  const older = page.match(/href="(\/bench\?[^"]*before=[^"]*)"/)[1].replaceAll('&amp;', '&');
  assert.match((await client.ask(older)).page, /<tbody>\n<tr>/);
  assert.equal((await client.ask('/bench?bench=nobody')).status, 404);
  assert.equal((await client.ask('/bench?bench=bench-1&before=x')).status, 400);
});

await test('a barcode is text on every page', async () => {
  const client = await signedIn('Kim');
  for (const path of ['/search', '/search?bench=bench-1', '/pair?bench=bench-1&chain=1111111111111111&number=5',
    '/pair?bench=bench-1&chain=1111111111111111&number=6', `/shift?day=${SEED_DAY}`, '/attention', '/search?serial=%3Cscript%3Ealert(1)%3C/script%3E']) {
    const { page, status } = await client.ask(path);
    assert.equal(status, 200);
    assert.doesNotMatch(page, /<script>|<img|<b>|onerror=[^&]*>/i, path);
  }
  assert.match((await client.ask('/pair?bench=bench-1&chain=1111111111111111&number=5')).page, /&lt;script&gt;/);
});

const raw = request => new Promise((resolve, reject) => {
  const { hostname, port } = new URL(BASE);
  const socket = connect(Number(port), hostname, () => socket.write(request));
  let text = '';
  socket.on('data', data => { text += data; });
  socket.on('error', reject);
  socket.on('close', () => resolve(text));
  setTimeout(() => socket.destroy(), 5000).unref();
});

await test('no path leads out', async () => {
  for (const path of ['/assets/../../../etc/passwd', '/assets/..%2f..%2f..%2fetc/passwd', '/..//etc/passwd', '/%2e%2e/%2e%2e/etc/passwd', '//etc/passwd', '/assets/office.css/../../../etc/shadow']) {
    const text = await raw(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    assert.match(text, /^HTTP\/1.1 40[04]/, path);
    assert.doesNotMatch(text, /root:/);
  }
  for (const back of ['//evil.example/', 'https://evil.example/', '/\\evil.example', '/%0d%0aSet-Cookie:%20a=b']) {
    const answer = await new Client().ask(`/language?to=de&back=${encodeURIComponent(back)}`);
    assert.equal(answer.headers.get('location'), '/');
  }
});

await test('what is no request is refused, and the page lives on', async () => {
  assert.match(await raw('GET /search?a=%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'), /^HTTP\/1.1 400/);
  assert.match(await raw('GET /search?a=%00 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'), /^HTTP\/1.1 400/);
  assert.match(await raw(`POST /sign-in HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 200000\r\n\r\n${'a'.repeat(200000)}`), /^HTTP\/1.1 413/);
  assert.match(await raw(`GET /${'a'.repeat(100000)} HTTP/1.1\r\nHost: x\r\n\r\n`), /^(HTTP\/1.[01] 4|$)/);
  assert.match(await raw('DELETE / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'), /^HTTP\/1.1 405/);
  await raw('\0\xff\r\n\r\n');
  assert.equal((await new Client().ask('/sign-in')).status, 200);
});

await test('whoever sends slowly is cut off, and takes no place from other addresses', async () => {
  const { hostname, port } = new URL(BASE);
  const from = localAddress => new Promise((resolve, reject) => {
    get({ hostname, port, path: '/sign-in', localAddress, agent: false }, answer => { answer.resume(); resolve(answer.statusCode); }).on('error', reject);
  });
  const sockets = Array.from({ length: 150 }, () => {
    const socket = connect({ port: Number(port), host: hostname, localAddress: '127.0.0.7' });
    socket.isOpen = true;
    socket.on('error', () => {});
    socket.on('close', () => { socket.isOpen = false; });
    socket.resume();
    socket.write('GET / HTTP/1.1\r\nHost: x\r\nX: ');
    return socket;
  });
  const drip = setInterval(() => { for (const socket of sockets) if (socket.isOpen) socket.write('a'); }, 500);
  const open = () => sockets.filter(socket => socket.isOpen).length;
  const until = async (what, limit = 90000) => {
    for (let waited = 0; !what(); waited += 100) {
      assert.ok(waited < limit, `${open()} are open`);
      await new Promise(resolve => setTimeout(resolve, 100));
    }
  };
  await until(() => open() <= 64);
  for (const address of ['127.0.0.1', '127.0.0.8']) assert.equal(await from(address), 200);
  await until(() => open() === 0); // though bytes come all the time
  clearInterval(drip);
  let status = 0; // the server notices the end of a connection a little later than its other side
  for (let waited = 0; status !== 200 && waited < 30000; waited += 100) {
    status = await from('127.0.0.7').catch(() => 0);
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  assert.equal(status, 200);
});

await test('guessing is locked out, by account and by address, and many at once are no more tries', async () => {
  const answers = await Promise.all(Array.from({ length: 12 }, async () => (await new Client().signIn('Lee', 'not the password')).status));
  assert.ok(answers.filter(status => status === 401).length <= 8, answers.join());
  assert.ok(answers.includes(429));
  const locked = await new Client().signIn('Lee');
  assert.equal(locked.status, 429);
  assert.ok(Number(locked.headers.get('retry-after')) > 0);
  assert.equal((await new Client().signIn('Kim')).status, 303); // others are not
  for (let i = 0; i < 36; i++) await new Client().signIn(`nobody-${i}`, 'not the password');
  assert.equal((await new Client().signIn('Kim')).status, 429); // the address is
  for (let i = 0; i < 9; i++) await new Client().signIn('Ray', 'not the password');
  assert.equal(sql("SELECT count(*) FROM sag.office_try WHERE name LIKE '%Ray' AND failures > 0"), '0'); // and cannot lock accounts
  sql("UPDATE sag.office_try SET locked = now() - interval '1 second'");
  assert.equal((await new Client().signIn('Kim')).status, 303);
  sql('DELETE FROM sag.office_try');
});

await test('a name that is not there takes as long as one that is', async () => {
  const time = async name => {
    const begin = performance.now();
    await new Client().signIn(name, 'not the password');
    return performance.now() - begin;
  };
  const there = await time('Kim'), not = await time('Nobody at all');
  assert.ok(not > there / 3, `${not} ms against ${there} ms`);
  sql('DELETE FROM sag.office_try');
});

await test('programs need a token, which is worth nothing as a cookie', async () => {
  const api = (path, token, options = {}) => fetch(BASE + path, { ...options, headers: token ? { Authorization: `Bearer ${token}` } : {} });
  assert.equal((await api('/api/v1/benches')).status, 401);
  assert.equal((await api('/api/v1/benches', 'f'.repeat(64))).status, 401);
  assert.equal((await api('/api/v1/benches', "' OR 1=1")).status, 401);
  const client = await signedIn('Kim');
  assert.equal((await client.ask('/api/v1/benches')).status, 401); // a browser's session is no token
  const thief = new Client();
  thief.cookies.set('sag_office', TOKEN);
  assert.equal((await thief.ask('/')).status, 303);
  const { benches } = await (await api('/api/v1/benches', TOKEN)).json();
  assert.deepEqual(benches.map(b => b.name), ['Bench 1', 'Bench 2', 'Bench 3', 'Bench 4']);
  assert.equal(benches[2].webhook, 'HTTP 503 since 09:12');
  assert.equal(benches[2].is_held, true);
  let seen = 0, before = '';
  do {
    const page = await (await api(`/api/v1/pairs?limit=50&before=${encodeURIComponent(before)}`, TOKEN)).json();
    seen += page.pairs.length;
    before = page.before;
  } while (before);
  assert.equal(seen, 240);
  const one = await (await api('/api/v1/pair?bench=bench-1&chain=1111111111111111&number=5', TOKEN)).json();
  assert.equal(one.pair.serial, '<script>alert("x")</script>');
  assert.deepEqual(one.events.map(e => e.event), ['intent', 'settled']);
  assert.equal((await api('/api/v1/pair?bench=bench-1&chain=1111111111111111&number=999', TOKEN)).status, 404);
  assert.equal((await api('/api/v1/pairs?limit=0', TOKEN)).status, 400);
  const { orders } = await (await api('/api/v1/orders?order=471', TOKEN)).json();
  assert.ok(orders.some(o => o.customer_order === '4711' && o.bound > 0 && o.listed === 60));
  assert.equal((await api('/api/v1/list', TOKEN, { method: 'PUT', body: 'no headings' })).status, 400);
  const put = await api('/api/v1/list', TOKEN, { method: 'PUT', body: 'serial,instance,order\nA1,sag-a1,4711\nA2,sag-a2,4711\n' });
  assert.deepEqual(await put.json(), { devices: 2 });
  assert.equal(sql("SELECT string_agg(serial, ',' ORDER BY serial) || list_by FROM sag.listed, sag.shared GROUP BY list_by"), 'a1,a2erp');
  const made = execSync(`${OFFICE} token add second --scope read`, { encoding: 'utf8' }).trim();
  assert.equal((await api('/api/v1/benches', made)).status, 200);
  execSync(`${OFFICE} token remove second`);
  assert.equal((await api('/api/v1/benches', made)).status, 401);
});

await test('a token may what it was made for, and no more', async () => {
  const api = (path, token, options = {}) => fetch(BASE + path, { ...options, headers: { Authorization: `Bearer ${token}` } });
  const put = token => api('/api/v1/list', token, { method: 'PUT', body: 'serial,instance,order\nA1,sag-a1,4711\nA2,sag-a2,4711\n' });
  const make = (name, options = '') => execSync(`${OFFICE} token add ${name} ${options}`, { encoding: 'utf8' }).trim();
  const reads = make('reader'), publishes = make('list', '--scope publish');
  const version = sql('SELECT list FROM sag.shared');
  const refused = await put(reads);
  assert.equal(refused.status, 403);
  assert.match((await refused.json()).error, /may not publish/);
  assert.equal(sql('SELECT list FROM sag.shared'), version);
  assert.equal((await put(publishes)).status, 200);
  for (const path of ['benches', 'pairs', 'orders', 'pair?bench=bench-1&chain=1111111111111111&number=5']) {
    assert.equal((await api(`/api/v1/${path}`, reads)).status, 200, path);
    const answer = await api(`/api/v1/${path}`, publishes);
    assert.equal(answer.status, 403, path);
    assert.match((await answer.json()).error, /may not read/);
  }
  const words = OFFICE.split(' ');
  for (const scope of ['write', '', 'read,read']) {
    assert.notEqual(spawnSync(words[0], [...words.slice(1), 'token', 'add', 'odd', '--scope', scope]).status, 0, scope);
  }
  const list = execSync(`${OFFICE} token list`, { encoding: 'utf8' });
  assert.match(list, /^erp\sread,publish\t.*\nlist\tpublish\t.*\nreader\sread\s/);
  assert.ok(!list.includes(reads));
  execSync(`${OFFICE} token remove reader && ${OFFICE} token remove list`);
});

await test('a password is changed by who has it, and one of IT’s has to be', async () => {
  execSync(`echo 'a long password of Pat' | ${OFFICE} account add Pat`);
  assert.match(execSync(`${OFFICE} account list`, { encoding: 'utf8' }), /^Pat\tacts\t.*must change/m);
  const client = await signedIn('Pat');
  for (const path of ['/', '/search?serial=SN', '/export/file?format=csv', '/people']) {
    const answer = await client.ask(path);
    assert.equal(answer.status, 303, path);
    assert.equal(answer.headers.get('location'), '/password');
  }
  const csrf = await client.csrf('/password');
  assert.equal((await client.post('/ask-bench', { csrf, kind: 'message', bench: '*', note: 'not yet' })).headers.get('location'), '/password');
  assert.equal(sql("SELECT count(*) FROM sag.request WHERE note = 'not yet'"), '0');
  const old = 'a long password of Pat', chosen = 'only Pat knows this';
  const change = (who, fields, token = csrf) => who.post('/password', { csrf: token, old, new: chosen, again: chosen, ...fields });
  assert.equal((await change(client, { new: 'short', again: 'short' })).status, 400);
  assert.equal((await change(client, { again: 'another one entirely' })).status, 400);
  assert.equal((await change(client, { new: old, again: old })).status, 400);
  assert.equal((await change(client, {}, 'f'.repeat(64))).status, 403);
  assert.equal((await change(client, { old: 'not the password' })).status, 401);
  const other = await signedIn('Pat');
  const before = client.cookies.get('sag_office');
  const done = await change(client, {});
  assert.match(done.headers.get('location'), /^\/\?said=changed/);
  assert.notEqual(client.cookies.get('sag_office'), before);
  const copy = new Client();
  copy.cookies.set('sag_office', before);
  assert.equal((await copy.ask('/')).status, 303); // the session before is over, for every copy of it
  assert.equal((await other.ask('/')).headers.get('location'), '/sign-in');
  assert.equal((await client.ask('/')).status, 200);
  assert.match(execSync(`${OFFICE} account list`, { encoding: 'utf8' }), /^Pat\tacts\t[^\t]*$/m);
  assert.equal((await new Client().signIn('Pat')).status, 401);
  assert.equal((await new Client().signIn('Pat', chosen)).status, 303);
  // Whoever has the session alone does not guess the password through it.
  const next = await client.csrf('/password');
  for (let i = 0; i < 9; i++) await change(client, { old: `guess ${i}`, new: 'whatever it may be', again: 'whatever it may be' }, next);
  const locked = await change(client, { old: chosen, new: 'whatever it may be', again: 'whatever it may be' }, next);
  assert.equal(locked.status, 429);
  assert.match(locked.page, /Too many wrong passwords/);
  assert.equal((await client.ask('/')).status, 200); // the session goes on
  sql('DELETE FROM sag.office_try');
  execSync(`${OFFICE} account remove Pat`);
});

await test('people are kept, changed, locked and erased; a badge is kept as a keyed hash', async () => {
  const client = await signedIn('Kim');
  const csrf = await client.csrf();
  const person = { csrf, do: 'keep', number: '0', name: 'Chen Min', role: 'worker', language: 'zh_CN', badge: ' B-77\r\n' };
  assert.match((await client.post('/person', person)).headers.get('location'), /said=saved/);
  const number = sql("SELECT number FROM sag.person WHERE name = 'Chen Min'");
  assert.equal(sql(`SELECT badge = (SELECT hmac FROM (SELECT '\\x${createHmac(sql("SELECT encode(badge_key, 'hex') FROM sag.shared"), 'B-77')}'::bytea AS hmac) h) FROM sag.person WHERE number = ${number}`), 't');
  assert.match((await client.post('/person', { ...person, badge: '' })).headers.get('location'), /said=taken/);
  assert.match((await client.post('/person', { ...person, number, name: 'Chen M.', badge: '' })).headers.get('location'), /said=saved/);
  assert.equal(sql(`SELECT length(badge) FROM sag.person WHERE number = ${number}`), '32');
  assert.match((await client.post('/person', { ...person, role: 'king' })).headers.get('location'), /said=unsaved/);
  assert.match((await client.post('/person', { ...person, name: 'a\u0007b' })).headers.get('location'), /said=unsaved/);
  assert.match((await client.post('/person', { csrf, do: 'erase', number })).headers.get('location'), /said=unsaved/);
  await client.post('/person', { csrf, do: 'drop', number });
  assert.equal(sql(`SELECT is_gone, length(badge), name FROM sag.person WHERE number = ${number}`), 't|0|Chen M.');
  await client.post('/person', { csrf, do: 'erase', sure: 'yes', number });
  assert.equal(sql(`SELECT name FROM sag.person WHERE number = ${number}`), '');
});

// A form with a file, as a browser sends it.
const upload = (client, path, fields, file, name = 'list.csv') => {
  const form = new FormData();
  for (const [key, value] of Object.entries(fields)) form.append(key, value);
  if (file !== undefined) form.append('file', new Blob([file], { type: 'text/csv' }), name);
  return client.ask(path, { method: 'POST', body: form });
};

await test('a device list comes as a file or pasted, whole or not at all', async () => {
  const client = await signedIn('Kim');
  const csrf = await client.csrf();
  const version = () => sql('SELECT list, list_by FROM sag.shared');
  const before = version();
  // As a spreadsheet saves it: a byte order mark, semicolons, Chinese headings.
  assert.match((await upload(client, '/list', { csrf, text: '' }, '\uFEFF订单;序列号;实例\r\n4711;F1;sag-f1\r\n4711;F2;sag-f2\r\n')).headers.get('location'), /said=published/);
  assert.equal(sql("SELECT string_agg(serial || instance || customer_order, ',' ORDER BY serial) FROM sag.listed"), 'f1sag-f14711,f2sag-f24711');
  assert.notEqual(version(), before);
  const after = version();
  for (const [file, told] of [['serial,instance\nF1,sag-1\n,sag-2\nF3,\n', /line 3[^]*line 4/], ['serial,instance\nF1,sag-1\nF1,sag-2\n', /line 3[^]*line 2/],
    ['no headings', /not published/], ['', /not published/], ['\u0000\u0001\u0002', /not published/], ['serial,instance,order\nF1,"sag-1\n', /line 2/]]) {
    const answer = await upload(client, '/list', { csrf, text: 'kept <text>' }, file);
    assert.equal(answer.status, 400, file);
    assert.match(answer.page, told, file);
    assert.match(answer.page, /kept &lt;text&gt;/);
  }
  assert.equal(version(), after);
  assert.equal((await upload(client, '/list', { text: '' }, 'serial,instance\nX,sag-x\n')).status, 403); // without the form's token
  assert.equal((await upload(client, '/list', { csrf: 'f'.repeat(64) }, 'serial,instance\nX,sag-x\n')).status, 403);
  assert.match((await upload(client, '/list', { csrf, text: 'serial,instance\nP1,sag-p1\n' })).headers.get('location'), /said=published/);
  assert.match((await upload(client, '/list', { csrf, text: 'serial,instance\nP2,sag-p2\n' }, '', '')).headers.get('location'), /said=published/); // nobody chose one
  assert.equal(sql("SELECT string_agg(serial, ',') FROM sag.listed"), 'p2');
  const large = await upload(client, '/list', { csrf, text: '' }, 'a'.repeat(9e6));
  assert.equal(large.status, 413);
  assert.match(large.page, /8 MB/);
  const chinese = await signedIn('Kim', 'zh-CN');
  assert.match((await upload(chinese, '/list', { csrf: await chinese.csrf() }, 'a'.repeat(9e6))).page, /8 MB[^]*<html lang="zh-CN">|<html lang="zh-CN">[^]*8 MB/);
  const most = Array.from({ length: 100000 }, (_, i) => `M${i},sag-m${i},4711`).join('\n');
  assert.match((await upload(client, '/list', { csrf }, `serial,instance,order\n${most}\n`)).headers.get('location'), /said=published/);
  assert.equal(sql('SELECT count(*) FROM sag.listed'), '100000');
});

await test('people come as a file or pasted, all or nobody', async () => {
  const client = await signedIn('Kim');
  const csrf = await client.csrf();
  const people = () => sql("SELECT string_agg(name || ':' || role || ':' || language || ':' || (badge <> ''), ',' ORDER BY name) FROM sag.person WHERE name LIKE 'Li%' AND NOT is_gone");
  const key = sql("SELECT encode(badge_key, 'hex') FROM sag.shared");
  const badge = name => sql(`SELECT encode(badge, 'hex') FROM sag.person WHERE name = '${name}' AND NOT is_gone`);
  const version = sql('SELECT people FROM sag.shared');
  const added = await upload(client, '/people/list', { csrf }, '姓名;工牌号;role;language\r\nLin Tao;B-1;supervisor;中文\r\nLia;"B-2";;\r\n');
  assert.match(added.headers.get('location'), /added=2&changed=0/);
  assert.match((await client.ask(added.headers.get('location'))).page, /Added: 2\. Changed: 0\./);
  assert.equal(people(), 'Li Wei:worker:zh_CN:false,Lia:worker::true,Lin Tao:supervisor:zh_CN:true');
  assert.equal(badge('Lia'), createHmac(key, 'B-2'));
  assert.equal(Number(sql('SELECT people FROM sag.shared')), Number(version) + 1);
  // Nothing of what is wrong is taken.
  for (const [file, told] of [['name,role\nLil,worker\nLiz,king\n', /line 3[^]*worker, supervisor and it/], ['name,badge\nLil,B-9\nLiz,B-1\n', /line 3[^]*Lin Tao/],
    ['name\n#Lil\n', /line 2/], ['who\nLil\n', /headings/], ['name\nLil\na\u0007b\n', /line 3/], [`name\n${'L\n'.repeat(11000)}`, /at most/]]) {
    const answer = await upload(client, '/people/list', { csrf, text: '' }, file);
    assert.equal(answer.status, 400, file.slice(0, 40));
    assert.match(answer.page, told, file.slice(0, 40));
  }
  assert.equal(people(), 'Li Wei:worker:zh_CN:false,Lia:worker::true,Lin Tao:supervisor:zh_CN:true');
  // What a line leaves empty stays; two exchange their badges.
  assert.match((await upload(client, '/people/list', { csrf, text: 'name,badge,role,language\nLia,B-1,,ja\nLin Tao,B-2,,\n' })).headers.get('location'), /added=0&changed=2/);
  assert.equal(people(), 'Li Wei:worker:zh_CN:false,Lia:worker:ja:true,Lin Tao:supervisor:zh_CN:true');
  assert.equal(badge('Lia'), createHmac(key, 'B-1'));
  assert.match((await upload(client, '/people/list', { csrf, text: 'name,language\nLia,ja\n' })).headers.get('location'), /added=0&changed=0/);
  sql("DELETE FROM sag.person WHERE name IN ('Lia', 'Lin Tao')");
});

await test('what is no form with a file is refused', async () => {
  const client = await signedIn('Kim');
  const csrf = await client.csrf();
  const part = (name, text) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`;
  const post = (body, type = 'multipart/form-data; boundary=b') => client.ask('/list', { method: 'POST', body, headers: { 'Content-Type': type } });
  const version = sql('SELECT list FROM sag.shared');
  for (const [body, type] of [[''], [part('csrf', csrf)], [`${part('csrf', csrf)}--b`], [part('csrf', csrf).replaceAll('\r\n', '\n') + '--b--'],
    [`${part('csrf', csrf)}--b--`, 'multipart/form-data'], [`${part('csrf', csrf)}--b--`, `multipart/form-data; boundary=${'b'.repeat(71)}`],
    [`--b\r\nContent-Type: text/plain\r\n\r\nx\r\n--b--`]]) {
    assert.equal((await post(body, type)).status, 400, body);
  }
  assert.equal((await post(`${part('csrf', 'f')}--b--`)).status, 403);
  assert.equal((await post(`${part('csrf', csrf)}${part('text', '')}--b--`)).status, 400); // an empty list
  assert.equal(sql('SELECT list FROM sag.shared'), version);
});

await test('a label is printed in the sizes that there are', async () => {
  const client = await signedIn('Ray');
  const pair = 'bench=bench-1&chain=1111111111111111&number=7';
  const { page } = await client.ask(`/pair?${pair}`);
  const sizes = [...page.matchAll(/href="\/pair\/label\.pdf\?[^"]*label_mm=([0-9x]+)"/g)].map(match => match[1]);
  assert.deepEqual(sizes, ['57x32', '62x29', '100x50']);
  const sizeOf = async query => {
    const file = `${process.env.TMPDIR}/label.pdf`;
    writeFileSync(file, Buffer.from(await (await client.ask(`/pair/label.pdf?${pair}${query}`)).arrayBuffer()));
    const [, width, height] = execFileSync('pdfinfo', [file], { encoding: 'utf8' }).match(/Page size: +([\d.]+) x ([\d.]+) pts/);
    return [width, height].map(points => Math.round(points / 72 * 25.4)).join('x');
  };
  for (const size of [...sizes, '20x20', '300x300']) assert.equal(await sizeOf(`&label_mm=${size}`), size);
  assert.equal(await sizeOf(''), '57x32');
  for (const size of ['19x20', '57', '57x301', '1e1x20', '-57x32', '57x32x1']) assert.equal((await client.ask(`/pair/label.pdf?${pair}&label_mm=${size}`)).status, 400, size);
});

await test('a log is verified, and what was changed is found', async () => {
  const client = await signedIn('Ray'); // who looks may verify
  const verify = async (bench, key = '') => (await client.post('/verify', { csrf: await client.csrf(), bench: `bench-${bench}`, chain: String(bench).repeat(16), key })).page;
  for (const bench of [1, 2, 3, 4]) assert.match(await verify(bench), /All of it is as the bench wrote it/);
  assert.match(await verify(1), /Checkpoints that fit<\/dt><dd>1</);
  assert.match(await verify(1, keyText(1)), /All of it is[^]*are by that key/);
  assert.match(await verify(1, keyText(2)), /NOT what the bench wrote[^]*Checkpoints that fit<\/dt><dd>0<[^]*1 not signed by that key/);
  assert.match(await verify(1, 'no key'), /cannot be/);
  // The key that the bench itself named, when it was first seen, and one that came later.
  const name = (bench, key) => execFileSync('/bin/sh', ['-c', SQL], { input: `SELECT sag.keep_key('bench-${bench}', '\\x${Buffer.alloc(32, bench).toString('hex')}', '${key}');` });
  assert.match(await verify(1), /not looked at: the bench named no key yet/);
  name(1, keyText(1));
  name(1, keyText(1));
  assert.match(await verify(1), /1 signed, key seen first on \d{4}-\d\d-\d\d \d\d:\d\d/);
  assert.equal(sql("SELECT count(*) FROM sag.alarm WHERE kind = 'new-key'"), '0');
  const words = OFFICE.split(' ');
  const command = (bench, ...key) => spawnSync(words[0], [...words.slice(1), 'verify', `bench-${bench}`, String(bench).repeat(16), ...key], { encoding: 'utf8' });
  const says = (told, status, pattern) => { assert.match(told.stdout, pattern); assert.equal(told.status, status); };
  says(command(2), 0, /: as the bench wrote them\ncheckpoints that fit: 1;/); // it named no key yet
  says(command(2, keyText(2)), 0, /: as the bench wrote them/);
  says(command(2, keyText(3)), 1, /NOT as the bench wrote them[^]*another key than that: 1\n/);
  name(2, keyText(3));
  assert.match(await verify(2), /NOT what the bench wrote[^]*Checkpoints that fit<\/dt><dd>0<[^]*1 not signed by any key of this bench/);
  says(command(2), 1, /NOT as the bench wrote them[^]*none of the bench's keys: 1\n/);
  name(2, keyText(2)); // that came after what it signed
  assert.match(await verify(2), /All of it is[^]*1 signed, key seen first on/);
  says(command(2), 0, /: as the bench wrote them/);
  assert.match((await client.ask('/attention')).page, /It signs with another key/);
  for (let i = 0; i < 30; i++) name(3, `key ${i}`);
  assert.equal(sql("SELECT count(*) FROM sag.bench_key WHERE bench = 'bench-3'"), '20');
  assert.match(await verify(3), /All of it is/);
  sql("DELETE FROM sag.alarm WHERE kind = 'new-key'");
  sql("UPDATE sag.event SET body = set_byte(body, 30, 65) WHERE bench = 'bench-1' AND seq = 17");
  assert.match(await verify(1), /Event 17 is not what was hashed/);
  sql("UPDATE sag.event SET pair = 3 WHERE bench = 'bench-2' AND seq = 18");
  assert.match(await verify(2), /Event 18 is found by other values/);
  sql("DELETE FROM sag.event WHERE bench = 'bench-3' AND seq > 110");
  const cut = await verify(3);
  assert.match(cut, /The end of the log was cut off/);
  sql("UPDATE sag.checkpoint SET note = replace(note, E'\\n119\\n', E'\\n118\\n') WHERE bench = 'bench-4'");
  assert.match(await verify(4), /checkpoint of event 119 does not fit/);
  assert.equal((await client.post('/verify', { csrf: await client.csrf(), bench: 'bench-9', chain: 'x' })).status, 404);
  says(command(1), 1, /event 17: it was changed/);
});

await test('an export has every row in the columns of a bench’s own, in each format', async () => {
  const client = await signedIn('Kim');
  const get = path => client.ask(path);
  const csv = await (await get('/export/file?format=csv&rows=pairs')).text();
  const lines = csv.split('\r\n');
  assert.equal(lines[0].replace('\uFEFF', '').split(',').length, 33);
  assert.match(lines[0], /^\uFEFF?number,kind,scanned_at,/);
  assert.equal(lines.length, 1 + 240 + 1);
  const rows = (await (await get('/export/file?format=jsonl&rows=pairs&bench=bench-2')).text()).trim().split('\n').map(JSON.parse);
  assert.equal(rows.length, 60);
  assert.equal(rows[0].bench, 'Bench 2');
  assert.equal(rows[0].time_zone.slice(0, 3), 'UTC');
  const events = (await (await get('/export/file?format=jsonl&rows=events&bench=bench-4')).text()).trim().split('\n').map(JSON.parse);
  assert.equal(events.length, 119);
  assert.equal(events[118].seq, 119);
  assert.equal(events[0].hash.length, 64);
  const xlsx = Buffer.from(await (await get('/export/file?format=xlsx&rows=pairs')).arrayBuffer());
  writeFileSync(`${process.env.TMPDIR}/log.xlsx`, xlsx);
  execFileSync('unzip', ['-tq', `${process.env.TMPDIR}/log.xlsx`]);
  const sheets = execFileSync('unzip', ['-p', `${process.env.TMPDIR}/log.xlsx`, 'xl/worksheets/*'], { encoding: 'utf8', maxBuffer: 1 << 26 });
  assert.match(sheets, /SN020100001/);
  assert.match(sheets, /the office's page/);
  assert.match(sheets, /&lt;script&gt;/);
  assert.equal((await get('/export/file?format=exe')).status, 400);
});

await test('an export of 100,000 pairs takes no more memory than one of few', async () => {
  const client = await signedIn('Kim');
  sql("INSERT INTO sag.pair SELECT 'bench-1', 'aaaaaaaaaaaaaaaa', n, 'bind', 'SNL' || n, 'sag-l' || n, 'Li', 'bound', '', 1, '', '', 'r', 'usb-hid-pos', 'Zebra', 'qr', 1767600550000 + n, 0, 1767600550500 + n, 0, 0, 0, '', 0, 0, '', '', '', 0, 0, 'cn-shanghai', '', '4711', '' FROM generate_series(1, 100000) n");
  const resident = () => Number(readFileSync(`/proc/${PID}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1]);
  await (await client.ask('/export/file?format=csv&rows=pairs&bench=bench-2')).text();
  const before = resident();
  let most = before;
  const watch = setInterval(() => { most = Math.max(most, resident()); }, 20);
  for (const format of ['csv', 'jsonl', 'xlsx']) {
    const answer = await client.ask(`/export/file?format=${format}&rows=pairs`);
    let bytes = 0, lines = 0;
    for await (const block of answer.body) {
      bytes += block.length;
      for (const byte of block) lines += byte === 10;
    }
    if (format !== 'xlsx') assert.equal(lines, 100240 + (format === 'csv' ? 1 : 0));
    assert.ok(bytes > 5e6, `${format}: ${bytes}`);
  }
  clearInterval(watch);
  console.log(`exports of 100,240 pairs: ${Math.round(before / 1024)} MB before, ${Math.round(most / 1024)} MB at most`);
  assert.ok(most - before < 24 * 1024, `${before} kB, then ${most} kB`);
});

await test('lists that nobody was asked about take little memory', async () => {
  const resident = () => Number(readFileSync(`/proc/${PID}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1]);
  const before = resident();
  const { hostname, port } = new URL(BASE);
  const body = 'a'.repeat(7e6);
  const senders = await Promise.all(Array.from({ length: 24 }, () => new Promise(resolve => {
    const socket = connect(port, hostname, () => socket.write(
      `PUT /api/v1/list HTTP/1.1\r\nHost: x\r\nContent-Length: 8000000\r\n\r\n${body}`, () => resolve(socket)));
    socket.on('error', () => resolve(socket));
  })));
  await new Promise(resolve => setTimeout(resolve, 500));
  const most = resident();
  for (const socket of senders) socket.destroy();
  assert.ok(most - before < 80 * 1024, `${before} kB, then ${most} kB`);
  assert.equal((await new Client().ask('/sign-in')).status, 200);
});

await test('whoever goes away in the middle of an export leaves nothing behind', async () => {
  const client = await signedIn('Kim');
  for (let i = 0; i < 12; i++) {
    const stop = new AbortController();
    const answer = await client.ask('/export/file?format=jsonl&rows=pairs', { signal: stop.signal });
    await answer.body.getReader().read();
    stop.abort();
  }
  for (let i = 0; i < 100; i++) {
    if ((await client.ask('/')).status === 200) break;
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  assert.equal((await client.ask('/')).status, 200);
});

sql("DELETE FROM sag.pair WHERE chain = 'aaaaaaaaaaaaaaaa'"); // what follows reads whole exports
// As a scanner for holes does: whatever a page or a form takes gets what it does not expect.
await test('no value of any link or form breaks a page or becomes a part of it', async () => {
  const client = await signedIn('Kim');
  const csrf = await client.csrf();
  const mark = '"\'><svg/onload=hacked()>';
  const odd = [mark, '-1', '99999999999999999999', '9223372036854775807', '0x10', '1e9', ' ', 'a'.repeat(3000), '\u202Eabc', '%00', '../../etc/passwd',
    '2026-02-31', '9999-12-31', '0000-00-00', '${7*7}', '{{7*7}}', '\uFFFF', '1; SELECT pg_sleep(9)'];
  const gets = { '/': ['show', 'said'], '/search': ['serial', 'instance', 'order', 'person', 'bench', 'outcome', 'from', 'to', 'before', 'said'],
    '/bench': ['bench', 'before'], '/pair': ['bench', 'chain', 'number'], '/pair/label.pdf': ['bench', 'chain', 'number', 'label_mm'], '/orders': ['order'],
    '/charts': ['bench', 'day'], '/shift': ['day'], '/export': ['serial', 'from', 'bench'], '/export/file': ['format', 'rows', 'from', 'serial', 'bench'],
    '/people': ['number'], '/people/list': ['added', 'changed'], '/password': ['said'], '/language': ['to', 'back'], '/sign-in': ['back'], '/attention': ['said'] };
  const whole = { '/pair': { bench: 'bench-1', chain: '1111111111111111', number: '5' }, '/pair/label.pdf': { bench: 'bench-1', chain: '1111111111111111', number: '5' },
    '/bench': { bench: 'bench-1' }, '/export/file': { format: 'csv', rows: 'pairs', bench: 'bench-2' } };
  const posts = { '/ask-bench': { kind: 'message', bench: 'bench-1', note: 'n' }, '/ask-pair': { kind: 'retry', pair: PAIR + 22, note: 'n', back: '/attention' },
    '/see-alarm': { bench: 'bench-4', id: '1' }, '/verify': { bench: 'bench-4', chain: '4444444444444444', from: '', hash: '', key: '' },
    '/person': { do: 'keep', number: '0', name: 'Tester', role: 'worker', language: '', badge: '' }, '/list': { text: 'serial,instance\nA,' },
    '/people/list': { text: 'name\nTester' }, '/password': { old: 'x', new: 'y', again: 'z' } };
  let asked = 0;
  const judge = (answer, what) => {
    asked++;
    assert.ok(answer.status < 500, `${what}: ${answer.status}`);
    assert.ok(!answer.page.includes('<svg/onload'), what);
    const location = answer.headers.get('location');
    assert.ok(!location || /^\/(?!\/)[\x21-\x7e]*$/.test(location), `${what}: ${location}`);
  };
  for (const [path, names] of Object.entries(gets)) for (const name of names) for (const value of odd) {
    const answer = await client.ask(`${path}?${new URLSearchParams({ ...whole[path], [name]: value })}`);
    judge(answer, `${path} ${name}=${value}`);
    if (!answer.bodyUsed) await answer.arrayBuffer();
  }
  for (const [path, fields] of Object.entries(posts)) for (const name of Object.keys(fields)) for (const value of odd) {
    judge(await client.post(path, { csrf, ...fields, [name]: value }), `POST ${path} ${name}=${value}`);
  }
  assert.ok(asked > 800, `${asked}`);
  for (const path of ['/', '/attention', '/people', '/list', '/search']) assert.ok(!(await client.ask(path)).page.includes('<svg/onload'), path);
});

await test('whoever reads an export slowly leaves the page to the others', async () => {
  const client = await signedIn('Kim');
  sql("INSERT INTO sag.pair SELECT 'bench-1', 'cccccccccccccccc', n, 'bind', repeat('S', 200) || n, 'sag-l' || n, 'Li', 'bound', '', 1, '', '', 'r', 'usb-hid-pos', 'Zebra', 'qr', 1767600550000 + n, 0, 1767600550500 + n, 0, 0, 0, '', 0, 0, '', '', '', 0, 0, 'cn-shanghai', '', '4711', '' FROM generate_series(1, 60000) n");
  const answers = [], stop = new AbortController();
  for (let i = 0; i < 5; i++) answers.push(await client.ask('/export/file?format=jsonl&rows=pairs', { signal: stop.signal })); // nobody reads them
  assert.deepEqual(answers.map(a => a.status), [200, 200, 503, 503, 503]);
  assert.equal((await client.ask('/')).status, 200);
  stop.abort();
  for (let i = 0, status = 0; i < 100 && status !== 200; i++) {
    const answer = await client.ask('/export/file?format=jsonl&rows=pairs&bench=bench-2');
    status = answer.status;
    if (!answer.bodyUsed) await answer.text();
    if (status !== 200) await new Promise(resolve => setTimeout(resolve, 100));
  }
  assert.equal((await client.ask('/export/file?format=csv&rows=pairs&bench=bench-2')).status, 200);
  sql("DELETE FROM sag.pair WHERE chain = 'cccccccccccccccc'");
});

await test('every link of every page leads somewhere, in two languages, and no text is left unescaped', async () => {
  for (const language of ['en', 'zh-CN']) {
    const client = await signedIn('Kim', language);
    const seen = new Set(), wait = ['/'];
    while (wait.length > 0 && seen.size < 400) {
      const path = wait.shift();
      if (seen.has(path)) continue;
      seen.add(path);
      const answer = await client.ask(path);
      assert.ok(answer.status < 400, `${path}: ${answer.status}`);
      if (!answer.page) { await answer.body?.cancel(); continue; }
      assert.doesNotMatch(answer.page, /<script>|<img |<b>|%s|%lld|\(null\)/, path);
      if (answer.status === 200) assert.match(answer.page, new RegExp(`<html lang="${language}">`));
      for (const [, link] of answer.page.matchAll(/href="([^"#]+)/g)) {
        const to = link.replaceAll('&amp;', '&').replaceAll('&#39;', "'").replaceAll('&quot;', '"');
        assert.match(to, /^\/(?!\/)/, `${path}: ${to}`);
        if (!to.startsWith('/language')) wait.push(to);
      }
    }
    assert.ok(seen.size > 100, `${seen.size} pages`);
  }
});

// Another sag-office, with further options; what it says first is its address.
async function another(options, run, environment = {}) {
  const words = OFFICE.split(' ');
  const child = spawn(words[0], [...words.slice(1), ...options], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...environment } });
  try {
    const line = await new Promise((resolve, reject) => {
      child.stdout.once('data', data => resolve(String(data)));
      child.once('exit', status => reject(new Error(`ended with ${status}`)));
    });
    await run(line.trim().replace(/^ready /, '').replace(/\/$/, ''));
  } finally {
    const ended = new Promise(resolve => child.once('exit', resolve));
    child.kill();
    await ended;
  }
}

await test('with its own certificate cookies are for TLS and this host only', async () => {
  const [key, certificate] = ['key', 'certificate'].map(name => `${process.env.TMPDIR}/${name}.pem`);
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=localhost',
    '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', certificate], { stdio: 'ignore' });
  await another(['--page.certificate', certificate, '--page.key', key], async address => {
    assert.match(address, /^https:/);
    const { port } = new URL(address);
    for (const [version, is_good] of [['TLSv1.2', true], ['TLSv1.1', false]]) {
      const is_spoken = await new Promise(resolve => {
        const socket = tls({ port, host: '127.0.0.1', rejectUnauthorized: false, minVersion: version, maxVersion: version,
          ciphers: 'DEFAULT@SECLEVEL=0' }, () => { socket.destroy(); resolve(true); });
        socket.on('error', () => resolve(false));
      });
      assert.equal(is_spoken, is_good, version);
    }
    const told = execFileSync('curl', ['-si', '--cacert', certificate, `${address}/sign-in`], { encoding: 'utf8' });
    assert.match(told, /Set-Cookie: __Host-sag_sign_in=[0-9a-f]{64}; Path=\/; HttpOnly; SameSite=Strict; Secure/i);
    assert.match(told, /Strict-Transport-Security/i);
    const old = spawnSync('curl', ['-s', '--tls-max', '1.1', '--cacert', certificate, `${address}/sign-in`]);
    assert.notEqual(old.status, 0);
  });
  for (const options of [['--page.listen', '0.0.0.0'], ['--page.listen', '0.0.0.0', '--page.open_to_network', 'yes'], ['--page.certificate', certificate],
    ['--database.dsn', 'host=x password=y']]) {
    const words = OFFICE.split(' ');
    assert.equal(spawnSync(words[0], [...words.slice(1), ...options]).status, 2, options.join(' '));
  }
});

await test('behind a proxy the lock is on who the proxy says asks', async () => {
  await another(['--page.behind_proxy', 'yes'], async address => {
    const ask = async (from, password) => {
      const headers = { 'X-Forwarded-For': `6.6.6.6, ${from}`, 'X-Forwarded-Proto': 'https' };
      const page = await fetch(`${address}/sign-in`, { headers });
      const [, name, value] = page.headers.getSetCookie()[0].match(/^([^=]+)=([^;]*)/);
      const csrf = (await page.text()).match(/name="csrf" value="([0-9a-f]{64})"/)[1];
      return fetch(`${address}/sign-in`, { method: 'POST', redirect: 'manual', headers: { ...headers, Cookie: `${name}=${value}` },
        body: new URLSearchParams({ csrf, account: 'Kim', password }) });
    };
    assert.equal((await ask('10.0.0.7', 'not the password')).status, 401);
    assert.equal(sql("SELECT count(*) FROM sag.office_try WHERE name = '10.0.0.7'"), '1');
    assert.match((await ask('10.0.0.7', 'a long password of Kim')).headers.getSetCookie().join(), /__Host-sag_office=.*Secure/);
    // A proxy that puts a line of its own behind the one that came, as HAProxy does.
    const page = await fetch(`${address}/sign-in`, { headers: { 'X-Forwarded-Proto': 'https' } });
    const [cookie] = page.headers.getSetCookie()[0].split(';');
    const csrf = (await page.text()).match(/name="csrf" value="([0-9a-f]{64})"/)[1];
    const status = execFileSync('curl', ['-s', '-o', '/dev/null', '-w', '%{http_code}', '-H', 'X-Forwarded-For: 6.6.6.6', '-H', 'X-Forwarded-For: 10.0.0.9',
      '-H', 'X-Forwarded-Proto: https', '-b', cookie, '--data-urlencode', `csrf=${csrf}`, '-d', 'account=Nobody&password=not+it', `${address}/sign-in`], { encoding: 'utf8' });
    assert.equal(status, '401');
    assert.equal(sql("SELECT string_agg(name, ',') FROM sag.office_try WHERE name IN ('10.0.0.9', '6.6.6.6')"), '10.0.0.9');
  });
});

await test('nobody locks an account for others, and many addresses together guess slowly', async () => {
  sql('DELETE FROM sag.office_try; DELETE FROM sag.office_known');
  await another(['--page.behind_proxy', 'yes'], async address => {
    const page = await fetch(`${address}/sign-in`, { headers: { 'X-Forwarded-Proto': 'https' } });
    const [cookie] = page.headers.getSetCookie()[0].split(';');
    const csrf = (await page.text()).match(/name="csrf" value="([0-9a-f]{64})"/)[1];
    const ask = async (from, password, account = 'Lee') => (await fetch(`${address}/sign-in`, { method: 'POST', redirect: 'manual',
      headers: { 'X-Forwarded-For': from, 'X-Forwarded-Proto': 'https', Cookie: cookie }, body: new URLSearchParams({ csrf, account, password }) })).status;
    const right = 'a long password of Lee', wrong = 'not the password';
    assert.equal(await ask('10.1.0.1', right), 303); // Lee's own desk
    for (let i = 0; i < 8; i++) assert.equal(await ask('10.2.0.1', wrong), 401);
    assert.equal(await ask('10.2.0.1', right), 429);
    assert.equal(await ask('10.1.0.1', right), 303);
    assert.equal(await ask('10.2.0.2', right), 303); // a desk that is new, too
    // All addresses of one customer are one, and a port is none of it.
    for (let i = 0; i < 8; i++) assert.equal(await ask(i % 2 ? `2001:db8:0:7::${i}` : `[2001:db8:0:7:abcd::${i}]:4${i}`, wrong), 401);
    assert.equal(await ask('2001:db8:0:7:1:2:3:4', right), 429);
    assert.equal(await ask('2001:db8:0:8::1', right), 303);
    // Many addresses, one account: Lee's own desks are let in, where everybody else waits for an hour.
    let refused = 0;
    for (let i = 0; i < 70 && refused === 0; i++) refused = await ask(`10.3.0.${i}`, wrong) === 429 ? i : 0;
    assert.ok(refused >= 40 && refused <= 60, `${refused}`);
    assert.equal(await ask('10.3.1.1', right), 429);
    assert.equal(await ask('10.1.0.1', right), 303);
    assert.equal(await ask('10.3.1.1', 'a long password of Kim', 'Kim'), 303);
    assert.ok(Number(sql("SELECT extract(epoch FROM locked - now()) FROM sag.office_try WHERE kind = 'account' AND name = 'Lee'")) > 3000);
    sql("UPDATE sag.office_known SET seen = now() - interval '61 days' WHERE address = '10.1.0.1'");
    assert.equal(await ask('10.1.0.1', right), 429); // after two months it is a stranger's
  });
  execSync(`echo 'a long password of Lee' | ${OFFICE} account add Lee --no-change`); // IT opens it again
  assert.equal(sql("SELECT count(*) FROM sag.office_try WHERE name LIKE '%Lee'"), '0');
  sql('DELETE FROM sag.office_try');
});

await test('a pooler in transaction mode may stand in between', async () => {
  if (!process.env.POOLER) { console.log('skipped: there is no pgbouncer'); return; }
  await another(['--database.dsn', process.env.POOLER], async address => {
    const api = path => fetch(address + path, { headers: { Authorization: `Bearer ${TOKEN}` } });
    const answers = await Promise.all(Array.from({ length: 60 }, (_, i) => api(i % 2 ? '/api/v1/benches' : '/api/v1/pairs?serial=SN')));
    assert.deepEqual([...new Set(answers.map(a => a.status))], [200]);
  });
});

// A bench that writes what no bench of ours writes, or that somebody has taken over.
await test('one bench’s nonsense harms nobody else', async () => {
  const put = text => execFileSync('/bin/sh', ['-c', SQL], { encoding: 'utf8', input: text, stdio: ['pipe', 'pipe', 'pipe'] }).trim();
  const hex = bytes => `'\\x${Buffer.from(bytes).toString('hex')}'`;
  const secret = Buffer.alloc(32, 9), chain = '9999999999999999', who = `'bench-9', ${hex(secret)}`;
  put(`INSERT INTO sag.bench (bench, secret) VALUES ('bench-9', sha256(${hex(secret)}));`);
  const good = Buffer.from(put("SELECT encode(body, 'hex') FROM sag.event WHERE bench = 'bench-4' AND seq = 2"), 'hex');
  const number = value => { const b = Buffer.alloc(9); b.write('i'); b.writeBigInt64BE(BigInt(value), 1); return b; };
  const text = value => { const lead = Buffer.alloc(5); lead.write('t'); lead.writeUInt32BE(Buffer.byteLength(value), 1); return Buffer.concat([lead, Buffer.from(value)]); };
  const length = Buffer.alloc(5); length.write('t'); length.writeUInt32BE(0xFFFFFFFF, 1);
  const noText = Buffer.from(good); // its second text begins with what is no UTF-8
  const at = noText.indexOf('settled');
  noText[at] = 0xFF;
  const nul = Buffer.from(good);
  nul[at] = 0;
  const bodies = [Buffer.alloc(0), Buffer.from('nonsense'), Buffer.from('{"a":1}'), Buffer.alloc(65536, 0x74), good.subarray(0, 40), Buffer.concat([good, good]), length, noText, nul,
    Buffer.concat([text('x'), good.subarray(9)]), Buffer.concat(Array.from({ length: 40 }, () => number(2))), good];
  let previous = Buffer.alloc(32);
  const hashes = bodies.map(body => { previous = createHash('sha256').update(previous).update(body).digest(); return previous; });
  // Texts as long and as hard to write as they can be, and times of nowhere.
  const huge = '"'.repeat(5300);
  const pairs = Array.from({ length: 600 }, (_, i) => ({ number: i + 1, kind: 'bind', serial: `N${i}`, instance: '<b>', operator: i < 150 ? huge : '', result: i < 150 ? 'refused' : 'bound', phase: '\u0001',
    attempts: -1, code: i < 150 ? huge : '', message: '', request_id: '', source: '', device: '', symbology: '', scanned_wall_ms: i < 300 ? Date.parse(SEED_DAY) + 4.3e7 + i : '9223372036854775807', sent_wall_ms: '-9223372036854775808',
    changed_wall_ms: i, refers: 0, undone_by: 0, retried_by: 0, note: '', dealt_wall_ms: 0, person: '-9223372036854775808', instance_source: '', instance_device: '',
    instance_symbology: '', serial_by_hand: 9, instance_by_hand: 0, region: '', profile: '', customer_order: i < 150 ? huge : `${i}${huge}${huge}`, still: '' }));
  const ship = (first, before, some, sums, numbers, of) => put(`SELECT status FROM sag.ship(${who}, '${chain}', ${first}, ${hex(before)}, ARRAY[${some.map(hex)}]::bytea[], ARRAY[${sums.map(hex)}]::bytea[], ` +
    `ARRAY[${some.map(() => "'settled'")}], ARRAY[${numbers}]::bigint[], ARRAY[${some.map(() => '-9223372036854775808')}]::bigint[], '${JSON.stringify(of)}'::json);`);
  assert.equal(ship(1, Buffer.alloc(32), bodies, hashes, bodies.map(() => 1), pairs.slice(0, 1)), 'ok');
  const filling = pairs.map(() => Buffer.from('x'));
  const sums = filling.map(body => { previous = createHash('sha256').update(previous).update(body).digest(); return previous; });
  assert.equal(ship(bodies.length + 1, hashes.at(-1), filling, sums, pairs.map(p => p.number), pairs), 'ok');
  assert.throws(() => ship(bodies.length + filling.length + 1, previous, [Buffer.alloc(65537)], [createHash('sha256').update(previous).update(Buffer.alloc(65537)).digest()], [1], []), /event_is_short/);
  put(`SELECT sag.beat(${who}, '${JSON.stringify({ name: huge.slice(0, 3500), version: 'x', scanner: '', queue: '-5', last_scan_ms: '9223372036854775807', clock_offset_ms: '-9223372036854775808', seq: '-9223372036854775808', chain })}'::json);`);
  put(`SELECT sag.raise_alarm('bench-2', ${hex(Buffer.alloc(32, 2))}, 'hash', 'of bench 2');`);
  put(`SELECT sag.raise_alarm(${who}, 'gap', '<b>') FROM generate_series(1, 500);`);
  for (let i = 0; i < 60; i++) put(`INSERT INTO sag.chain (bench, chain, seq, hash, first_seq, anchor, moved) VALUES ('bench-9', '${String(i).padStart(16, '0')}', 0, sha256(''), 1, sha256(''), now() - interval '1 day');`);
  const client = await signedIn('Kim');
  for (const path of ['/', '/attention', '/search', '/search?bench=bench-9', '/orders', `/charts?day=${SEED_DAY}`, `/shift?day=${SEED_DAY}`, '/export', '/proof', '/people', '/bench?bench=bench-9',
    `/pair?bench=bench-9&chain=${chain}&number=1`, '/bench?bench=bench-1']) {
    const answer = await client.ask(path);
    assert.equal(answer.status, 200, path);
    assert.doesNotMatch(answer.page, /<b>/, path);
    assert.ok(answer.page.length < 6e6, `${path}: ${answer.page.length}`);
  }
  assert.match((await client.ask('/attention')).page, /of bench 2/); // another bench's alarm is not hidden by the flood
  assert.match((await client.ask('/bench?bench=bench-9')).page, /This event cannot be read\./);
  for (const path of ['benches', 'pairs?limit=1000', 'orders', `pair?bench=bench-9&chain=${chain}&number=1`]) {
    const answer = await fetch(`${BASE}/api/v1/${path}`, { headers: { Authorization: `Bearer ${TOKEN}` } });
    assert.equal(answer.status, 200, path);
    const told = await answer.json();
    if (path.startsWith('pair?')) assert.equal(told.events.filter(e => e.unreadable).length, 8); // in the others are values, though odd ones
  }
  // Everything is exported, what cannot be read with its mark and its bytes.
  const of = async format => (await client.ask(`/export/file?format=${format}&rows=events`)).text();
  const rows = (await of('jsonl')).trim().split('\n').map(JSON.parse);
  assert.equal(rows.length, Number(put('SELECT count(*) FROM sag.event')));
  const marked = rows.filter(row => row.code === 'unreadable' && row.bench.startsWith('"'));
  assert.equal(marked.length, bodies.length - 1 + filling.length);
  assert.deepEqual([marked[1].seq, marked[1].event, marked[1].note, marked[1].serial], [2, 'settled', `0x${Buffer.from('nonsense').toString('hex')}`, null]);
  assert.equal(marked[3].note, `0x${'74'.repeat(8192)}…`);
  assert.equal(rows.at(-1).bench.slice(0, 3), '"""');
  const csv = await of('csv');
  assert.equal(csv.split('\r\n').length, 1 + rows.length + 1);
  assert.ok(!csv.includes('\0') && !csv.includes('\uFFFD'));
  for (const kind of ['events', 'pairs']) {
    writeFileSync(`${process.env.TMPDIR}/odd.xlsx`, Buffer.from(await (await client.ask(`/export/file?format=xlsx&rows=${kind}`)).arrayBuffer()));
    execFileSync('unzip', ['-tq', `${process.env.TMPDIR}/odd.xlsx`]);
  }
  const verified = await client.post('/verify', { csrf: await client.csrf(), bench: 'bench-9', chain });
  assert.equal(verified.status, 200);
  assert.match(verified.page, /NOT what the bench wrote/);
  put(['event', 'pair', 'chain', 'alarm', 'pulse', 'binding', 'bench'].map(name => `DELETE FROM sag.${name} WHERE bench = 'bench-9';`).join('\n'));
  put("DELETE FROM sag.alarm WHERE text = 'of bench 2'");
});

// A connection that was ended is closed a little later, so one that is still open is no surprise.
const until = async (client, status, pattern = /^/) => {
  let answer = await client.ask('/');
  for (let waited = 0; (answer.status !== status || !pattern.test(answer.page)) && waited < 30000; waited += 100) {
    await new Promise(resolve => setTimeout(resolve, 100));
    answer = await client.ask('/');
  }
  return answer;
};
const endConnections = () => sql("SELECT pg_terminate_backend(pid, 30000) FROM pg_stat_activity WHERE usename = 'sag_office'");

await test('an older database is named, with what mends it, until it is mended', async () => {
  const client = await signedIn('Kim');
  const sentence = /The fleet.{1,5}s database has version 4; run sag-kioskctl fleet migrate/i;
  sql('DELETE FROM sag.format WHERE version > 4');
  endConnections();
  const old = await until(client, 503, sentence);
  assert.equal(old.status, 503);
  assert.match(old.page, sentence);
  const ask = async () => (await fetch(`${BASE}/api/v1/benches`, { headers: { Authorization: `Bearer ${TOKEN}` } })).json();
  let told = await ask();
  for (let waited = 0; !sentence.test(told.error) && waited < 30000; waited += 100) {
    await new Promise(resolve => setTimeout(resolve, 100));
    told = await ask();
  }
  assert.match(told.error, sentence);
  assert.equal((await client.ask('/assets/office.css')).status, 200);
  const words = OFFICE.split(' ');
  const listed = spawnSync(words[0], [...words.slice(1), 'account', 'list'], { encoding: 'utf8' });
  assert.equal(listed.status, 1);
  assert.match(listed.stderr, sentence);
  // One that starts says it before anybody asks.
  const other = spawn(words[0], words.slice(1), { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  other.stderr.on('data', data => { log += data; });
  for (let waited = 0; !sentence.test(log) && waited < 30000; waited += 100) await new Promise(resolve => setTimeout(resolve, 100));
  other.kill();
  await new Promise(resolve => { other.once('close', resolve); });
  assert.match(log, sentence);
  sql('INSERT INTO sag.format (version) VALUES (5)');
  assert.equal((await until(client, 200)).status, 200);
});

await test('where the database is away the page says so, and comes back with it', async () => {
  const client = await signedIn('Kim');
  sql("ALTER ROLE sag_office NOLOGIN");
  endConnections();
  const away = await until(client, 503);
  assert.equal(away.status, 503);
  assert.match(away.page, /The benches go on/);
  sql("ALTER ROLE sag_office LOGIN");
  assert.equal((await until(client, 200)).status, 200);
});

await test('an account that is removed is out at once; a new password, too', async () => {
  const client = await signedIn('Ray');
  execSync(`${OFFICE} account remove Ray`);
  assert.equal((await client.ask('/')).status, 303);
  const kim = await signedIn('Kim');
  execSync(`echo 'quite another one' | ${OFFICE} account add Kim --no-change`);
  assert.equal((await kim.ask('/')).status, 303);
  assert.equal((await new Client().signIn('Kim')).status, 401);
});

function createHmac(keyHex, text) {
  return execFileSync('openssl', ['dgst', '-sha256', '-mac', 'HMAC', '-macopt', `hexkey:${keyHex}`], { input: text, encoding: 'utf8' }).trim().split(' ').pop();
}
console.log(`${passed} passed`);
