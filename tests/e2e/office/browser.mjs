// The page in a real browser, at the size of a desk and of a phone, in English and in Chinese: sign in,
// search, act, export, print. Pictures of every page go to OUT.
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import assert from 'node:assert/strict';
import { Browser, startDriver } from './webdriver.mjs';

const { BASE, SQL, OUT, SEED_DAY } = process.env;
const sql = text => execFileSync('/bin/sh', ['-c', `${SQL} -c "$1"`, 'sh', text], { encoding: 'utf8' }).trim();
const pages = { benches: '/', bench: '/bench?bench=bench-1', attention: '/attention', search: '/search', pair: '/pair?bench=bench-1&chain=1111111111111111&number=11',
  nasty: '/pair?bench=bench-1&chain=1111111111111111&number=5', orders: '/orders', charts: `/charts?day=${SEED_DAY}`, shift: `/shift?day=${SEED_DAY}`,
  export: '/export', proof: '/proof', people: '/people?number=100000000001', 'people-list': '/people/list', list: '/list', password: '/password' };

// What an eye would see, and a screen reader would lack; all in one run within the page.
function judge() {
  const wrong = [];
  if (document.documentElement.scrollWidth > innerWidth) wrong.push(`wider than the screen: ${document.documentElement.scrollWidth}`);
  for (const e of document.querySelectorAll('input:not([type=hidden]), select, textarea')) {
    const label = e.labels?.length ? [...e.labels].map(l => l.textContent).join('') : e.getAttribute('aria-label');
    if (!label?.trim()) wrong.push(`no label: ${e.outerHTML}`);
  }
  for (const e of document.querySelectorAll('button, a[href]')) if (!e.textContent.trim()) wrong.push(`no words: ${e.outerHTML}`);
  for (const e of document.querySelectorAll('table.rows th:not([scope])')) wrong.push(`no scope: ${e.outerHTML}`);
  for (const name of ['main', 'header', 'footer']) if (document.querySelectorAll(`body > ${name}`).length !== 1) wrong.push(`no ${name}`);
  if (document.querySelectorAll('h1').length !== 1) wrong.push('not one heading');
  const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
  if (new Set(ids).size !== ids.length) wrong.push(`an id twice: ${ids}`);
  if (window.hacked) wrong.push('a script of a barcode ran');
  const channel = c => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const parts = text => text.match(/[\d.]+/g).map(Number);
  const behind = e => {
    for (; e; e = e.parentElement) {
      const colour = parts(getComputedStyle(e).backgroundColor);
      if (colour.length < 4 || colour[3] > 0.99) return colour;
    }
    return [255, 255, 255];
  };
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement;
    const box = e.getBoundingClientRect();
    if (!walk.currentNode.textContent.trim() || box.width < 2 || box.height < 2 || e.closest('.skip, .hidden, svg, script')) continue;
    const a = light(parts(getComputedStyle(e).color)), b = light(behind(e));
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < 4.5) wrong.push(`${contrast.toFixed(1)}:1: ${walk.currentNode.textContent.trim()}`);
  }
  if (innerWidth < 500) {
    for (const e of document.querySelectorAll('button, select, input:not([type=hidden])')) {
      const box = e.getBoundingClientRect();
      if (box.width > 0 && (box.height < 19 || box.right > innerWidth + 1)) wrong.push(`too small or beyond the edge: ${e.outerHTML}`);
    }
  }
  return wrong;
}

async function visit(browser, name, tag) {
  await browser.go(BASE + pages[name]);
  await browser.picture(`${OUT}/${tag}-${name}.png`);
  const wrong = await browser.run(`return (${judge})()`);
  assert.deepEqual(wrong, [], `${tag} ${name}`);
}

// Lists as files that are chosen: one with mistakes, then one without.
async function uploadLists(browser, tag) {
  const send = async (page, text) => {
    const file = `${process.env.TMPDIR}/${tag}-list.csv`;
    writeFileSync(file, text);
    await browser.go(BASE + page);
    await browser.choose('#file', file);
    await browser.click('main form button.main');
    await browser.wait('what became of the list', async () => (await browser.all('p.said')).length === 1);
  };
  await send('/list', `serial,instance,order\nA${tag},sag-a,4711\n,sag-b,4711\n`);
  assert.match(await browser.text('[role=alert]'), /line 3/);
  await browser.picture(`${OUT}/${tag}-list-refused.png`);
  assert.deepEqual(await browser.run(`return (${judge})()`), [], tag);
  await send('/list', `serial,instance,order\nA${tag},sag-a,4711\n`);
  assert.equal((await browser.all('p.said.good')).length, 1);
  assert.equal(sql('SELECT serial FROM sag.listed'), `A${tag}`.toLowerCase());
  await send('/people/list', `name,role\nZoe ${tag},worker\nZed ${tag},king\n`);
  assert.match(await browser.text('[role=alert]'), /line 3/);
  await send('/people/list', `name,role\nZoe ${tag},worker\nZed ${tag},supervisor\n`);
  await browser.picture(`${OUT}/${tag}-people-added.png`);
  assert.equal((await browser.all('p.said.good')).length, 1);
  assert.equal(sql(`SELECT count(*) FROM sag.person WHERE name LIKE 'Z% ${tag}'`), '2');
  sql(`DELETE FROM sag.person WHERE name LIKE 'Z% ${tag}'`);
}

async function changePassword(browser, tag) {
  const change = async (old, chosen) => {
    await browser.go(`${BASE}/password`);
    for (const [id, text] of [['#old', old], ['#new', chosen], ['#again', chosen]]) await browser.type(id, text);
    await browser.click('main form button.main');
    await browser.wait('what became of the password', async () => (await browser.all('p.said')).length === 1);
  };
  const own = 'a long password of Kim';
  await change('not the password', 'another long one');
  assert.equal((await browser.all('p.said.bad')).length, 1);
  await browser.picture(`${OUT}/${tag}-password-refused.png`);
  assert.deepEqual(await browser.run(`return (${judge})()`), [], tag);
  await change(own, 'another long one');
  assert.equal((await browser.all('p.said.good')).length, 1);
  await change('another long one', own);
  assert.equal((await browser.all('p.said.good')).length, 1);
}

async function work(browser, tag, words) {
  await browser.go(`${BASE}/search`);
  await browser.wait('the sign-in page', async () => (await browser.url()).includes('/sign-in'));
  await browser.picture(`${OUT}/${tag}-sign-in.png`);
  assert.deepEqual(await browser.run(`return (${judge})()`), [], tag);
  await browser.type('#account', 'Kim');
  await browser.type('#password', 'wrong');
  await browser.click('button.main');
  await browser.wait('the refusal', async () => (await browser.all('[role=alert]')).length === 1);
  assert.equal(await browser.text('[role=alert]'), words.wrong);
  await browser.type('#password', 'a long password of Kim');
  await browser.click('button.main');
  await browser.wait('the page that was asked for', async () => (await browser.url()) === `${BASE}/search`);
  assert.equal(await browser.text('h1'), words.search);
  // Search.
  await browser.type('#serial', 'sn0201000');
  await browser.click('form[role=search] button.main');
  await browser.wait('what was found', async () => (await browser.url()).includes('serial=sn0201000'));
  assert.ok((await browser.all('table.rows tbody tr')).length > 30);
  await browser.picture(`${OUT}/${tag}-found.png`);
  for (const name of Object.keys(pages)) await visit(browser, name, tag);
  // Act.
  await browser.go(BASE + pages.pair);
  await browser.type('#note', `asked from ${tag} <b>`);
  await browser.click('button[value=retry]');
  await browser.wait('what was done', async () => (await browser.all('p.said.good')).length === 1);
  assert.equal(await browser.text('p.said.good'), words.asked);
  await browser.picture(`${OUT}/${tag}-asked.png`);
  assert.equal(sql(`SELECT who FROM sag.request WHERE note = 'asked from ${tag} <b>'`), 'Kim');
  await uploadLists(browser, tag);
  await changePassword(browser, tag);
  // Verify.
  await browser.go(BASE + pages.proof);
  await browser.click('form[action="/verify"] button');
  await browser.wait('the result', async () => (await browser.all('p.said.good')).length === 1);
  await browser.picture(`${OUT}/${tag}-verified.png`);
  // Export: the bytes that the browser gets with its own cookie.
  const start = await browser.run('return fetch("/export/file?format=csv&rows=pairs").then(a => a.text()).then(t => [t.slice(0, 20), t.split("\\n").length])');
  assert.equal(start[1], 242);
  // Print.
  await browser.go(BASE + pages.shift);
  await browser.pdf(`${OUT}/${tag}-shift.pdf`);
  assert.equal(readFileSync(`${OUT}/${tag}-shift.pdf`).subarray(0, 5).toString(), '%PDF-');
  assert.ok(statSync(`${OUT}/${tag}-shift.pdf`).size > 10000);
  const text = execFileSync('pdftotext', ['-layout', `${OUT}/${tag}-shift.pdf`, '-'], { encoding: 'utf8' });
  assert.match(text, /Bench 3/);
  assert.doesNotMatch(text, new RegExp(words.signOut));
}

// The keyboard alone: the first Tab leads to the way around the menu.
async function walkByKeys(browser) {
  await browser.go(`${BASE}/`);
  await browser.call('POST', `${browser.session}/actions`, { actions: [{ type: 'key', id: 'k', actions: [
    { type: 'keyDown', value: '\uE004' }, { type: 'keyUp', value: '\uE004' }] }] });
  assert.equal(await browser.run('return document.activeElement.className'), 'skip');
  await browser.call('POST', `${browser.session}/actions`, { actions: [{ type: 'key', id: 'k', actions: [
    { type: 'keyDown', value: '\uE007' }, { type: 'keyUp', value: '\uE007' }] }] });
  assert.equal(await browser.run('return document.activeElement.id'), 'main');
}

// The benches are shown again while somebody looks, and a choice that was made stays.
async function watch(browser) {
  await browser.go(`${BASE}/`);
  sql("UPDATE sag.pulse SET queue = 4242 WHERE bench = 'bench-1'");
  await browser.wait('the new figure', async () => (await browser.source()).includes('4242'));
  await browser.click('input[value=bench-2]');
  sql("UPDATE sag.pulse SET queue = 5353 WHERE bench = 'bench-1'");
  await new Promise(resolve => setTimeout(resolve, 6000));
  assert.equal(await browser.run('return document.querySelector("input[value=bench-2]").checked'), true);
}

const driver = await startDriver();
try {
  const english = { wrong: 'Wrong name or password.', search: 'Search', signOut: 'Sign out',
    asked: 'The request was sent. Its state is shown under Needs attention.' };
  const chinese = { wrong: '姓名或密码不对。', search: '查找', signOut: '退出登录', asked: '请求已发送。状态见“待处理”。' };
  const ways = [[1280, 800, 'en', english], [360, 740, 'zh-CN', chinese], [360, 740, 'en', english], [1280, 800, 'zh-CN', chinese]];
  for (const [width, height, language, words] of ways) {
    const browser = await Browser.open(driver, { width, height, language });
    try {
      await work(browser, `${width}-${language}`, words);
      if (width === 1280 && language === 'en') {
        await walkByKeys(browser);
        await watch(browser);
      }
      const said = (await browser.log()).filter(line => line.level === 'SEVERE' && !/40[01]/.test(line.message));
      assert.deepEqual(said.map(line => line.message), [], 'the console');
    } finally {
      await browser.close();
    }
  }
  console.log('all pages at two sizes and in two languages');
} finally {
  driver.stop();
}
