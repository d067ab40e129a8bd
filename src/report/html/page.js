"use strict";
// The page shows what endpoints have sent: everything becomes text nodes, nothing is ever read as markup.
const $ = (id) => document.getElementById(id);
const data = JSON.parse($("index").textContent);
const { targets, causes, texts, evidence, cases } = data;
const ROW = 28;
const narrow = matchMedia("(max-width: 640px)");
const BAD = ["fail", "error", "blocked"];
const VERDICTS = ["pass", "fail", "flaky", "unsupported", "disabled", "blocked", "deviates", "fixed", "error"];
const JUDGED = ["pass", "fail", "flaky", "deviates", "fixed"];
const state = { q: "", operation: "", verdict: "", evidence: "", target: "", cause: "", case: "", on: "" };
const places = new Map(causes.map((it, c) => [it.id, c]));
let shown = [];
let at = 0;

function el(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== undefined && value !== null) made.setAttribute(key, value);
  }
  made.append(...children.flat().filter((it) => it !== null && it !== undefined && it !== false));
  return made;
}
const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;
const short = (text, most) => (text.length > most ? text.slice(0, most) + "…" : text);

// Which texts have each word of what is looked for: every text is looked through once, however many cases share it.
let small = null;
function hits(query) {
  small ??= texts.map((text) => text.toLowerCase());
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return words.map((word) => [word, small.map((text) => text.includes(word))]);
}

function says(item, [word, hit]) {
  return item.id.includes(word) || hit[item.o] || hit[item.r] || item.t.some((cell) => cell && hit[cell[1]]);
}

function fits(item, words) {
  if (state.operation && texts[item.o] !== state.operation) return false;
  if (state.evidence && !item.e.some((e) => evidence[e].kind === state.evidence)) return false;
  const only = state.target === "" ? null : Number(state.target);
  const cause = state.cause ? places.get(state.cause) : -1;
  if (state.verdict || state.cause || only !== null) {
    const any = item.t.some((cell, t) => {
      if (!cell || (only !== null && t !== only)) return false;
      if (state.cause && !cell[2].includes(cause)) return false;
      if (state.verdict === "unresolved") return BAD.includes(cell[0]);
      return !state.verdict || cell[0] === state.verdict;
    });
    if (!any) return false;
  }
  return words.every((word) => says(item, word));
}

function summary() {
  const runs = targets.map((run, t) => {
    const bar = el("div", { class: "bar", "aria-hidden": "true" });
    for (const verdict of VERDICTS) {
      const number = run.totals[verdict];
      if (!number) continue;
      const part = el("i", { class: verdict, title: `${number} ${verdict}` });
      part.style.flexGrow = number;
      bar.append(part);
    }
    const others = VERDICTS.filter((it) => it !== "pass" && run.totals[it]).map((it) => {
      const more = it === "fail" ? ` (${count(run.causes, "cause")})` : "";
      return el("span", { class: it }, ` · ${run.totals[it]} ${it}${more}`);
    });
    return el("div", { class: "run" },
      el("strong", {}, targets.length > 1 ? `${t + 1}. ${run.name}` : run.name), run.at === run.name ? "" : ` at ${run.at}`, ": ", el("b", { class: run.conformant ? "pass" : "" }, run.word), el("br"),
      el("span", { class: "pass" }, run.passes), others, bar,
      el("div", { class: "quiet" }, `kmspec ${run.kmspec}, seed ${run.seed}, ${run.seconds} s`),
      warnings(run.warnings));
  });
  $("summary").append(...runs);
}

function warnings(all) {
  const lines = all.map((it) => el("div", { class: "flaky" }, `warning: ${it}`));
  return targets.length > 2 && lines.length ? el("details", {}, el("summary", {}, count(lines.length, "warning")), lines) : lines;
}

function drawCauses() {
  const numbers = causes.map(() => targets.map(() => 0));
  for (const item of cases) item.t.forEach((cell, t) => cell && cell[2].forEach((c) => numbers[c][t]++));
  const total = (c) => numbers[c].reduce((sum, it) => sum + it, 0);
  const order = causes.map((_, c) => c).sort((a, b) => total(b) - total(a));
  if (!order.length) return $("causes").append(el("p", { class: "quiet" }, "Nothing fails."));
  const line = (c) => {
    const it = causes[c];
    const whose = it.origin === "client" ? "client: " : "";
    const text = `${whose}${it.path}: expected ${it.expected}, came ${it.actual}`;
    const open = el("button", { class: "link mono", type: "button", onclick: () => go({ ...none(), cause: it.id }) }, short(text, 300));
    return el("tr", {}, numbers[c].map((n) => el("td", { class: "n" }, n || "–")), el("td", {}, it.operation),
      el("td", { title: it.rule || "" }, open, it.rule ? el("div", { class: "quiet" }, it.rule) : null));
  };
  const columns = el("colgroup", {}, targets.map(() => el("col", { class: "n" })), el("col", { class: "o" }), el("col"));
  const head = el("tr", {}, targets.map((run, t) => el("th", { class: "n", title: run.name }, targets.length > 1 ? `${t + 1}.` : "cases")),
    el("th", {}, "operation"), el("th", {}, "what is wrong"));
  const table = (some) => el("table", {}, columns.cloneNode(true), el("thead", {}, head.cloneNode(true)), el("tbody", {}, some.map(line)));
  $("causes").append(el("div", { class: "wide" }, table(order.slice(0, 10))));
  if (order.length > 10) {
    const more = el("details", {}, el("summary", {}, `${order.length - 10} more`));
    more.addEventListener("toggle", () => more.children.length < 2 && more.append(table(order.slice(10))), { once: true });
    $("causes").append(more);
  }
}

function label(t) {
  const name = targets[t].name.replace(/^https?:\/\//, "");
  const same = targets.filter((it) => it.name === targets[t].name).length > 1;
  return same ? `${name} (${t + 1})` : name;
}

function matrix() {
  const rows = new Map();
  for (const item of cases) {
    const name = texts[item.o];
    if (!rows.has(name)) rows.set(name, targets.map(() => [0, 0, 0, 0]));
    item.t.forEach((cell, t) => {
      if (!cell) return;
      const sum = rows.get(name)[t];
      sum[0]++;
      if (JUDGED.includes(cell[0])) sum[1]++;
      if (["pass", "fixed", "flaky"].includes(cell[0])) sum[2]++;
      if (BAD.includes(cell[0]) || cell[0] === "deviates") sum[3]++;
    });
  }
  const body = [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, sums]) =>
    el("tr", {}, el("td", {}, el("button", { class: "link", type: "button", onclick: () => go({ ...none(), operation: name }) }, name)),
      sums.map(([all, judged, pass, bad], t) => {
        const kind = !judged && !bad ? "nil" : bad ? "some" : judged < all ? "open" : "all";
        const text = all ? `${pass} of ${all}` : "–";
        const told = `${name} on ${targets[t].name}: ${pass} pass of ${all}, ${judged} judged`;
        const open = el("button", { class: "link", type: "button", title: told,
          onclick: () => go({ ...none(), operation: name, target: String(t) }) }, text);
        const left = all - judged;
        const cell = el("td", { class: `n ${kind}` }, open, left && targets.length < 4 ? el("span", { class: "quiet" }, ` ${left} not judged`) : null);
        const [good, end] = [100 * pass / (all || 1), 100 * Math.max(judged, pass + bad) / (all || 1)];
        if (all) cell.style.backgroundImage = `linear-gradient(to right, var(--pass-back) ${good}%, var(--fail-back) ${good}% ${end}%, var(--none-back) ${end}%)`;
        return cell;
      })));
  $("matrix").append(el("table", {}, el("thead", {}, el("tr", {}, el("th", {}, "operation"),
    targets.map((run, t) => el("th", { class: "n", title: run.name }, targets.length > 1 ? label(t) : "pass")))), el("tbody", {}, body)));
}

function options(id, all, values) {
  $(id).append(el("option", { value: "" }, all), ...values.map(([value, text]) => el("option", { value }, text)));
}

function filters() {
  const sorted = (values) => [...new Set(values)].sort().map((it) => [it, it]);
  options("operation", "all", sorted(cases.map((it) => texts[it.o])));
  options("verdict", "all", [["unresolved", "fail, error or blocked"], ...VERDICTS.map((it) => [it, it])]);
  options("evidence", "all", sorted(evidence.map((it) => it.kind)));
  options("target", "any", targets.map((_, t) => [String(t), label(t)]));
  $("target").parentElement.hidden = targets.length < 2;
  for (const id of ["q", "operation", "verdict", "evidence", "target"]) {
    $(id).addEventListener("input", () => go({ [id]: $(id).value }));
  }
  $("filters").addEventListener("submit", (event) => event.preventDefault());
  $("filters").addEventListener("reset", (event) => { event.preventDefault(); go(none()); });
}

const none = () => ({ q: "", operation: "", verdict: "", evidence: "", target: "", cause: "" });

// Every view has an address: what is filtered, and what is open.
function go(change, push) {
  Object.assign(state, change);
  const query = new URLSearchParams(Object.entries(state).filter(([, value]) => value !== ""));
  const address = "#" + query.toString();
  if (address !== location.hash) history[push ? "pushState" : "replaceState"](null, "", address);
  draw();
}

function read() {
  const query = new URLSearchParams(location.hash.slice(1));
  for (const key of Object.keys(state)) state[key] = query.get(key) || "";
  draw();
}

let last = "";
function draw() {
  for (const id of ["q", "operation", "verdict", "evidence", "target"]) if ($(id).value !== state[id]) $(id).value = state[id];
  const filter = JSON.stringify({ ...state, case: "", on: "" });
  if (filter !== last) {
    last = filter;
    shown = [];
    const words = hits(state.q);
    cases.forEach((item, index) => fits(item, words) && shown.push(index));
    at = Math.max(0, shown.findIndex((index) => cases[index].id === state.case));
    $("count").textContent = `${shown.length} of ${count(cases.length, "case")}`;
    $("cause").replaceChildren();
    if (state.cause) {
      $("cause").append("with one cause ", el("button", { type: "button", onclick: () => go({ cause: "" }) }, `${state.cause} ✕`));
    }
    $("space").style.height = `${shown.length * ROW}px`;
    $("list").scrollTop = Math.max(0, at * ROW - 100);
  }
  rows();
  open();
}

function rows() {
  const list = $("list");
  const first = Math.max(0, Math.floor(list.scrollTop / ROW) - 5);
  const end = Math.min(shown.length, first + Math.ceil(list.clientHeight / ROW) + 10);
  const made = [];
  for (let place = first; place < end; place++) made.push(row(place));
  $("rows").style.transform = `translateY(${first * ROW}px)`;
  $("rows").replaceChildren(...made);
}

// In a narrow window many columns have room for two letters each.
const tight = () => narrow.matches && targets.length > 2;
const word = (verdict) => (tight() ? verdict.slice(0, 2) : verdict);

function row(place) {
  const item = cases[shown[place]];
  const told = item.t.findIndex((cell) => cell && BAD.includes(cell[0]));
  const cell = item.t[told] || item.t.find((it) => it && texts[it[1]]);
  const verdict = (it) => el("span", { class: `v ${it ? it[0] : "absent"}`, title: it ? `${it[0]} ${texts[it[1]]}` : "not in this report" }, it ? word(it[0]) : "–");
  const opened = { class: "row", role: "option", id: `row-${place}`, "aria-selected": String(place === at),
    onclick: (event) => { at = place; const t = [...event.currentTarget.children].indexOf(event.target) - 1; show(place, t >= 0 && t < targets.length ? t : null); } };
  return el("div", opened, el("span", { class: "id", title: item.id }, item.id), item.t.map(verdict),
    el("span", { class: "words quiet" }, cell ? short(texts[cell[1]], 200) : ""));
}

function show(place, target) {
  const item = cases[shown[place]];
  if (!item) return;
  const worst = item.t.findIndex((cell) => cell && BAD.includes(cell[0]));
  const first = item.t.findIndex((cell) => cell);
  const on = target !== null && item.t[target] ? target : worst >= 0 ? worst : first;
  go({ case: item.id, on: String(on) }, true);
}

function close() {
  go({ case: "", on: "" }, true);
  $("list").focus({ preventScroll: true });
}

// A pack is opened once; what is in it stays.
const packs = new Map();
async function pack(number) {
  if (!packs.has(number)) {
    const bytes = Uint8Array.from(atob($(`pack-${number}`).textContent), (c) => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    packs.set(number, new Response(stream).json());
  }
  return packs.get(number);
}

let opened = "";
async function open() {
  const panel = $("detail");
  const key = state.case ? `${state.case} ${state.on}` : "";
  if (key === opened) return;
  opened = key;
  panel.hidden = !key;
  if (!key) return;
  const item = cases.find((it) => it.id === state.case);
  const closing = el("button", { class: "close", type: "button", onclick: close, "aria-label": "Close" }, "✕");
  if (!item) {
    panel.replaceChildren(closing, el("h2", { id: "detail-title" }, "No such case"), el("p", { class: "mono" }, state.case));
    return;
  }
  const on = Number(state.on) || 0;
  const tabs = item.t.map((cell, t) => el("button", { type: "button", "aria-pressed": String(t === on), disabled: !cell,
    onclick: () => go({ on: String(t) }, true) }, el("b", { class: cell ? cell[0] : "absent" }, cell ? cell[0] : "–"), ` ${label(t)}`,
    cell && texts[cell[1]] ? el("div", { class: "words quiet" }, texts[cell[1]]) : null));
  const place = `${texts[item.f]}:${item.line}`;
  panel.replaceChildren(closing, el("h2", { id: "detail-title" }, item.id), el("p", { class: "requirement" }, texts[item.r]),
    el("p", { class: "quiet mono" }, `${texts[item.o]}, ${place}`), el("h3", {}, "Evidence"),
    el("ul", {}, item.e.map((e) => proof(evidence[e]))), el("h3", {}, targets.length > 1 ? "Targets" : "Verdict"), el("div", { class: "tabs" }, tabs));
  panel.scrollTop = 0;
  panel.focus({ preventScroll: true });
  const cell = item.t[on];
  if (!cell || cell[3] === null) return;
  const details = await pack(Math.floor(cell[3] / data.pack));
  if (opened === key) panel.append(detail(details[cell[3] % data.pack]));
}

function proof(it) {
  const link = /^https:\/\/[^\s]+$/.test(it.source) ? el("a", { href: it.source, rel: "noreferrer" }, it.source) : it.source;
  const more = [it.date, it.via && `via ${it.via}`, `${it.confidence} confidence`].filter(Boolean).join(", ");
  const source = el("div", { class: "quiet" }, `${it.kind}: `, link, ` (${more})`);
  return el("li", {}, el("b", {}, it.fact), " ", el("span", { class: "statement" }, it.statement), it.note ? el("div", {}, it.note) : null, source);
}

function detail(it) {
  const part = el("div", { class: "result" });
  if (it.fault) part.append(el("p", {}, it.fault.summary), it.fault.help ? el("p", { class: "quiet" }, `help: ${it.fault.help}`) : "");
  if (it.mismatches.length) part.append(el("h3", {}, "Expected and actual"));
  for (const wrong of it.mismatches) part.append(difference(wrong));
  if (it.regression) part.append(el("h3", {}, "Changed since the accepted snapshot"), el("pre", {}, it.regression));
  for (const seen of it.sightings || []) {
    part.append(el("p", {}, `${seen.path} in ${count(seen.cases, "case")}, first in `, jump(seen.case), `, step ${seen.step}`));
  }
  const decisive = it.requests.filter((r) => r.decides);
  const others = it.requests.filter((r) => !r.decides);
  if (decisive.length) part.append(el("h3", {}, "Request and answer"), ...decisive.map((r) => exchange(r, it.mismatches)));
  for (const run of it.commands || []) {
    part.append(el("details", {}, el("summary", {}, `aws ${run.args.join(" ")}: ${run.ended}`), el("pre", {}, run.stdout), el("pre", {}, run.stderr)));
  }
  if (others.length) {
    const more = el("details", {}, el("summary", {}, count(others.length, "other request")));
    more.addEventListener("toggle", () => more.append(...others.map((r) => exchange(r, []))), { once: true });
    part.append(more);
  }
  part.append(el("h3", {}, "Rerun"), el("pre", { class: "all rerun" }, it.rerun),
    el("p", { class: "quiet" }, `${count(it.tries, "try").replace("trys", "tries")}, ${it.ms} ms`));
  return part;
}

function jump(id) {
  return el("button", { class: "link mono", type: "button", onclick: () => go({ ...none(), case: id }, true) }, id);
}

function difference(wrong) {
  const where = wrong.location ? `${wrong.location.file}:${wrong.location.line}:${wrong.location.column}` : "";
  const whose = wrong.origin === "client" ? "client: " : "";
  return el("div", { class: "diff mono" }, el("div", { class: "where" }, el("b", {}, whose + wrong.path), el("span", { class: "quiet" }, `  ${where}`)),
    el("div", { class: "expected" }, el("span", { class: "label" }, "expected"), wrong.expected),
    el("div", { class: "actual" }, el("span", { class: "label" }, "actual"), wrong.actual));
}

function exchange(it, wrong) {
  const paths = new Map(wrong.map((one) => [one.path, one]));
  const fields = (headers, prefix) => headers.map((h) => {
    const key = [...paths.keys()].find((path) => prefix && path.toLowerCase() === `headers.${h.name}`.toLowerCase());
    const text = `${h.name}: ${h.value}\n`;
    return key ? el("mark", {}, text) : text;
  });
  const made = el("div", { class: "exchange" }, el("p", {}, el("b", {}, it.step ? `step ${it.step}: ${it.label}` : it.label)),
    el("pre", { class: "request" }, `${it.line}\n`, fields(it.headers, false), "\n", body(it.body, new Map())));
  if (!it.response) made.append(el("pre", { class: "answer" }, "(no answer)"));
  else {
    const whole = ["status", "answer"].find((path) => paths.has(path));
    const status = whole ? el("mark", {}, `${it.response.status}\n`) : `${it.response.status}\n`;
    made.append(el("pre", { class: "answer" }, status, fields(it.response.headers, true), missingFields(it.response.headers, paths), "\n", body(it.response.body, paths)));
  }
  made.append(el("details", {}, el("summary", {}, "curl"), el("pre", { class: "all curl" }, it.curl)));
  return made;
}

function missingFields(headers, paths) {
  const has = (name) => headers.some((h) => h.name.toLowerCase() === name.toLowerCase());
  return [...paths.values()].filter((one) => one.path.startsWith("headers.") && !has(one.path.slice(8)))
    .map((one) => el("mark", {}, `${one.path.slice(8)}: `, el("span", { class: "note" }, `(missing: expected ${one.expected})`), "\n"));
}

// JSON as text, with a mark on every member that is not what is expected, also where it is missing.
function body(it, paths) {
  if (it.json === undefined) {
    const text = it.text === undefined ? "(no body)" : it.text;
    return [...paths.keys()].some((path) => /^(body|error)\b/.test(path)) ? el("mark", {}, text) : text;
  }
  const out = [];
  const wrong = (path) => paths.get(path) || (/^body\.(__type|code)$/.test(path) ? paths.get("error type") : /^body\.message$/i.test(path) ? paths.get("error message") : undefined);
  const write = (value, path, indent) => {
    if (value === null || typeof value !== "object") return out.push(JSON.stringify(value));
    const list = Array.isArray(value);
    const keys = Object.keys(value);
    const gone = list ? [] : [...paths.keys()].filter((p) => p.startsWith(`${path}.`) && /^[^.[]+$/.test(p.slice(path.length + 1)) && !(p.slice(path.length + 1) in value));
    if (!keys.length && !gone.length) return out.push(list ? "[]" : "{}");
    out.push(list ? "[\n" : "{\n");
    keys.forEach((key, n) => {
      const below = list ? `${path}[${key}]` : `${path}.${key}`;
      const from = out.length;
      out.push(list ? `${indent}  ` : `${indent}  ${JSON.stringify(key)}: `);
      write(value[key], below, `${indent}  `);
      const bad = wrong(below);
      if (bad) {
        const parts = out.splice(from);
        out.push(el("mark", { "data-path": below }, parts, " ", el("span", { class: "note" }, `expected ${bad.expected}`)));
      }
      out.push(n + 1 < keys.length ? ",\n" : "\n");
    });
    for (const path of gone) out.push(el("mark", { "data-path": path }, `${indent}  ${JSON.stringify(path.split(".").pop())} `, el("span", { class: "note" }, `missing: expected ${paths.get(path).expected}`)), "\n");
    out.push(`${indent}${list ? "]" : "}"}`);
  };
  write(it.json, "body", "");
  return out;
}

function move(by) {
  at = Math.min(Math.max(0, at + by), Math.max(0, shown.length - 1));
  const list = $("list");
  const top = at * ROW;
  if (top < list.scrollTop) list.scrollTop = top;
  if (top + 3 * ROW > list.scrollTop + list.clientHeight) list.scrollTop = top + 3 * ROW - list.clientHeight;
  rows();
  list.setAttribute("aria-activedescendant", `row-${at}`);
  if (state.case) show(at, Number(state.on));
}

function keys(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") {
    if (state.case) close();
    else document.activeElement.blur();
    return;
  }
  if (/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
  const page = Math.floor($("list").clientHeight / ROW) - 1;
  const inList = event.target === $("list") || event.target === document.body;
  const steps = { j: 1, k: -1 };
  if (inList) Object.assign(steps, { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -cases.length, End: cases.length });
  if (event.key === "/") $("q").focus();
  else if (event.key in steps) move(steps[event.key]);
  else if (event.key === "Enter" && inList) show(at, state.target === "" ? null : Number(state.target));
  else return;
  event.preventDefault();
}

// On paper, the cases that are filtered, up to what anybody would print.
function print() {
  if (state.case) return $("detail").setAttribute("data-print", "");
  const lines = shown.slice(0, 3000).map((index) => {
    const item = cases[index];
    const cell = item.t.find((it) => it && BAD.includes(it[0])) || item.t.find((it) => it);
    return el("tr", {}, el("td", { class: "mono" }, item.id), item.t.map((it) => el("td", {}, it ? it[0] : "–")), el("td", {}, cell ? texts[cell[1]] : ""));
  });
  $("print").replaceChildren(el("table", {}, lines));
}

summary();
drawCauses();
matrix();
filters();
function columns() {
  const each = narrow.matches ? (targets.length > 1 ? "minmax(1.4rem, 1fr)" : "5rem") : (targets.length > 1 ? "minmax(6rem, 10rem)" : "6rem");
  const ids = narrow.matches && targets.length === 1 ? "minmax(0, 1fr)" : narrow.matches ? "minmax(0, 6fr)" : "minmax(17rem, 2fr)";
  $("head").replaceChildren(el("span", {}, "case"), ...targets.map((run, t) =>
    el("span", { title: run.name }, targets.length < 2 ? "verdict" : tight() ? `${t + 1}` : `${t + 1}. ${label(t)}`)), el("span", {}, "words"));
  document.documentElement.style.setProperty("--columns", `${ids} repeat(${targets.length}, ${each}) ${narrow.matches ? "0" : targets.length > 3 ? "minmax(0, 1fr)" : "minmax(0, 3fr)"}`);
}
columns();
narrow.addEventListener("change", () => { columns(); rows(); });
$("list").addEventListener("scroll", () => requestAnimationFrame(rows), { passive: true });
addEventListener("resize", rows);
addEventListener("hashchange", read);
addEventListener("popstate", read);
addEventListener("keydown", keys);
addEventListener("beforeprint", print);
addEventListener("afterprint", () => { $("detail").removeAttribute("data-print"); $("print").replaceChildren(); });
read();
document.body.offsetHeight;
performance.mark("ready");
document.documentElement.dataset.ready = "true";
