// Elements, and how values are written.

/** An element: attributes, `on…` listeners, and children; what is `null` or `false` is left out. */
export function h(tag, props = {}, ...children) {
  return filled(document.createElement(tag), props, children);
}

export function svg(tag, props = {}, ...children) {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", tag), props, children);
}

function filled(element, props, children) {
  for (const [name, value] of Object.entries(props)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined)
      element.setAttribute(name, value);
  }
  element.append(
    ...children.flat().filter((child) => child !== null && child !== false && child !== undefined),
  );
  return element;
}

export const byId = (id) => document.getElementById(id);

/** For screen readers alone. */
export const spoken = (text) => h("span", { class: "spoken" }, text);

const MARKS = {
  ok: "M2.5 8.5l3.5 3.5 7.5-8",
  no: "M3.5 3.5l9 9m0-9l-9 9",
  none: "M3 8h10",
};

/** A mark with its meaning in words, since a colour says nothing to everyone. */
export function mark(kind, words) {
  const picture = svg(
    "svg",
    { viewBox: "0 0 16 16", class: `mark ${kind}`, "aria-hidden": "true", focusable: "false" },
    svg("path", { d: MARKS[kind] }),
  );
  return h("span", {}, picture, spoken(words));
}

/** A share of a total, drawn. The text beside it says the same. */
export function bar(parts, total, needed) {
  const box = h("span", { class: "bar", "aria-hidden": "true" });
  for (const [kind, power] of parts) {
    const piece = h("span", { class: kind });
    piece.style.width = `${percent(power, total)}%`;
    if (power > 0n) box.append(piece);
  }
  if (needed !== undefined) {
    const line = h("span", { class: "needed" });
    line.style.left = `${percent(needed, total)}%`;
    box.append(line);
  }
  return box;
}

export const percent = (part, total) => (total > 0n ? Number((part * 100_000n) / total) / 1000 : 0);

/** `67.33 %`, cut and not rounded: a share just below two thirds must not look like it. */
export function share(part, total) {
  const hundredths = total > 0n ? (part * 10_000n) / total : 0n;
  if (part > 0n && hundredths === 0n) return "under 0.01 %";
  return `${hundredths / 100n}.${String(hundredths % 100n).padStart(2, "0")} %`;
}

/** `12,960,957` */
export const number = (value) => BigInt(value).toLocaleString("en");

/** `5B4D390F…CFFF921F5` */
export const short = (text, head = 8, tail = 6) =>
  text.length > head + tail + 1 ? `${text.slice(0, head)}…${text.slice(-tail)}` : text;

const SECOND = 1_000_000_000n;

/** RFC 3339 of nanoseconds since 1970. */
export function time(nanos) {
  const rest = ((nanos % SECOND) + SECOND) % SECOND;
  const date = new Date(Number((nanos - rest) / SECOND) * 1000);
  if (Number.isNaN(date.getTime())) return `${nanos} ns since 1970`;
  const fraction = rest === 0n ? "" : `.${String(rest).padStart(9, "0").replace(/0+$/, "")}`;
  return date.toISOString().replace(/\.000Z$/, `${fraction}Z`);
}

/** Nanoseconds since 1970, of RFC 3339 in UTC. */
export function parseTime(text) {
  const match = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z?$/.exec(text.trim());
  const millis = match ? Date.parse(`${match[1]}T${match[2]}Z`) : Number.NaN;
  if (Number.isNaN(millis))
    throw new RangeError("the time is not one such as 2021-12-08T01:51:39Z");
  return BigInt(millis) * 1_000_000n + BigInt((match[3] ?? "").padEnd(9, "0"));
}

/** `1 d 12 h`, `10 s`: at most two units. */
export function span(nanos) {
  const seconds = (nanos < 0n ? -nanos : nanos) / SECOND;
  const units = [
    ["d", 86_400n, 1n << 63n],
    ["h", 3600n, 24n],
    ["min", 60n, 60n],
    ["s", 1n, 60n],
  ];
  const parts = units.map(([unit, size, wrap]) => [(seconds / size) % wrap, unit]);
  const text = parts
    .filter(([count]) => count > 0n)
    .slice(0, 2)
    .map(([count, unit]) => `${count} ${unit}`);
  return `${nanos < 0n ? "-" : ""}${text.join(" ") || "under 1 s"}`;
}

/** The card of a refusal: code, name, class, sentence, numbers. What is no verdict has code 0, or none. */
export function refusal(error) {
  if (!error.code)
    return h("p", { class: "refusal plain" }, mark("no", "Not done: "), ` ${error.message}`);
  const { code, name, class: kind, ...numbers } = error;
  return h(
    "div",
    { class: "refusal" },
    h(
      "p",
      { class: "headline" },
      mark("no", "Refused: "),
      h("b", { class: "code" }, String(code)),
      " ",
      h("b", {}, error.name),
      " ",
      h("span", { class: "tag" }, kind),
    ),
    h("p", {}, sentence(error)),
    h(
      "dl",
      { class: "numbers" },
      Object.entries(numbers).map(([field, value]) =>
        h("div", {}, h("dt", {}, field.replaceAll("_", " ")), h("dd", {}, written(code, value))),
      ),
    ),
  );
}

/** The sentence of a refusal; its numbers stand beside it. */
export const sentence = ({ message }) => message.replace(/ \([^()]*\)$/, "");

// The errors whose numbers are times.
const OF_TIMES = [301, 309, 514, 518];
const NO_INDEX = 4_294_967_295n;

function written(code, value) {
  if (typeof value !== "bigint") return String(value);
  if (OF_TIMES.includes(code)) return time(value);
  return value === NO_INDEX ? "none" : number(value);
}
