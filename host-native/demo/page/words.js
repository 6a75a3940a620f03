// Says an explanation in plain words: from the engine's data to sentences, without a document.

const kinds = {
  is: "is exactly",
  starts_with: "begins with",
  ends_with: "ends with",
  contains: "contains",
  contains_word: "has the word",
  keywords: "has the words",
  regex: "fits the pattern",
  fuzzy: "reads almost like",
  payload: "the button",
  welcome: "the first message of a customer",
  fallback: "when nothing else answers",
};

const silences = {
  bot_off: "The bot is switched off for this customer.",
  window_closed: "The message is more than 24 hours old: WhatsApp allows no free reply any more.",
  late: "The message arrived late. A reply now would surprise more than help.",
  loop: "There were too many automatic replies in a short time: two bots may be talking.",
  no_rule: "No rule fits this message.",
  group: "It was written in a group.",
  reaction: "It is a reaction to a message.",
  system: "It is news from WhatsApp, not from a person.",
  unsupported: "WhatsApp does not say what it is.",
  edit: "A message was edited; the first version was handled.",
  revoke: "A message was taken back.",
};

const guards = {
  hours: "passed over: it does not answer at this hour",
  tags_all: "passed over: the customer lacks a tag it asks for",
  tags_none: "passed over: the customer has a tag it leaves out",
  fields: "passed over: something known of the customer does not fit",
  cooldown: "fits, but answered this customer a moment ago",
  passed: "answers",
};

// [what is said when the check is passed, what when it settles the matter]
const checks = {
  duplicate: ["It is new.", "It came before."],
  kind: ["It is something a bot may answer.", "It is nothing that a bot answers."],
  opt_word: ["It is no word to leave or to come back.", "It is a word to leave or to come back."],
  bot_off: ["The bot is on for this customer.", "The bot is off for this customer."],
  takeover: ["No person has taken over.", "A person has taken over."],
  window: ["It is less than 24 hours old.", "It is 24 hours old, or older."],
  late: ["It arrived in time.", "It arrived late."],
  loop: ["It is no loop of automatic replies.", "It looks like a loop of automatic replies."],
  rules: ["No rule may answer.", "A rule fits."],
  none: ["", "So the bot keeps silent."],
};

const stages = { payload: 0, fallback: 2 };

function clock(us) {
  return new Date(us / 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

function silence({ outcome, winner }, takeoverUntil) {
  if (outcome.detail === "takeover") {
    if (typeof takeoverUntil !== "number")
      return "A person has taken over until the bot is resumed.";
    return `A person has taken over until ${clock(takeoverUntil)}.`;
  }
  if (outcome.detail === "cooldown")
    return `The rule ${winner} fits, but it answered this customer a moment ago.`;
  return silences[outcome.detail] ?? "Nobody answers this kind of message.";
}

/**
 * The short label and the one sentence of an outcome: {tone, label, sentence}.
 * @param takeoverUntil  microseconds, "forever", or nothing when no person has taken over
 */
export function outcome(told, takeoverUntil) {
  const { kind, detail } = told.outcome;
  if (kind === "answered" && detail === "opt_out")
    return {
      tone: "good",
      label: "Opted out",
      sentence: "The whole message is a word to leave: no more offers for this customer.",
    };
  if (kind === "answered" && detail === "opt_in")
    return {
      tone: "good",
      label: "Opted in",
      sentence: "The whole message is a word to come back: offers are welcome again.",
    };
  if (kind === "answered" && detail === "late")
    return {
      tone: "good",
      label: "Answered late",
      sentence: "The message arrived late: the playbook has a reply for that.",
    };
  if (kind === "answered")
    return { tone: "good", label: `Answered by ${detail}`, sentence: "" };
  if (kind === "silent")
    return { tone: "quiet", label: "Silent", sentence: silence(told, takeoverUntil) };
  if (kind === "duplicate")
    return {
      tone: "quiet",
      label: "Duplicate",
      sentence: "WhatsApp delivered this message before: it was handled then.",
    };
  if (kind === "failed") {
    const whose = told.winner || "the playbook";
    const sentence = `The reply of ${whose} cannot be built (${detail}): nothing was sent.`;
    return { tone: "bad", label: "Failed", sentence };
  }
  return { tone: "quiet", label: kind, sentence: detail };
}

function unasked(rule, winner) {
  if (!winner) return "fits, but no rule was asked";
  if (rule.kind === "fallback" && winner.kind !== "fallback")
    return "answers only when no other rule does";
  const after = `comes after ${winner.rule}`;
  if ((stages[rule.kind] ?? 1) !== (stages[winner.kind] ?? 1))
    return `${after}: a pressed button goes first`;
  if (rule.priority !== winner.priority)
    return `${after}: priority ${rule.priority} against ${winner.priority}, the smaller goes first`;
  return `${after}: it stands further down in the list`;
}

/** Every rule that fits the text, in the order of asking: {id, how, triggers, won, verdict}. */
export function rules(told) {
  const verdicts = new Map(told.asked.map((one) => [one.rule, one.verdict]));
  const winner = told.matched.find((one) => one.rule === told.winner);
  return told.matched.map((rule) => {
    const asked = verdicts.get(rule.rule);
    return {
      id: rule.rule,
      how: kinds[rule.kind] ?? rule.kind,
      triggers: rule.evidence.map((one) => one.trigger),
      won: asked === "passed",
      verdict: asked ? (guards[asked] ?? asked) : unasked(rule, winner),
    };
  });
}

/** The checks before an answer, up to the one that settled it: {text, settled}. */
export function walk(told) {
  return told.lines.map(({ name, applied }) => ({
    text: checks[name]?.[applied ? 1 : 0] ?? name,
    settled: applied,
  }));
}

/** The text as the rules read it, cut where the winner found its words: [text, marked?][]. */
export function reading(told) {
  const winner = told.matched.find((one) => one.rule === told.winner);
  const found = winner?.evidence.filter((one) => typeof told[one.in] === "string") ?? [];
  const text = found.length > 0 ? told[found[0].in] : told.loose;
  if (typeof text !== "string") return [];
  const bytes = new TextEncoder().encode(text);
  const decoder = new TextDecoder();
  const parts = [];
  let at = 0;
  for (const { begin, end } of [...found].sort((a, b) => a.begin - b.begin)) {
    if (begin < at) continue;
    parts.push([decoder.decode(bytes.subarray(at, begin)), false]);
    parts.push([decoder.decode(bytes.subarray(begin, end)), true]);
    at = end;
  }
  parts.push([decoder.decode(bytes.subarray(at)), false]);
  return parts.filter(([part]) => part !== "");
}

const did = {
  mark_seen: () => "Remembered the message: a second delivery will do nothing.",
  put_contact({ contact }) {
    const tags = contact.tags?.length ? ` Tags: ${contact.tags.join(", ")}.` : "";
    if (!contact.id) return `Met a new customer${contact.name ? `, ${contact.name}` : ""}.${tags}`;
    const consent = { withdrawn: " No more offers.", given: " Offers are welcome." };
    return `Updated what is known of the customer.${consent[contact.marketing] ?? ""}${tags}`;
  },
  put_conversation({ conversation }, nowUs) {
    const { id, last_inbound_at: last, takeover_until: until } = conversation;
    const parts = [id ? "Updated the conversation." : "Opened the conversation."];
    if (last) parts.push("Free replies are allowed for 24 hours from this message.");
    if (until === "forever") parts.push("A person has it until the bot is resumed.");
    else if (until > nowUs) parts.push(`A person has it until ${clock(until)}.`);
    return parts.join(" ");
  },
  put_message: () => "Stored the message with its outcome.",
  put_event: ({ field }) => `Stored the event ${field}.`,
  enqueue: ({ item }) =>
    `Put a reply (${item.type}) into the outbox, to be sent before ${clock(item.expires_at)}.`,
  move: ({ to }) => `Moved an outgoing message to ${to}.`,
  annotate: ({ word }) => `Noted ${word}.`,
  stop_scope: ({ reason }) => `Stopped sending: ${reason}.`,
  slow_number: () => "Slowed the number down.",
  wake: ({ at }) => `Set a timer for ${clock(at)}.`,
  note: ({ code }) => `Told the operator: ${code}.`,
};

/** What was done, a sentence each. */
export function effects(told, nowUs) {
  return told.effects.map((one) => did[one.effect]?.(one, nowUs) ?? one.effect);
}
