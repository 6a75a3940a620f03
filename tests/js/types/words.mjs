// The words of the core's tables against the unions that list them: none missing, none invented.

import {readFileSync} from 'node:fs';

const core = new URL('../../../core/waypost/', import.meta.url);
const source = (path) => readFileSync(new URL(path, core), 'utf8');
const quoted = (code) => [...code.matchAll(/"(\w+)"/g)].map(([, one]) => one);

/** Words that no door says, or that are no part of what crosses one. */
const unsaid = {
  RefusalCode: ['budget_exceeded']
};

/** Enumerations that words.cpp spells, by the name of their union. */
function tables() {
  const unions = {Errc: 'RefusalCode'};
  return [...source('wire/words.cpp').matchAll(/kWords<(?:\w+::)?(\w+)>\{([^}]+)\}/g)]
      .filter(([, name]) => name !== 'Happening')
      .map(([, name, words]) => [unions[name] ?? name, quoted(words)]);
}

function between(path, from, to) {
  const code = source(path);
  const begin = code.indexOf(from);
  return code.slice(begin, code.indexOf(to, begin));
}

/** [union, words] of everything that has a table. */
export function wordTables() {
  const replies = between('template/body.cpp', 'kKinds[]', '};');
  const kinds = between('playbook/explain.cpp', 'word(Kind', '};');
  const readings = between('playbook/explain.cpp', 'word(Reading', '};');
  const template = between('template/error.cpp', 'switch', 'return {};');
  const all = [
    ...tables(),
    ['DiagnosticCode', quoted(between('playbook/diagnostic.cpp', 'kWords', '};'))],
    ['TemplateErrorCode', quoted(template).filter((one) => one.startsWith('E_'))],
    ['ReplyType', quoted(replies)],
    ['RuleKind', quoted(kinds)],
    ['Reading', quoted(readings)],
  ];
  return all.map(([union, words]) => [union, words.filter((one) => !unsaid[union]?.includes(one))]);
}
