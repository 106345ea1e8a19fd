// A directive beside its article: the text with its mentions marked, the record next to it.

const dialog = document.getElementById("dialog");
let opened = null; // the directive that is shown
let opener = ""; // the row that has the focus again when the article is closed
const hiddenKinds = new Set();

function drawArticle() {
  const directive = byId.get(state.d);
  if (!state.d || !directive) {
    if (state.d) say("note", t("gone", { id: state.d }));
    if (dialog.open) dialog.close();
    return;
  }
  const anew = opened !== directive || dialog.dataset.lang !== state.lang;
  if (!dialog.open) {
    opener = directive.id;
    dialog.showModal();
  }
  if (!anew) return;
  const sameArticle = opened?.article === directive.article && dialog.dataset.lang === state.lang;
  opened = directive;
  dialog.dataset.lang = state.lang;
  fillArticle(directive);
  document.getElementById("dialog-title").focus({ preventScroll: true });
  if (!matchMedia("(max-width: 62rem)").matches) reveal(`[data-d="${CSS.escape(directive.id)}"]`, { smooth: sameArticle, flash: false }); // else the record is above the text
}

function closed() {
  const last = opened;
  opened = null;
  if (!state.d) return;
  // the browser's Back would come to the list as well: an article that was opened here is left by it
  if (history.state?.opened) history.back();
  else ask({ d: "" });
  state.d = "";
  focusRow(last?.id) || focusRow(opener) || document.getElementById("table").focus({ preventScroll: true });
}

function focusRow(id) {
  const link = id && document.querySelector(`a.open[data-id="${CSS.escape(id)}"]`);
  link?.focus();
  return Boolean(link);
}

function fillArticle(directive) {
  const { article } = directive;
  const about = [article.source, article.district, article.province, article.published && printedDay(article.published)].filter(Boolean).join(" · ");
  dialog.replaceChildren(
    h("div", { class: "dialog-head" },
      h("div", {}, h("h2", { id: "dialog-title", tabindex: "-1", lang: "vi" }, article.title ?? t("untitled")), h("p", { class: "from" }, about, article.attached ? ` · ${t("attachment")}` : ""), sourceLinks(directive)),
      h("div", { class: "dialog-buttons" }, steps(directive), h("button", { type: "button", id: "close", click: () => dialog.close() }, t("close"), h("span", { "aria-hidden": "true" }, " ×")))),
    h("div", { class: "dialog-body" },
      h("section", { class: "text-pane", id: "text-pane", tabindex: "0", "aria-label": t("article") }, kindSwitches(article), markedText(article, directive)),
      h("section", { class: "record-pane", tabindex: "0", "aria-label": t("record") }, recordOf(directive), tellingsOf(directive), othersOf(directive), mentionTable(article), notesOf(article))),
  );
  applyKinds();
}

// --- where it is from ------------------------------------------------------------------------------------------------------------

function sourceLinks(directive) {
  const { url } = directive.article;
  if (!url) return h("p", { class: "from" }, t("no_source"));
  const link = (href, key) => h("a", { href, target: "_blank", rel: "noopener noreferrer", class: key }, t(key));
  return h("p", { class: "links" }, link(toWords(url, directive), "open_words"), " ", link(url, "open_source"));
}

/** The address of these very words (a text fragment): their beginning and their end, or all of them where they are few. */
function toWords(url, directive) {
  const lines = directive.article.text.slice(...directive.at).split("\n").map((line) => line.replace(/^[\s\-+–•*]+(?=\S)/, "").trim()).filter(Boolean);
  if (!lines.length) return url;
  const first = lines[0].split(/\s+/);
  const last = lines.at(-1).split(/\s+/);
  const few = lines.length === 1 && first.length <= 12;
  const parts = few ? [first.join(" ")] : [first.slice(0, 6).join(" "), last.slice(lines.length === 1 ? -Math.min(6, last.length - 6) : -6).join(" ")];
  const told = parts.map((part) => encodeURIComponent(part).replace(/-/g, "%2D")).join(",");
  return `${url}${url.includes("#") ? "" : "#"}:~:text=${told}`;
}

/** Buttons to the directives before and after this one in the list. */
function steps(directive) {
  const at = sortedDirectives.indexOf(directive);
  const go = (key, to) => h("button", { type: "button", id: key, disabled: at < 0 || !sortedDirectives[to], click: () => stepTo(sortedDirectives[to], key) }, t(key));
  const place = at < 0 ? t("not_in_list") : t("place_in_list", { n: at + 1, all: sortedDirectives.length });
  return [go("before", at - 1), h("span", { class: "from" }, place), go("after", at + 1)];
}

function stepTo(directive, key) {
  const page = String(Math.floor(sortedDirectives.indexOf(directive) / Number(state.rows)) + 1);
  ask({ d: directive.id, page });
  const button = document.getElementById(key);
  if (button && !button.disabled) button.focus();
}

// --- the text --------------------------------------------------------------------------------------------------------------------

/** The text with an element around each mention; where two cross, the later one is cut in two. */
function markedText(article, current) {
  const marks = marksOf(article, current);
  const cuts = [...new Set([0, article.text.length, ...marks.flatMap((mark) => [mark.start, mark.end])])].sort((a, b) => a - b);
  const root = h("div", { class: "text", lang: "vi", dir: "ltr" });
  let open = []; // [mark, element], the outermost first
  let next = 0;
  cuts.forEach((at, i) => {
    const ended = open.findIndex(([mark]) => mark.end <= at);
    const kept = ended < 0 ? [] : open.slice(ended).map(([mark]) => mark).filter((mark) => mark.end > at);
    if (ended >= 0) open = open.slice(0, ended);
    const begin = (mark, first) => {
      const element = mark.make(first);
      (open.at(-1)?.[1] ?? root).append(element);
      open.push([mark, element]);
    };
    kept.forEach((mark) => begin(mark, false));
    for (; next < marks.length && marks[next].start === at; next++) if (marks[next].end > at) begin(marks[next], true);
    if (i + 1 < cuts.length) (open.at(-1)?.[1] ?? root).append(article.text.slice(at, cuts[i + 1]));
  });
  return root;
}

/** What is to be marked, outer before inner. */
function marksOf(article, current) {
  const mentions = (article.mentions ?? []).map(([kind, start, end, ...rest], i) => ({ start, end, rank: 1, make: (first) => mentionMark(given.kinds[kind], i, rest, first) }));
  const told = directives.filter((directive) => directive.article === article);
  const orders = told.map((directive, i) => ({ start: directive.at[0], end: directive.at[1], rank: 0, make: (first) => directiveMark(directive, i + 1, directive === current, first) }));
  return [...orders, ...mentions].sort((a, b) => a.start - b.start || b.end - a.end || a.rank - b.rank);
}

function directiveMark(directive, number_, isCurrent, first) {
  const label = `${t("directive")} ${number_}`;
  const pin = first ? h("button", { type: "button", class: "pin", "aria-label": label, "aria-current": isCurrent ? "true" : null, title: label, click: () => ask({ d: directive.id }) }, String(number_)) : null;
  return h("span", { class: `order ${isCurrent ? "current" : ""}`, "data-d": directive.id }, pin);
}

function mentionMark(kind, i, [code, value, sure], first) {
  const told = [t(`k.${kind}`), codeWords(kind, code), value, `${sure}%`].filter(Boolean).join(" · ");
  return h("mark", { class: kind, "data-m": i, title: told, tabindex: "-1" }, first ? h("span", { class: "unseen kind" }, `[${t(`k.${kind}`)}] `) : null);
}

/** What a mention is, in words: the role of an agency, of a date, the state of a figure. */
function codeWords(kind, code) {
  const key = `${{ agencies: "role", dates: "date", quantities: "status", people: "person" }[kind]}.${code}`;
  return code && code !== "other" && known(key) ? t(key) : "";
}

function kindSwitches(article) {
  const counts = given.kinds.map((_, number_) => (article.mentions ?? []).filter(([kind]) => kind === number_).length);
  const box = (kind, i) => {
    const input = h("input", { type: "checkbox", id: `kind-${kind}`, checked: !hiddenKinds.has(kind), change: () => (input.checked ? hiddenKinds.delete(kind) : hiddenKinds.add(kind), applyKinds()) });
    return h("label", {}, input, " ", h("mark", { class: `${kind} sample` }, t(`k.${kind}`)), ` ${number(counts[i])}`);
  };
  return h("fieldset", { class: "kinds" }, h("legend", {}, t("marks")), given.kinds.map(box));
}

function applyKinds() {
  const text = dialog.querySelector(".text");
  for (const kind of given.kinds) text?.classList.toggle(`without-${kind}`, hiddenKinds.has(kind));
}

/** Scrolls the text to an element of it and shows which one it is. */
function reveal(selector, { smooth = true, flash = true } = {}) {
  const node = dialog.querySelector(`.text ${selector}`);
  if (!node) return;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  node.scrollIntoView({ block: flash ? "center" : "start", behavior: smooth && !still ? "smooth" : "auto" });
  if (!flash) return;
  dialog.querySelectorAll(".found").forEach((other) => other.classList.remove("found"));
  node.classList.add("found");
  node.focus({ preventScroll: true });
}

// --- the record --------------------------------------------------------------------------------------------------------------------

function recordOf(directive) {
  const rows = [
    ["issuer", [directive.person, directive.issuer], "agencies"],
    ["lead", directive.roles.lead, "agencies"],
    ["coordinate", directive.roles.coordinate, "agencies"],
    ["via", directive.roles.via, "agencies"],
    ["advised", directive.roles.advised, "agencies"],
    ["receive_report", directive.roles.receive_report, "agencies"],
    ["action", [directive.action], ""],
    ["deadline", directive.dues, "dates"],
    ["targets", directive.targets, ""],
    ["legal_basis", directive.basis, "documents"],
    ["condition", [directive.condition, directive.detail], ""],
  ];
  const told = rows.map(([key, values, kind]) => [key, (values ?? []).filter(Boolean), kind]).filter(([, values]) => values.length);
  return h(
    "div", { class: "record" },
    h("h3", {}, t("record"), " ", h("span", { class: `tag ${directive.modality}` }, t(directive.modality))),
    h("dl", {}, told.map(([key, values, kind]) => h("div", { class: `slot slot-${key}` }, h("dt", {}, t(key), key === "lead" && directive.inherited ? ` ${t("inherited")}` : ""), values.map((value) => h("dd", { lang: "vi" }, valueOf(value, kind, directive)))))),
    h("p", { class: "from" }, `${t("confidence")}: ${directive.sure}% · ${directive.id}${directive.by ? ` · ${directive.by}` : ""}`),
  );
}

/** A value of the record, with a button to its words where they are known. */
function valueOf(value, kind, directive) {
  if (kind === "dates") return found("dates", (mention, words) => words === value.words, directive, [dueHead(value), value.days?.length ? h("div", { class: "from" }, value.words) : value.words]);
  if (kind === "documents") return found("documents", (mention) => mention[6] === value[1], directive, [value[0]]);
  if (kind === "agencies") return found("agencies", (mention) => mention[6] === value, directive, [value]) ;
  return value;
}

/** The value as a button that leads to the mention that fits, one within the directive before others. */
function found(kind, fits, directive, children) {
  const { article } = directive;
  const number_ = given.kinds.indexOf(kind);
  const places = (article.mentions ?? []).map((mention, i) => [mention, i]).filter(([mention]) => mention[0] === number_ && fits(mention, words(article, mention)));
  const inside = places.find(([[, start, end]]) => start >= directive.at[0] && end <= directive.at[1]) ?? places[0];
  if (!inside) return h("span", {}, children);
  return h("button", { type: "button", class: "value", title: t("find"), click: () => reveal(`[data-m="${inside[1]}"]`) }, children);
}

function words(article, [, start, end]) {
  return article.text.slice(start, end).replace(/\s+/g, " ").trim();
}

/** The same order in other articles. */
function tellingsOf(directive) {
  const others = (directive.tellings ?? []).filter((other) => other !== directive);
  if (!others.length) return null;
  const about = ({ article }) => [article.source, article.published && printedDay(article.published)].filter(Boolean).join(", ");
  const item = (other) => h("li", {}, h("button", { type: "button", class: "value", lang: "vi", click: () => ask({ d: other.id }) }, other.article.title ?? other.id), ` ${about(other)}`);
  return h("div", { class: "tellings" }, h("h3", {}, t("told_too", { n: others.length })), h("ul", { class: "others" }, others.map(item)));
}

function othersOf(directive) {
  const others = directives.filter((other) => other.article === directive.article);
  if (others.length < 2) return null;
  const item = (other, i) => h("li", { value: i + 1, hidden: other === directive }, h("button", { type: "button", class: "value", lang: "vi", click: () => ask({ d: other.id }) }, shortened(other.action ?? "–", 160)));
  return h("div", {}, h("h3", {}, t("others", { n: others.length - 1 })), h("ol", { class: "others" }, others.map(item)));
}

function mentionTable(article) {
  const all = article.mentions ?? [];
  if (!all.length) return null;
  const row = (mention, i) => {
    const [kind, , , code, value, sure] = mention;
    const name = given.kinds[kind];
    const button = h("button", { type: "button", class: "value", title: t("find"), click: () => reveal(`[data-m="${i}"]`) }, words(article, mention));
    return h("tr", {}, h("td", {}, h("mark", { class: `${name} sample` }, t(`k.${name}`))), h("th", { scope: "row", lang: "vi" }, button), h("td", {}, [codeWords(name, code), value].filter(Boolean).join(": ")), h("td", { class: "number" }, `${sure}%`));
  };
  const head = ["kind", "words", "read_as", "confidence"].map((key) => h("th", { scope: "col" }, t(key)));
  const details = h("details", { class: "mentions" }, h("summary", {}, t("all_mentions", { n: all.length })));
  details.addEventListener("toggle", () => {
    if (details.open && !details.querySelector("table")) details.append(h("table", {}, h("thead", {}, h("tr", {}, head)), h("tbody", {}, all.map(row))));
  });
  return details;
}

/** What a reader should check, in the reader's language; the program's own words, which are English, are there for whoever wants them. */
function notesOf(article) {
  if (!article.notes?.length) return null;
  const item = ([code, words_, message]) => h("li", { title: message }, known(`n.${code}`) ? t(`n.${code}`) : message, words_ ? [": ", h("q", { lang: "vi" }, words_)] : null);
  return h("div", { class: "to-check" }, h("h3", {}, t("diagnostics")), h("ul", { class: "notes" }, article.notes.map(item)));
}
