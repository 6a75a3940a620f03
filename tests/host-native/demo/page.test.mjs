// The demo as a person sees it: the page in a real browser, the service and the simulator behind.
// WAYPOST_SCREENSHOTS names a folder for pictures.

import assert from 'node:assert/strict';
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {after, before, test} from 'node:test';

import {startChromium} from './chromium.mjs';
import {faint} from './contrast.mjs';
import {startDemo} from './process.mjs';

let demo;
let browser;
let page;

before(async () => {
  demo = await startDemo();
  browser = await startChromium();
  page = await browser.open(demo.url);
  await page.until(`document.querySelector('#link.live')`, 'the live stream');
}, {timeout: 60_000});

after(async () => {
  await browser?.close();
  await demo?.stop();
}, {timeout: 60_000});

const count = (selector) => page.value(`document.querySelectorAll('${selector}').length`);

/** Types as the customer, presses send, waits for the decision; gives what the pane shows. */
async function say(text) {
  const before = await count('#why > .reason');
  await page.type(`document.querySelector('#text')`, text);
  await page.press(`document.querySelector('#say button')`);
  await page.until(`document.querySelectorAll('#why > .reason').length > ${before}`, 'a decision');
  return newest();
}

/** The newest decision: everything by the part of the card that says it. */
function newest() {
  return page.value(`(() => {
    const card = document.querySelector('#why > .reason');
    const text = (selector) => card.querySelector(selector)?.textContent ?? '';
    const texts = (selector) => [...card.querySelectorAll(selector)].map((one) => one.textContent);
    return {
      said: text('q'), label: text('.outcome'), sentence: text('.sentence'),
      won: texts('.rules .won b'), lost: texts('.rules .lost'),
      effects: texts('.effects li'), checks: texts('.checks li'), settled: text('.checks .settled'),
      marked: texts('.reading mark'),
    };
  })()`);
}

const lastBubble = (whose) =>
  `[...document.querySelectorAll('#chat .bubble.${whose}')].at(-1)`;

test('a customer writes, the reply comes, and its ticks turn', async () => {
  // Every state that the reply's ticks pass through.
  await page.value(`(() => {
    window.seen = [];
    new MutationObserver((changes) => {
      for (const {target} of changes) {
        const tick = target.nodeType === 1 ? target : target.parentElement;
        if (tick?.closest('.ticks')) window.seen.push(tick.closest('.ticks').title);
      }
    }).observe(document.getElementById('chat'),
      {subtree: true, childList: true, attributes: true, characterData: true});
  })()`);
  const shown = await say('hi');
  assert.equal(shown.said, 'hi');
  assert.equal(shown.label, 'Answered by greeting');
  assert.deepEqual(shown.won, ['greeting']);
  assert.deepEqual(shown.marked, ['hi']);
  assert.match(shown.lost.join('\n'), /welcome.*comes after greeting: priority 90 against 50/);
  assert.match(shown.lost.join('\n'), /fallback.*only when no other rule does/);
  assert.match(shown.effects.join('\n'), /new customer, Ana Ferris/);
  assert.match(shown.effects.join('\n'), /reply \(text\) into the outbox/);
  assert.equal(shown.settled, 'A rule fits.');

  await page.until(`${lastBubble('theirs')}?.textContent.includes('Hello Ana')`, 'the reply');
  assert.equal(await page.value(`${lastBubble('mine')}.querySelector('p').textContent`), 'hi');
  await page.until(`${lastBubble('theirs')}.querySelector('.ticks.read')`, 'the blue ticks');
  const seen = (await page.value('window.seen')).filter((word) => word !== '');
  const order = ['sent', 'delivered', 'read'].map((word) => seen.indexOf(word));
  assert.ok(order[0] >= 0 && order[0] < order[1] && order[1] < order[2], seen.join(' '));
});

test('a cooldown keeps silent and says so, beside the rule that won', async () => {
  const bubbles = await count('.bubble.theirs');
  const shown = await say('hi');
  assert.equal(shown.label, 'Silent');
  assert.match(shown.sentence, /greeting fits, but it answered this customer a moment ago/);
  assert.deepEqual(shown.won, []);
  assert.match(shown.lost[0], /^greeting.*answered this customer a moment ago/);
  assert.match(await page.value(`document.querySelector('#chat').lastChild.textContent`), /Silent/);
  assert.equal(await count('.bubble.theirs'), bubbles);
});

test('leaving is an answer of its own', async () => {
  const shown = await say('stop');
  assert.equal(shown.label, 'Opted out');
  assert.match(shown.sentence, /no more offers/);
  assert.match(shown.effects.join('\n'), /No more offers/);
  assert.match(shown.settled, /word to leave/);
  assert.deepEqual(shown.won, []);
  await page.until(`${lastBubble('theirs')}.textContent.includes('no more offers')`, 'the reply');
});

test('a list opens, and its row is answered', async () => {
  await say('menu');
  await page.press(`[...document.querySelectorAll('.taps button')]
    .find((one) => one.textContent === 'Bouquets')`);
  await page.press(`[...document.querySelectorAll('#sheet[open] button')]
    .find((one) => one.textContent.startsWith('Tulips'))`);
  await page.until(`document.querySelector('#why > .reason q').textContent === 'Tulips'`);
  const shown = await newest();
  assert.equal(shown.label, 'Answered by chosen');
  assert.match(shown.effects.join('\n'), /Tags: interested/);
  await page.until(`${lastBubble('theirs')}.textContent.includes('Delivery is free')`);
});

test('the second delivery of a webhook is a duplicate', async () => {
  const cards = await count('#why > .reason');
  assert.equal(await demo.webhook(), 200);
  await page.until(`document.querySelectorAll('#why > .reason').length === ${cards + 1}`);
  const mine = await count('.bubble.mine');
  assert.equal(await demo.webhook(), 200);
  await page.until(`document.querySelectorAll('#why > .reason').length === ${cards + 2}`);
  const shown = await newest();
  assert.equal(shown.label, 'Duplicate');
  assert.match(shown.sentence, /before/);
  assert.deepEqual(shown.effects, []);
  assert.equal(await count('.bubble.mine'), mine);
});

test('what a customer types is text, whatever it looks like', async () => {
  const evil = '<img src=/nowhere onerror="window.hurt = 1"><script>window.hurt = 2</script>';
  const shown = await say(evil);
  assert.equal(shown.said, evil);
  assert.equal(await page.value(`${lastBubble('mine')}.querySelector('p').textContent`), evil);
  assert.equal(await count('main img, main script'), 0);
  assert.equal(await page.value('typeof window.hurt'), 'undefined');
});

test('after a person took over, the bot is silent and says until when', async () => {
  assert.equal((await say('human')).label, 'Answered by human');
  const shown = await say('menu');
  assert.equal(shown.label, 'Silent');
  assert.match(shown.sentence, /A person has taken over until .*\d/);
  assert.equal(shown.settled, 'A person has taken over.');
  assert.match(shown.lost[0], /^menu.*no rule was asked/);
});

test('every silence has a sentence of its own', async () => {
  const sentences = await page.value(`import('/demo/words.js').then(({outcome}) =>
    ['bot_off', 'takeover', 'window_closed', 'late', 'loop', 'cooldown', 'no_rule', 'group',
      'reaction', 'system', 'unsupported', 'edit', 'revoke', 'else']
      .map((detail) => outcome({outcome: {kind: 'silent', detail}, winner: 'w', effects: []})
        .sentence))`);
  assert.equal(new Set(sentences).size, sentences.length, sentences.join('\n'));
  for (const sentence of sentences) assert.match(sentence, /^[A-Z].{15,}\.$/);
});

test('every guard that passes a rule over is told apart', async () => {
  const verdicts = await page.value(`import('/demo/words.js').then(({rules}) =>
    ['hours', 'tags_all', 'tags_none', 'fields', 'cooldown'].map((verdict) => rules({
      winner: '', asked: [{rule: 'a', verdict}],
      matched: [{rule: 'a', kind: 'is', priority: 0, place: 0, evidence: []}],
    })[0].verdict))`);
  assert.equal(new Set(verdicts).size, verdicts.length, verdicts.join('\n'));
  for (const verdict of verdicts) assert.match(verdict, / /);
});

for (const [name, screen] of Object.entries({
  desktop: {width: 1280, height: 860},
  phone: {width: 390, height: 844, mobile: true},
})) {
  for (const scheme of ['light', 'dark']) {
    test(`it fits a ${name} and can be read, ${scheme}`, async () => {
      await page.show({...screen, scheme});
      await page.value(`(async () => {
        for (const one of document.querySelectorAll('details')) one.open = true;
        for (const _ of 'ab') await new Promise(requestAnimationFrame);
      })()`);
      assert.ok(await page.value(`(({scrollWidth, clientWidth}) => scrollWidth <= clientWidth)(
        document.documentElement)`), 'it scrolls sideways');
      assert.deepEqual(await page.value(`(${faint})()`), []);
      const folder = process.env.WAYPOST_SCREENSHOTS;
      if (!folder) return;
      await writeFile(join(folder, `${name}-${scheme}.png`), await page.picture());
      if (!screen.mobile) return;
      await page.value(`document.querySelector('.why').scrollIntoView({behavior: 'instant'})`);
      await writeFile(join(folder, `${name}-${scheme}-why.png`), await page.picture());
      await page.value('scrollTo({top: 0, behavior: "instant"})');
    });
  }
}

test('no text of a message stands in the log', async () => {
  assert.match(demo.log(), /"decided"/, 'the log is heard at all');
  for (const text of ['nowhere', 'Tulips', 'Hello Ana'])
    assert.ok(!demo.log().includes(text), text);
});

test('nothing but its own origin was asked, and nothing went wrong', async () => {
  const {origin} = new URL(demo.url);
  const strangers = page.requests
    .filter((url) => !url.startsWith(`${origin}/`) && !url.startsWith('data:'));
  assert.deepEqual(strangers, []);
  assert.ok(page.requests.includes(`${origin}/demo/events`), 'requests are seen at all');
  assert.deepEqual(page.errors, []);
  assert.deepEqual(await page.value('window.violations'), []);
  const failed = page.answers.filter(({status}) => status >= 400).map(({url}) => url);
  assert.deepEqual(failed, []);
});

test('the policy is strict, and the browser enforces it', async () => {
  const {headers} = page.answers.find(({type}) => type === 'Document');
  const policy = Object.fromEntries(
    headers['Content-Security-Policy'].split(';').map((part) => {
      const [name, ...sources] = part.trim().split(' ');
      return [name, sources.join(' ')];
    }),
  );
  assert.equal(policy['default-src'], "'none'");
  assert.equal(policy['script-src'], "'self'");
  assert.equal(policy['style-src'], "'self'");
  assert.equal(policy['connect-src'], "'self'");
  assert.equal(policy['base-uri'], "'none'");
  assert.equal(policy['form-action'], "'none'");
  assert.equal(policy['frame-ancestors'], "'none'");

  await page.value(`(() => {
    const script = document.createElement('script');
    script.textContent = 'window.injected = "script"';
    document.head.append(script);
    document.body.insertAdjacentHTML('beforeend', '<i onclick="window.injected = 1"></i>');
    document.body.lastChild.click();
  })()`);
  await page.until(`window.violations.length >= 2`, 'two violations');
  assert.equal(await page.value('typeof window.injected'), 'undefined');
  const reached = await page.value(
    `fetch('http://127.0.0.1:1/').then(() => 'sent', (error) => error.name)`);
  assert.equal(reached, 'TypeError');
  const violations = await page.value('window.violations');
  assert.ok(violations.some((one) => one.startsWith('script-src-elem')), violations.join());
  assert.ok(violations.some((one) => one.startsWith('script-src-attr')), violations.join());
  assert.ok(violations.some((one) => one.startsWith('connect-src')), violations.join());
});
