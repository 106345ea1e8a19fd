// The table of directives, page by page; all that are asked for when it is printed.

const PRINTED = 3000; // rows: some 300 sheets, more than anybody wants

/** A key by which an empty text comes last whichever way it is sorted. */
const COLUMNS = [
  { name: "due", key: (d) => d.next, cell: dueCell },
  { name: "action", key: (d) => d.action ?? "", cell: actionCell },
  { name: "lead", key: (d) => (d.roles.lead ?? []).join("; "), cell: leadCell },
  { name: "issuer", key: (d) => d.issuedBy, cell: (d) => h("td", { lang: "vi" }, d.issuedBy || h("span", { class: "absent", lang: state.lang }, t("nobody"))) },
  { name: "basis", key: (d) => d.documents.join("; "), cell: (d) => h("td", { lang: "vi" }, d.documents.map((name) => h("div", {}, name))) },
  { name: "province", key: (d) => d.article.province ?? "", cell: (d) => h("td", { lang: "vi" }, d.article.province) },
  { name: "published", key: (d) => d.article.published ?? "", cell: (d) => h("td", { class: "number" }, d.article.published ? printedDay(d.article.published) : "–") },
  { name: "sure", key: (d) => d.sure, cell: sureCell },
];

let sortedDirectives = []; // in the order of the list, for the pages and for "next" in an article
let rank = new Map(); // the order of a column is found once
let rankOf = "";

/** The place of each directive in the order of a column; what the article says first comes first among equals. */
function ranks(name) {
  if (rankOf === name) return rank;
  const { key } = COLUMNS.find((column) => column.name === name);
  const keys = directives.map((directive, i) => [key(directive), i]);
  keys.sort(([a, i], [b, j]) => (typeof a === "number" ? a - b : plainDay(a) && plainDay(b) ? (a < b ? -1 : a > b ? 1 : 0) : collator.compare(a, b)) || i - j);
  const places = new Map();
  keys.forEach(([value, i], at) => places.set(directives[i], at && keys[at - 1][0] === value ? places.get(directives[keys[at - 1][1]]) : at));
  [rank, rankOf] = [places, name];
  return rank;
}

function plainDay(key) {
  return typeof key === "string" && /^\d{4}-/.test(key);
}

function sorted(found) {
  const name = state.sort.replace(/^-/, "");
  const down = state.sort.startsWith("-");
  const { key } = COLUMNS.find((column) => column.name === name);
  const places = ranks(name);
  const some = found.filter((directive) => key(directive) !== "");
  const none = found.filter((directive) => key(directive) === "");
  return [...some.sort((a, b) => (down ? places.get(b) - places.get(a) : places.get(a) - places.get(b))), ...none];
}

// --- cells ------------------------------------------------------------------------------------------------------------------

function dueCell(directive) {
  if (!directive.dues.length) return h("td", {}, "–");
  return h("td", { class: "dues" }, directive.dues.map((due) => h("div", { class: "due" }, dueHead(due), h("div", { class: "from", lang: "vi" }, due.words))));
}

/** The day of a deadline, and how far it is. */
function dueHead(due) {
  const days = due.days ?? [];
  const next = days.find((day) => day >= given.today);
  if (due.again) return [h("b", {}, t(due.again)), next ? h("span", { class: "from" }, ` ${t("next_on", { day: printedDay(next) })}`) : null];
  if (!days.length) return null;
  return [h("b", {}, printedDay(days[0])), " ", away(days[0])];
}

function away(day) {
  const days = daysBetween(given.today, day);
  if (days < 0) return h("span", { class: "tag gone" }, t("is_past"));
  if (days > given.ahead) return null;
  return h("span", { class: "tag soon" }, days ? t("in_days", { n: days }) : t("today"));
}

function actionCell(directive) {
  const link = h("a", { href: addressOf({ d: directive.id }), class: "open", lang: "vi", "data-id": directive.id }, shortened(directive.action ?? "–", 420));
  const kind = directive.modality === "obligation" ? null : h("span", { class: `tag ${directive.modality}` }, t(directive.modality));
  const targets = directive.targets.length ? h("div", { class: "from" }, `${t("targets")}: `, h("span", { lang: "vi" }, directive.targets.join("; "))) : null;
  return h("th", { scope: "row" }, link, " ", kind, targets, h("div", { class: "from", lang: "vi" }, directive.article.title), alsoTold(directive));
}

/** The other articles that tell the same order. */
function alsoTold(directive) {
  const others = (directive.tellings ?? []).filter((other) => other.article !== directive.article).map(({ article }) => article.source ?? article.title ?? article.id);
  return others.length ? h("div", { class: "from" }, `${t("also")}: `, h("span", { lang: "vi" }, [...new Set(others)].join("; "))) : null;
}

function shortened(text, most) {
  return text.length <= most ? text : `${text.slice(0, most).replace(/\s+\S*$/, "")} …`;
}

function leadCell(directive) {
  const { lead = [], coordinate = [] } = directive.roles;
  return h(
    "td", { lang: "vi" },
    lead.length ? lead.map((name) => h("div", { class: "lead" }, name)) : h("span", { class: "absent", lang: state.lang }, t("everybody")),
    coordinate.length ? h("div", { class: "from" }, `${t("with")}: ${coordinate.join("; ")}`) : null,
  );
}

function sureCell(directive) {
  const meter = h("svg", { viewBox: "0 0 40 6", class: "meter", "aria-hidden": "true" }, h("rect", { width: 40, height: 6, class: "target" }), h("rect", { width: (40 * directive.sure) / 100, height: 6, class: "series-0" }));
  return h("td", { class: "number sure-cell" }, `${directive.sure}%`, meter);
}

// --- the table ------------------------------------------------------------------------------------------------------------------

function drawTable(found) {
  sortedDirectives = sorted(found);
  const pages = pageCount();
  if (Number(state.page) > pages) state.page = String(pages);
  const first = (Number(state.page) - 1) * Number(state.rows);
  fillTable(sortedDirectives.slice(first, first + Number(state.rows)));
  drawPager(pages);
}

function pageCount() {
  return Math.max(1, Math.ceil(sortedDirectives.length / Number(state.rows)));
}

function fillTable(rows) {
  const node = document.getElementById("table");
  node.setAttribute("aria-label", t("list"));
  if (!rows.length) {
    put("table", h("p", { class: "nothing" }, directives.length ? `${t("none_found")} ${t("none_hint")}` : t("empty")));
    return;
  }
  const body = rows.map((directive) => h("tr", { role: "row", "data-row": directive.id }, COLUMNS.map((column) => labelled(column.cell(directive), column))));
  put("table", h("table", { class: "directives", role: "table" }, h("caption", { class: "unseen" }, t("caption")), h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, COLUMNS.map(headCell))), h("tbody", { role: "rowgroup" }, body)));
}

/** The cell with the title of its column, which stands beside it where the window is narrow. */
function labelled(cell, column) {
  cell.dataset.label = t(`c.${column.name}`);
  cell.classList.add(`c-${column.name}`);
  cell.setAttribute("role", cell.scope === "row" ? "rowheader" : "cell"); // a browser may take a cell that is no longer laid out as one for a mere box
  return cell;
}

function headCell(column) {
  const mine = state.sort.replace(/^-/, "") === column.name;
  const down = state.sort.startsWith("-");
  const sort = () => {
    ask({ sort: mine && !down ? `-${column.name}` : column.name });
    document.getElementById(`sort-${column.name}`)?.focus();
    const way = t(state.sort.startsWith("-") ? "down" : "up");
    say("note", t("sorted", { column: t(`c.${column.name}`), way }));
  };
  const arrow = h("span", { class: "arrow", "aria-hidden": "true" }, mine ? (down ? " ▼" : " ▲") : " ↕");
  return h("th", { scope: "col", role: "columnheader", class: `c-${column.name}`, "aria-sort": mine ? (down ? "descending" : "ascending") : null }, h("button", { type: "button", id: `sort-${column.name}`, click: sort }, t(`c.${column.name}`), arrow));
}

function drawPager(pages) {
  const page = Number(state.page);
  const go = (key, to) => h("button", { type: "button", id: `page-${key}`, disabled: to < 1 || to > pages || to === page, click: () => turnTo(to, key) }, t(key));
  const rows = h("select", { id: "rows", change: () => ask({ rows: rows.value }) }, ROWS.map((n) => option([n, n], state.rows)));
  const node = put(
    "pager",
    pages > 1 ? [go("first", 1), go("previous", page - 1), h("span", { id: "page" }, t("page_of", { n: page, all: pages })), go("next", page + 1), go("last", pages)] : [],
    sortedDirectives.length > Number(ROWS[0]) ? h("label", {}, `${t("rows")} `, rows) : null,
  );
  node.setAttribute("aria-label", t("pages"));
}

function turnTo(page, key) {
  ask({ page: String(page) });
  const button = document.getElementById(`page-${key}`);
  (button?.disabled ? document.getElementById("table") : button)?.focus({ preventScroll: true });
  document.getElementById("list").scrollIntoView();
  say("note", t("page_of", { n: page, all: pageCount() }));
}

/** Opens the directive of a row, unless a link of its own was meant or text is being marked. */
function rowClicked(event) {
  if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const row = event.target.closest("tr[data-row]");
  if (!row || (!event.target.closest("a.open") && String(getSelection()))) return;
  event.preventDefault();
  ask({ d: row.dataset.row }, { back: true });
}

function printAll() {
  printing = true;
  document.querySelectorAll(".fold").forEach((node) => (node.open = true));
  if (state.d) return;
  drawOverview(sortedDirectives);
  fillTable(sortedDirectives.slice(0, PRINTED));
  if (sortedDirectives.length > PRINTED) put("pager", h("p", { class: "note" }, t("printed", { n: PRINTED })));
}
