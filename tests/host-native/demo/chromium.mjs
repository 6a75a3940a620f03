// A headless Chromium, spoken to in the DevTools protocol over a pair of pipes: no packages.

import {spawn} from 'node:child_process';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

const deadlineMs = 20_000; // a busy machine may be slow

const flags = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
  '--disable-dev-shm-usage', '--remote-debugging-pipe',
  // Whoever asks for another name gets none: the page must work without the world.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

/** One page: commands, and what happened in it since it was made. */
export class Page {
  #send;
  errors = []; // console errors, exceptions, failed loads
  requests = []; // every address that was asked for
  answers = []; // {url, status, headers, type}

  constructor(send) {
    this.#send = send;
  }

  heard({method, params}) {
    if (method === 'Runtime.exceptionThrown')
      this.errors.push(params.exceptionDetails.exception?.description ?? 'exception');
    if (method === 'Runtime.consoleAPICalled' && /error|warning|assert/.test(params.type))
      this.errors.push(params.args.map((arg) => arg.value ?? arg.description).join(' '));
    if (method === 'Log.entryAdded' && params.entry.level !== 'verbose')
      this.errors.push(`${params.entry.source}: ${params.entry.text}`);
    if (method === 'Network.requestWillBeSent') this.requests.push(params.request.url);
    if (method === 'Network.webSocketCreated') this.requests.push(params.url);
    if (method === 'Network.responseReceived')
      this.answers.push({...params.response, type: params.type});
  }

  command(method, params) {
    return this.#send(method, params);
  }

  /** The value of an expression, promises awaited. */
  async value(expression) {
    const {result, exceptionDetails} = await this.command('Runtime.evaluate', {
      expression, awaitPromise: true, returnByValue: true,
    });
    if (exceptionDetails)
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  /** Waits until the expression is truthy and gives its value. */
  async until(expression, what = expression) {
    const end = Date.now() + deadlineMs;
    for (;;) {
      const value = await this.value(expression);
      if (value) return value;
      if (Date.now() > end) throw new Error(`waited in vain for: ${what}`);
      await new Promise((go) => setTimeout(go, 20));
    }
  }

  /** Presses the left button in the middle of an element, as a person does. */
  async press(expression) {
    const at = await this.until(`(() => {
      const node = ${expression};
      if (!node) return null;
      node.scrollIntoView({block: 'nearest', inline: 'nearest', behavior: 'instant'});
      const box = node.getBoundingClientRect();
      const at = {x: box.x + box.width / 2, y: box.y + box.height / 2};
      const hit = document.elementFromPoint(at.x, at.y);
      return hit && node.contains(hit) ? at : null;
    })()`, `${expression} to be where it can be pressed`);
    for (const type of ['mousePressed', 'mouseReleased'])
      await this.command('Input.dispatchMouseEvent', {type, ...at, button: 'left', clickCount: 1});
  }

  async type(expression, text) {
    await this.press(expression);
    await this.command('Input.insertText', {text});
  }

  /** Shows the page on a screen of that size, light or dark. */
  async show({width, height, scheme, mobile = false}) {
    await this.command('Emulation.setDeviceMetricsOverride', {
      width, height, mobile, deviceScaleFactor: 1,
    });
    await this.command('Emulation.setEmulatedMedia', {
      features: [{name: 'prefers-color-scheme', value: scheme}],
    });
  }

  async picture() {
    const {data} = await this.command('Page.captureScreenshot', {format: 'png'});
    return Buffer.from(data, 'base64');
  }
}

/** Starts a browser with a new profile. `close()` ends it and removes the profile. */
export async function startChromium() {
  const profile = await mkdtemp(join(tmpdir(), 'waypost-chromium-'));
  const program = process.env.CHROMIUM ?? 'chromium';
  const child = spawn(program, [...flags, `--user-data-dir=${profile}`], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  const gone = new Promise((resolve) => child.on('exit', resolve).on('error', resolve));
  const waiting = new Map();
  const pages = new Map();
  let last = 0;
  let rest = '';

  let ended = false;
  gone.then(() => {
    ended = true;
    for (const {reject} of waiting.values()) reject(new Error('Chromium ended'));
  });
  child.stdio[3].on('error', () => {});
  child.stdio[4].setEncoding('utf8').on('data', (text) => {
    const messages = (rest + text).split('\0');
    rest = messages.pop();
    for (const one of messages.map((message) => JSON.parse(message))) {
      const asked = waiting.get(one.id);
      waiting.delete(one.id);
      if (one.error) asked?.reject(new Error(one.error.message));
      else if (asked) asked.resolve(one.result);
      else pages.get(one.sessionId)?.heard(one);
    }
  });

  const send = (method, params = {}, sessionId = undefined) =>
    new Promise((resolve, reject) => {
      if (ended) throw new Error('Chromium ended');
      const id = ++last;
      waiting.set(id, {resolve, reject});
      child.stdio[3].write(`${JSON.stringify({id, method, params, sessionId})}\0`);
    });

  return {
    /** Opens an address; gives the page once it is loaded. */
    async open(url) {
      const {targetId} = await send('Target.createTarget', {url: 'about:blank'});
      const {sessionId} = await send('Target.attachToTarget', {targetId, flatten: true});
      const page = new Page((method, params) => send(method, params, sessionId));
      pages.set(sessionId, page);
      for (const domain of ['Page', 'Runtime', 'Log', 'Network'])
        await page.command(`${domain}.enable`);
      await page.command('Page.addScriptToEvaluateOnNewDocument', {
        source: `window.violations = [];
          document.addEventListener('securitypolicyviolation',
            (event) => window.violations.push(event.effectiveDirective + ' ' + event.blockedURI));`,
      });
      await page.command('Page.navigate', {url});
      await page.until(`location.href !== 'about:blank' && document.readyState === 'complete'`);
      return page;
    },
    async close() {
      send('Browser.close').catch(() => {});
      const late = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await gone;
      clearTimeout(late);
      await rm(profile, {recursive: true, force: true, maxRetries: 5});
    },
  };
}
