// Shows one decision: what was read, what matched, who answered, what was done.

import { element } from "./bubble.js";

function line(list, name, ...value) {
  list.append(element("dt", "", name), element("dd", "", ...value));
}

function rule(one) {
  const won = one.verdict === "answers";
  const trigger = one.trigger
    ? element("span", "", " on ", element("mark", "", one.trigger))
    : null;
  return element(
    "li",
    won ? "won" : "lost",
    element("b", "", one.rule),
    ` (${one.kind})`,
    trigger,
    `: ${one.verdict}`,
  );
}

/** @param decided the feed's "decided" event */
export function reason(decided) {
  const kind = decided.outcome.split("(")[0];
  const node = element("li", "reason");
  node.append(
    element(
      "header",
      "",
      element("q", "", decided.text ?? decided.type),
      element("span", `outcome ${kind}`, decided.outcome),
    ),
  );
  const facts = element("dl");
  if (decided.folded) line(facts, "read as", decided.folded);
  if (decided.words?.length)
    line(facts, "words", ...decided.words.map((word) => element("span", "word", word)));
  if (decided.payload) line(facts, "pressed", decided.payload);
  if (decided.rules?.length)
    line(facts, "rules", element("ul", "rules", ...decided.rules.map(rule)));
  else if (kind !== "answered") line(facts, "rules", "none matched or none was asked");
  if (facts.childElementCount > 0) node.append(facts);
  if (decided.effects?.length) {
    node.append(
      element(
        "details",
        "",
        element("summary", "", "done in one transaction"),
        element("ul", "effects", ...decided.effects.map((effect) => element("li", "", effect))),
      ),
    );
  }
  return node;
}
