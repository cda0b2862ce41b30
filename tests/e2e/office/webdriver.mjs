// webdriver.mjs — a browser by W3C WebDriver, with nothing but node's own fetch.
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';

const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

async function freePort() {
  const server = createServer();
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise(resolve => server.close(resolve));
  return port;
}

export async function startDriver() {
  const port = await freePort();
  const driver = spawn('chromedriver', [`--port=${port}`], { stdio: 'ignore' });
  const base = `http://127.0.0.1:${port}`;
  for (let i = 0; i < 200; i++) {
    try {
      if ((await (await fetch(`${base}/status`)).json()).value.ready) break;
    } catch { /* not yet */ }
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  return { base, stop: () => driver.kill() };
}

export class Browser {
  static async open(driver, { width, height, language, profile }) {
    const args = ['--headless=new', '--disable-gpu', '--hide-scrollbars', '--disable-dev-shm-usage',
      `--window-size=${Math.max(width, 500)},${height}`, `--lang=${language}`, '--force-prefers-reduced-motion'];
    if (process.getuid() === 0) args.push('--no-sandbox');
    if (profile) args.push(`--user-data-dir=${profile}`);
    const options = { args, prefs: { 'intl.accept_languages': language } };
    const browser = new Browser();
    browser.base = driver.base;
    const { sessionId } = await browser.call('POST', '/session', {
      capabilities: { alwaysMatch: { browserName: 'chrome', 'goog:chromeOptions': options,
        'goog:loggingPrefs': { browser: 'ALL' }, acceptInsecureCerts: true } } });
    browser.session = `/session/${sessionId}`;
    // Chromium's window has a least width, a phone's screen has none.
    await browser.devtools('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: width < 500 });
    return browser;
  }
  async call(method, path, body) {
    const answer = await fetch(this.base + path, { method, body: body && JSON.stringify(body) });
    const { value } = await answer.json();
    if (!answer.ok) throw new Error(`${path}: ${value.error}: ${value.message}`);
    return value;
  }
  devtools(cmd, params) { return this.call('POST', `${this.session}/goog/cdp/execute`, { cmd, params }); }
  go(url) { return this.call('POST', `${this.session}/url`, { url }); }
  url() { return this.call('GET', `${this.session}/url`); }
  title() { return this.call('GET', `${this.session}/title`); }
  source() { return this.call('GET', `${this.session}/source`); }
  async find(css) {
    return (await this.call('POST', `${this.session}/element`, { using: 'css selector', value: css }))[ELEMENT];
  }
  async all(css) {
    return (await this.call('POST', `${this.session}/elements`, { using: 'css selector', value: css })).map(e => e[ELEMENT]);
  }
  async text(css) { return this.call('GET', `${this.session}/element/${await this.find(css)}/text`); }
  async click(css) { await this.call('POST', `${this.session}/element/${await this.find(css)}/click`, {}); }
  async type(css, text) {
    const id = await this.find(css);
    await this.call('POST', `${this.session}/element/${id}/clear`, {});
    await this.call('POST', `${this.session}/element/${id}/value`, { text });
  }
  // Chooses a file of this machine, as a person would.
  async choose(css, path) {
    await this.call('POST', `${this.session}/element/${await this.find(css)}/value`, { text: path });
  }
  run(script, ...args) { return this.call('POST', `${this.session}/execute/sync`, { script, args }); }
  // The whole page, not only what fits on the screen.
  async picture(path) {
    const { data } = await this.devtools('Page.captureScreenshot', { format: 'png', captureBeyondViewport: true });
    writeFileSync(path, Buffer.from(data, 'base64'));
  }
  async pdf(path) {
    const data = await this.call('POST', `${this.session}/print`, { background: true });
    writeFileSync(path, Buffer.from(data, 'base64'));
  }
  async wait(what, test) {
    for (let i = 0; i < 1200; i++) {
      // A page that comes in has its address before it has all of its elements.
      if (await test() && await this.run('return document.readyState') === 'complete') return;
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    throw new Error(`waited in vain: ${what}`);
  }
  log() { return this.call('POST', `${this.session}/se/log`, { type: 'browser' }); }
  close() { return this.call('DELETE', this.session); }
}
