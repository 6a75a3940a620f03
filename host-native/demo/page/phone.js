// The customer's phone: what is typed goes to the simulator, what happens comes by event stream.

import { bubble, element, taps } from "./bubble.js";
import { reason } from "./why.js";
import { outcome } from "./words.js";

const chat = document.getElementById("chat");
const why = document.getElementById("why");
const link = document.getElementById("link");
const sheet = document.getElementById("sheet");
const ticks = new Map();

const tries = [
  "hi",
  "menü",
  "wher is my ordr",
  "order #4711",
  "are you open?",
  "adres",
  "human",
  "stop",
  "start",
  "नमस्ते",
  "teşekkürler",
];

async function say(message) {
  const answer = await fetch("/demo/say", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(message),
  });
  if (!answer.ok) add(element("li", "bubble theirs", `could not send (${answer.status})`));
}

function add(node) {
  const nearEnd = chat.scrollHeight - chat.scrollTop - chat.clientHeight < 400;
  chat.append(node);
  if (nearEnd) chat.scrollTop = chat.scrollHeight;
}

function time(atUs) {
  return new Date(atUs / 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

function meta(event, tick) {
  return element("span", "meta", element("span", "", time(event.at_us)), tick);
}

function saidText(message) {
  const reply = message.interactive?.button_reply ?? message.interactive?.list_reply;
  return message.text?.body ?? reply?.title ?? message.type;
}

const show = {
  said(event) {
    const tick = element("span", "ticks", "✓");
    tick.title = "sent";
    ticks.set(event.wamid, tick);
    const node = element(
      "li",
      "bubble mine",
      element("p", "", saidText(event.message)),
      meta(event, tick),
    );
    node.dir = "auto";
    add(node);
  },
  acknowledged(event) {
    const tick = ticks.get(event.wamid);
    if (tick) {
      tick.textContent = "✓✓";
      tick.title = "stored by the receiver";
    }
  },
  decided(event) {
    const { message } = event;
    // A webhook from a shell: the phone did not type it, but the customer said it.
    if (!ticks.has(message.id)) {
      show.said({
        wamid: message.id,
        at_us: event.at_us,
        message: { type: message.type, text: { body: message.text ?? message.type } },
      });
      show.acknowledged({ wamid: message.id });
    }
    const { tone, label, sentence } = outcome(event.explanation, event.takeover_until);
    if (tone !== "good") add(element("li", "aside", `${label}: ${sentence}`));
    document.getElementById("empty").hidden = true;
    why.prepend(reason(event));
  },
  reply(event) {
    const tick = element("span", "ticks", "✓");
    tick.title = "accepted";
    ticks.set(event.wamid, tick);
    const drawn = bubble(event.bubble);
    drawn.append(meta(event, tick));
    const item = element("li", "turn");
    item.append(drawn);
    const below = taps(
      event.bubble,
      (kind, id, title) => say({ kind, id, text: title, wamid: event.wamid }),
      (tree, title) => openList(tree, title, event.wamid),
    );
    if (below) item.append(below);
    add(item);
  },
  status(event) {
    const tick = ticks.get(event.wamid);
    if (!tick) return;
    tick.title = event.status;
    tick.textContent =
      event.status === "sent" ? "✓" : event.status === "failed" ? "failed" : "✓✓";
    tick.classList.toggle("read", event.status === "read" || event.status === "played");
    tick.classList.toggle("failed", event.status === "failed");
  },
  refused(event) {
    add(element("li", "bubble theirs", `the Graph API refused a send: ${event.code}`));
  },
};

function openList(tree, title, wamid) {
  const heading = element("h3", "", title);
  heading.id = "sheet-title";
  sheet.replaceChildren(heading);
  for (const section of tree.sections) {
    if (section.title) sheet.append(element("h4", "", section.title));
    for (const row of section.rows ?? []) {
      const button = element(
        "button",
        "",
        row.title,
        row.description ? element("small", "", row.description) : null,
      );
      button.type = "button";
      button.addEventListener("click", () => {
        sheet.close();
        say({ kind: "list", id: row.id, text: row.title, wamid });
      });
      sheet.append(button);
    }
  }
  sheet.showModal();
}

document.getElementById("say").addEventListener("submit", (submit) => {
  submit.preventDefault();
  const input = document.getElementById("text");
  const text = input.value.trim();
  if (text !== "") say({ kind: "text", text });
  input.value = "";
  input.focus();
});

for (const text of tries) {
  const button = element("button", "", text);
  button.type = "button";
  button.addEventListener("click", () => say({ kind: "text", text }));
  document.getElementById("tries").append(button);
}

const stream = new EventSource("/demo/events");
stream.addEventListener("open", () => {
  link.textContent = "live";
  link.classList.add("live");
});
stream.addEventListener("error", () => {
  link.textContent = "the demo has stopped";
  link.classList.remove("live");
});
stream.addEventListener("message", (message) => {
  const event = JSON.parse(message.data);
  show[event.event]?.(event);
});
// On a phone the keyboard would cover the page before anything was read.
if (matchMedia("(min-width: 821px)").matches)
  document.getElementById("text").focus({ preventScroll: true });
