// Draws one decision: what came of it, which rules fitted, what was done.

import { element } from "./bubble.js";
import { effects, outcome, reading, rules, walk } from "./words.js";

function part(title, body) {
  return element("section", "part", element("h4", "", title), body);
}

function more(title, ...body) {
  return element("details", "", element("summary", "", title), ...body);
}

function rule({ id, how, triggers, won, verdict }) {
  const marks = triggers.flatMap((text) => [" ", element("mark", "", text)]);
  return element(
    "li",
    won ? "won" : "lost",
    element("b", "", id),
    element("span", "how", how, ...marks),
    element("span", "verdict", verdict),
  );
}

const rulesShown = 6;

function ruleList(told) {
  const all = rules(told).map(rule);
  const list = element("ul", "rules", ...all.slice(0, rulesShown));
  if (all.length <= rulesShown) return list;
  const rest = element("ul", "rules", ...all.slice(rulesShown));
  return element("div", "", list, more(`${all.length - rulesShown} more`, rest));
}

function read(told) {
  const text = element("p", "reading");
  for (const [piece, marked] of reading(told))
    text.append(marked ? element("mark", "", piece) : piece);
  text.dir = "auto";
  const words = told.words.map((word) => element("span", "word", word));
  return more("How the text was read", text, element("p", "words", ...words));
}

function checks(told) {
  const list = element("ol", "checks");
  for (const { text, settled } of walk(told))
    list.append(element("li", settled ? "settled" : "", text));
  return more("What was checked, in order", list);
}

/** @param decided the feed's "decided" event */
export function reason(decided) {
  const { message, explanation: told, at_us: nowUs } = decided;
  const came = outcome(told, decided.takeover_until);
  const said = element("q", "", message.text ?? message.type);
  said.dir = "auto";
  const node = element(
    "li",
    "reason",
    element("header", "", said, element("span", `outcome ${came.tone}`, came.label)),
  );
  if (came.sentence) node.append(element("p", "sentence", came.sentence));
  if (told.matched.length > 0) node.append(part("Rules that fit, in order", ruleList(told)));
  const done = effects(told, nowUs).map((text) => element("li", "", text));
  if (done.length > 0) node.append(part("What was done", element("ul", "effects", ...done)));
  if (told.lines.length > 0) node.append(checks(told));
  if (told.loose) node.append(read(told));
  return node;
}
