// What the module writes against what types/*.d.ts say it writes.
//
//   WAYPOST_MODULE=waypost.wasm node conformance.mjs
//
// TypeScript is found where Node looks; NODE_PATH=/usr/share/nodejs shows it Debian's.
//
// Every fixture and vector goes through its door. Each answer of a new shape, and each input
// that was accepted, becomes an object literal of its type in a TypeScript file, so that tsc names
// missing members, wrong types and members that no type has. Beside them stand the words of the
// core's tables, the members of the loader's classes, and uses.mts. Fails when tsc does.

import {spawnSync} from 'node:child_process';
import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';

import * as loader from '../../../bindings/js/core.js';
import {Refusal} from '../../../bindings/js/door.js';
import {runCase} from '../../wasm/cases.mjs';

import {HarvestDoor} from './harvest.mjs';
import {literal, shapeOf, thinned} from './literal.mjs';
import {wordTables} from './words.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const types = fileURLToPath(new URL('../../../bindings/js/types/', import.meta.url));
const uses = fileURLToPath(new URL('uses.mts', import.meta.url));
const encoder = new TextEncoder();
const bytesOf = (value) => encoder.encode(JSON.stringify(value));
const readJson = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));

/** Lines of the file to be checked, where each came from, and how many values of each type. */
const lines = [];
const origins = [];
const seen = new Set();
const counts = new Map();
let origin = '';

function line(code) {
  lines.push(code);
  origins.push(origin);
}

function check(type, value) {
  const count = counts.get(type) ?? {values: 0, shapes: 0};
  counts.set(type, count);
  count.values += 1;
  const small = thinned(value);
  const key = `${type} ${shapeOf(small)}`;
  if (seen.has(key)) return;
  seen.add(key);
  count.shapes += 1;
  line(`{ const it: ${type} = ${literal(small)}; }`);
}

// ---- which part of an answer has which type ---------------------------------------------------

const of = (door, part) => `T.Doors['${door}']['${part}']`;

const outputs = {
  wp_parse({events, refused, ...rest}) {
    for (const event of events) {
      check(`${of('wp_parse', 'output')}['events'][number]`, event);
      checkTexts(event);
    }
    for (const part of refused) check(`${of('wp_parse', 'output')}['refused'][number]`, part);
    check(of('wp_parse', 'output'), {events: [], refused: [], ...rest});
  },
  wp_decide: checkEffects('wp_decide'),
  wp_settle: checkEffects('wp_settle'),
  wp_explain(explanation) {
    const whole = 'effects' in explanation;
    check(whole ? 'T.Explanation' : 'T.MatchExplanation', explanation);
  },
};

function checkEffects(door) {
  return (effects) => {
    for (const effect of effects) check(`${of(door, 'output')}[number]`, effect);
  };
}

/** Meta's own objects inside an event: they may have more members, but none of another type. */
function checkTexts(event) {
  if (!fixtureIsMetas) return;
  const open = (type, text) => check(`Open<${type}>`, JSON.parse(text));
  if (event.content && metas.contents.has(event.type))
    open(`T.MessageContents['${event.type}']`, event.content);
  if (event.pricing) open('T.Pricing', event.pricing);
  if (event.conversation) open('T.StatusConversation', event.conversation);
  if (event.kind === 'field_event' && event.value && metas.values.has(event.field))
    open(`T.FieldValues['${event.field}']`, event.value);
}

const keep = {
  input(door, value) {
    if (door === 'wp_explain')
      return check('event' in value ? 'T.DecideInput' : 'T.MatchInput', value);
    if (door === 'wp_limit' && !inputIsSound) return;
    check(of(door, 'input'), value);
  },
  output(door, value) {
    if (outputs[door] === undefined) return check(of(door, 'output'), value);
    outputs[door](value);
  },
  refusal(door, value) {
    check('T.RefusalAnswer', value);
    check(`Refused<'${door}'>`, value.error.code);
  },
  source: (door, value) => untyped.has(origin) || check('T.PlaybookFile', value),
  options: (door, {zone_table, ...rest}) =>
      check('T.CompileOptions', zone_table === undefined ? rest : {zone_table: 'zones', ...rest}),
  report: (door, value) => check(`${of(door, 'output')}['report']`, value),
};

// ---- what goes in -----------------------------------------------------------------------------

let fixtureIsMetas = false;
let inputIsSound = true;

/** Accepted, and no type should allow it: a rule that is put aside may be of any kind. */
const untyped = new Set(['matching.json m-settled-034']);

/** The members of an interface, as the declarations name them. */
function membersOf(file, name) {
  const code = readFileSync(join(types, file), 'utf8');
  const body = code.slice(code.indexOf(`interface ${name} {`));
  const members = body.slice(0, body.indexOf('\n}')).matchAll(/^ {2}(\w+)\??:/gm);
  return new Set([...members].map(([, member]) => member));
}

const metas = {
  contents: membersOf('content.d.ts', 'MessageContents'),
  values: membersOf('news.d.ts', 'FieldValues'),
};

function feedFixtures(door) {
  for (const {file, wellformed} of readJson('tests/fixtures/webhooks/index.json').files) {
    origin = file;
    fixtureIsMetas = wellformed;
    door.raw('wp_parse', readFileSync(join(root, 'tests/fixtures/webhooks', file)));
  }
  fixtureIsMetas = false;
}

/** States that are none heal: they are accepted, and no type should allow them. */
function isSoundState(state) {
  return Object.values(state).every(
      (one) => one !== null && typeof one === 'object' &&
          Object.values(one).every((part) => typeof part === 'number' || typeof part === 'object'));
}

function feedVectors(door) {
  const folder = join(root, 'tests/vectors');
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.json')).sort()) {
    const {format, cases} = readJson(join('tests/vectors', name));
    for (const one of cases) {
      origin = `${name} ${one.id}`;
      inputIsSound = format.file !== 'ratelimit' || isSoundState(one.state);
      const why = runCase(door, format.file, one);
      if (why !== '') throw new Error(`${origin}: ${why}`);
    }
  }
  inputIsSound = true;
}

function feedDocs(door) {
  const text = readFileSync(join(root, 'docs/playbook.md'), 'utf8');
  const zones = readFileSync(join(root, 'bindings/zones/zones.txt'), 'utf8');
  for (const [, code] of text.matchAll(/```json\n(.*?)```/gs)) {
    origin = `docs/playbook.md ${code.slice(0, 200).replace(/\s+/g, ' ')}`;
    const options = bytesOf({tenant_zone: 'Europe/Istanbul', zone_table: zones});
    door.close(door.open(door.compileRaw(encoder.encode(code), options).blob));
  }
}

/** What fixtures and vectors do not reach: the doors of a GET, of a signature, and warnings. */
function feedByHand(door) {
  origin = 'by hand';
  const ask = (name, value) => door.raw(name, bytesOf(value));
  const query = 'hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=';
  for (const token of ['right', 'wrong'])
    ask('wp_handshake', {query: query + token, tokens: ['right']});
  ask('wp_handshake', {query: query.replace('1158201444', '%3Cb%3E') + 'right', tokens: ['right']});
  const digest = '0123456789abcdef'.repeat(4);
  for (const header of [`sha256=${digest}`, 'sha256=none'])
    ask('wp_verify', {headers: [header], digests: [digest]});
  ask('wp_fold', {text: 'Caf\u00e9 con leche'});
  const text = (body) => ({type: 'text', body});
  const rule = (id, more) =>
      ({id, kind: 'contains', triggers: ['menu'], reply: text('Hi'), ...more});
  const rules = [
    rule('all'),
    rule('dead', {triggers: ['menus']}),
    rule('silent', {triggers: ['a'], reply: null}),
    rule('long', {triggers: ['b'], reply: text('x'.repeat(5000))}),
    rule('twice', {triggers: ['c', 'C']}),
    rule('kind', {kind: 'smells_like'}),
    rule('all'),
    rule('none', {triggers: []}),
    rule('field', {triggers: ['d'], no_such: 1}),
    rule('reply', {triggers: ['e'], reply: {type: 'buttons', body: 'x'}}),
    rule('point', {triggers: ['y'.repeat(600)]}),
    rule('regex', {kind: 'regex', triggers: '('}),
    {kind: 'is', triggers: 'x'},
  ];
  door.compileRaw(bytesOf({waypost: 1, rules}));
  for (const broken of ['{', '[]']) door.compileRaw(encoder.encode(broken));
  try {
    door.open(encoder.encode('no blob here'));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
}

/** Every door refuses an empty object, half of one, and bytes that are no text. */
function feedNonsense(door, names) {
  const nonsense =
      [encoder.encode('{}'), encoder.encode('{"a":'), new Uint8Array([0x22, 0xff, 0x22])];
  const {blob} = door.compileRaw(bytesOf({waypost: 1, rules: []}));
  const playbook = door.open(blob);
  for (const name of names.filter((one) => !['wp_open', 'wp_compile'].includes(one))) {
    origin = `${name} nonsense`;
    const first = ['wp_match', 'wp_explain', 'wp_decide'].includes(name) ? [playbook.handle] : [];
    for (const bytes of nonsense.slice(name === 'wp_match' || name === 'wp_explain' ? 1 : 0))
      door.raw(name, bytes, ...first);
  }
  door.close(playbook);
}

// ---- the verdict ------------------------------------------------------------------------------

function checkWords() {
  for (const [union, words] of wordTables()) {
    origin = `words of ${union}`;
    line(`{ const it: Record<T.${union}, 0> = {${words.map((one) => `${one}: 0`)}}; }`);
  }
}

/** The members of a class of core.js against those that core.d.ts declares. */
function checkClass(name, made) {
  const code = readFileSync(join(types, 'core.d.ts'), 'utf8');
  const begin = code.indexOf(`export class ${name} `);
  const body = code.slice(begin, code.indexOf('\n}', begin));
  const declared = [...body.matchAll(/^ {2}(?:get )?(\w+)\(/gm)].map(([, member]) => member);
  const has = Object.getOwnPropertyNames(made.prototype).filter((one) => one !== 'constructor');
  const differ = [
    ...has.filter((one) => !declared.includes(one)),
    ...declared.filter((one) => one !== 'constructor' && !has.includes(one)),
  ];
  if (begin < 0 || differ.length) failures.push(`core.d.ts: class ${name}: ${differ}`);
}

function tscPath() { return createRequire(import.meta.url).resolve('typescript/lib/tsc.js'); }

const header = [
  `import type * as T from ${JSON.stringify(join(types, 'index.js'))};`,
  'type Refused<D extends keyof T.Doors> = T.Doors[D][\'refuses\'];',
  'type Open<V> = V extends (infer U)[] ? Open<U>[] : V extends object',
  '  ? { [K in keyof V]: Open<V[K]> } & { [more: string]: unknown } : V;',
];

function compile() {
  const folder = mkdtempSync(join(tmpdir(), 'waypost-types-'));
  try {
    writeFileSync(join(folder, 'checks.mts'), [...header, ...lines, ''].join('\n'));
    const compilerOptions = {
      strict: true,
      noEmit: true,
      target: 'es2022',
      lib: ['es2022'],
      types: [],
      module: 'nodenext',
      moduleResolution: 'nodenext',
      exactOptionalPropertyTypes: true,
    };
    const config = join(folder, 'tsconfig.json');
    writeFileSync(config, JSON.stringify({compilerOptions, files: ['checks.mts', uses]}));
    return spawnSync(
        process.execPath, [tscPath(), '-p', config, '--pretty', 'false'],
        {encoding: 'utf8', cwd: folder});
  } finally {
    if (process.env.KEEP_CHECKS)
      console.log(`kept ${folder}`);
    else
      rmSync(folder, {recursive: true});
  }
}

/** tsc's answer with the vector or fixture behind each line. */
function told(output) {
  return output.replace(/^checks\.mts\((\d+),\d+\)/gm, (place, number) => {
    const at = Number(number) - 1 - header.length;
    return at in origins ? `${origins[at]}: ${lines[at].slice(0, 70)}...` : place;
  });
}

function doorsOf(door) {
  const plumbing = new Set(['wp_abi_version', 'wp_alloc', 'wp_free', 'wp_close']);
  return Object.keys(door.exports).filter((one) => one.startsWith('wp_') && !plumbing.has(one));
}

const began = Date.now();
const module = new WebAssembly.Module(readFileSync(process.env.WAYPOST_MODULE));
const door = new HarvestDoor(module, (name, part, value) => keep[part](name, value));
const names = doorsOf(door);
const failures = [];

feedFixtures(door);
feedVectors(door);
feedDocs(door);
feedByHand(door);
feedNonsense(door, names);
checkWords();

const declared = membersOf('doors.d.ts', 'Doors');
for (const name of names) {
  if (!declared.has(name)) failures.push(`${name} is a door of the module and of no type`);
  if (![...counts.keys()].some((type) => type.startsWith(of(name, 'output'))) &&
      name !== 'wp_explain')
    failures.push(`${name}: no answer was checked`);
}
for (const file of readdirSync(types)) {
  const code = readFileSync(join(types, file), 'utf8').replace(/\/\*[^]*?\*\/|\/\/.*/g, '');
  if (/\bany\b(?!['?])/.test(code)) failures.push(`${file}: any`);
}

for (const [name, made] of Object.entries(loader)) checkClass(name, made);
const entry = readFileSync(join(types, 'load.d.ts'), 'utf8');
const functions = [...entry.matchAll(/^export function (\w+)/gm)].map(([, one]) => one);
const exported = [...functions, ...Object.keys(loader)].sort();
if (`${Object.keys(await import('../../../bindings/js/load_file.js')).sort()}` !== `${exported}`)
  failures.push(`load.d.ts: the loader does not export ${exported}`);

const {status, stdout, stderr} = compile();
if (status !== 0) failures.push(told(stdout) + stderr);
for (const [type, {values, shapes}] of [...counts].sort())
  console.log(`${String(values).padStart(6)} values ${String(shapes).padStart(5)} shapes  ${type}`);
console.log(
    `${lines.length} checks, ${failures.length ? 'FAILED' : 'passed'}, ` +
    `${((Date.now() - began) / 1000).toFixed(1)} s`);
for (const one of failures) console.error(one);
process.exitCode = failures.length === 0 && lines.length > 1000 ? 0 : 1;
