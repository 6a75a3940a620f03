// Draws a message from the core's preview tree. Text only ever becomes text nodes.

export function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

const wrappers = [
  ["bold", "strong"],
  ["italic", "em"],
  ["strike", "s"],
  ["mono", "code"],
];

function spans(list) {
  return (list ?? []).map((span) => {
    let node = document.createTextNode(span.text);
    for (const [flag, tag] of wrappers) {
      if (span[flag]) node = element(tag, "", node);
    }
    return node;
  });
}

function block(part) {
  if (part.kind === "bullets")
    return element("ul", "", ...part.items.map((item) => element("li", "", ...spans(item))));
  if (part.kind === "numbers") {
    return element(
      "ol",
      "",
      ...part.items.map((item) => {
        const row = element("li", "", ...spans(item.spans));
        row.value = Number(item.number);
        return row;
      }),
    );
  }
  if (part.kind === "quote") return element("blockquote", "", ...spans(part.spans));
  return element("p", "", ...spans(part.spans));
}

function place(location) {
  return element(
    "span",
    "place",
    element("strong", "", "\u{1F4CD} " + (location.name ?? "Location")),
    element("br"),
    location.address ?? `${location.latitude}, ${location.longitude}`,
  );
}

/** The bubble of one of our messages; the buttons below it are drawn by taps(). */
export function bubble(tree) {
  const node = element("div", "bubble theirs");
  node.dir = tree.direction;
  if (tree.reaction) {
    node.classList.add("emoji");
    node.append(tree.reaction.emoji ?? "");
    return node;
  }
  if (tree.header?.text) node.append(element("h3", "", tree.header.text));
  else if (tree.header)
    node.append(
      element(
        "p",
        "foot",
        `${tree.header.kind} ${tree.header.filename ?? tree.header.link ?? ""}`,
      ),
    );
  if (tree.location) node.append(place(tree.location));
  for (const part of tree.blocks ?? []) node.append(block(part));
  if (tree.footer) node.append(element("p", "foot", tree.footer));
  return node;
}

/** What the customer can tap below a bubble; `choose(kind, id, title)` is called for a reply. */
export function taps(tree, choose, openList) {
  const node = element("div", "taps");
  for (const button of tree.buttons ?? []) {
    if (button.url) {
      const link = element("a", "", button.title);
      link.href = button.url;
      link.rel = "noopener noreferrer";
      link.target = "_blank";
      node.append(link);
      continue;
    }
    const made = element("button", "", button.title);
    made.type = "button";
    const isList = tree.sections && button.id === undefined;
    made.addEventListener("click", () =>
      isList ? openList(tree, button.title) : choose("button", button.id, button.title),
    );
    node.append(made);
  }
  return node.childElementCount > 0 ? node : null;
}
