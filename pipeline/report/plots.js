// The overview: figures and plots of the directives that are asked for. Series differ by outline as well as by colour, and every number is there as text.

const BARS = 6;
const COLUMNS_AT_MOST = 30; // then quarters, then years

function drawOverview(found) {
  drawFigures(found);
  say("scope", isFiltered() ? t("overview_some") : t("overview_all"));
  put("plots", deadlinePlot(found), agencyPlot(found), namePlot("provinces", "province", found.map((d) => d.article.province ?? "–")), documentPlot(found));
}

// --- figures ----------------------------------------------------------------------------------------------------------------

function drawFigures(found) {
  const of = new Set(found.map((directive) => directive.article));
  const given_ = new Set(found.flatMap((directive) => ["lead", "coordinate", "via"].flatMap((role) => parties(directive, role))));
  put(
    "figures",
    figure(found.length, t("f.directives"), "accent"),
    figure(of.size, t("f.articles", { n: articles.length })),
    figure(given_.size, t("f.agencies")),
    figure(found.filter((d) => d.dues.length).length, t("f.dated"), "", "any"),
    figure(found.filter((d) => d.when === "soon").length, t("f.soon", { n: given.ahead }), "due", "soon"),
    figure(found.filter((d) => d.when === "past").length, t("f.past"), "past", "past"),
  );
}

/** A number with its words; one that is a filter is a button. */
function figure(value, words, kind = "", due = "") {
  const inner = [h("b", {}, number(value)), h("span", {}, words)];
  if (!due) return h("div", { class: `figure ${kind}` }, inner);
  const pressed = state.due === due;
  return h("button", { type: "button", class: `figure ${kind}`, id: `figure-${due}`, "aria-pressed": String(pressed), click: () => askAnew({ due: pressed ? "" : due }) }, inner);
}

/** Asks for something that was not chosen in the form, which then shows it; the focus stays with what was pressed, wherever it stands now. */
function askAnew(changes) {
  const before = document.activeElement;
  const [id, plot] = [before?.id, before?.closest(".plot")?.classList[1]];
  ask(changes);
  refill();
  if (before?.isConnected) return;
  const again = (id?.startsWith("bar-") ? null : document.getElementById(id ?? "")) ?? (plot && (document.querySelector(`.${plot} [aria-pressed=true]`) ?? document.querySelector(`.${plot} button`)));
  (again ?? document.querySelector("#chips button") ?? document.getElementById("q")).focus({ preventScroll: true });
}

// --- bars: a table, of which each row has its bar -------------------------------------------------------------------------------

function bars(key, name, rows, total, legend = null) {
  const most = Math.max(1, ...rows.map((row) => row.values.reduce((a, b) => a + b, 0)));
  const body = rows.map((row, i) => {
    const chosen = state[name] === row.name;
    const button = h("button", { type: "button", id: `bar-${key}-${i}`, class: "name", "aria-pressed": String(chosen), title: row.label, lang: "vi", click: () => askAnew({ [name]: chosen ? "" : row.name }) }, row.label);
    return h("tr", {}, h("th", { scope: "row" }, button), h("td", { class: "bar-cell" }, bar(row.values, most)), h("td", { class: "number" }, row.values.filter((n, i) => n || !i).map(number).join(" + ")));
  });
  const rest = total - rows.length;
  return h(
    "figure", { class: `plot plot-${key}` },
    h("figcaption", {}, h("h3", {}, t(`p.${key}`)), legend),
    rows.length ? h("table", { class: "bars" }, h("caption", { class: "unseen" }, t(`p.${key}`)), h("tbody", {}, body)) : h("p", { class: "note" }, t("p.none")),
    rest > 0 ? h("p", { class: "note" }, t("p.more", { n: rest })) : null,
  );
}

function bar(values, most) {
  let from = 0;
  const parts = values.map((value, i) => {
    const width = (100 * value) / most;
    const part = h("rect", { x: from, y: 1, width, height: 12, class: `series-${i}` });
    from += width;
    return value ? part : null;
  });
  return h("svg", { viewBox: "0 0 100 14", preserveAspectRatio: "none", "aria-hidden": "true" }, parts);
}

function legend(...series) {
  const sample = (i) => h("svg", { viewBox: "0 0 14 14", class: "sample", "aria-hidden": "true" }, h("rect", { x: 1, y: 1, width: 12, height: 12, class: series[i][1] }));
  return h("p", { class: "legend" }, series.map(([label], i) => h("span", {}, sample(i), " ", label)));
}

function agencyPlot(found) {
  const leads = new Map();
  const coordinates = new Map();
  for (const directive of found) {
    const mine = new Set([...parties(directive, "lead"), ...parties(directive, "via")]);
    for (const name of mine) leads.set(name, (leads.get(name) ?? 0) + 1);
    for (const name of new Set(parties(directive, "coordinate"))) if (!mine.has(name)) coordinates.set(name, (coordinates.get(name) ?? 0) + 1);
  }
  const all = [...new Set([...leads.keys(), ...coordinates.keys()])].map((name) => ({ name, label: name, values: [leads.get(name) ?? 0, coordinates.get(name) ?? 0] }));
  all.sort((a, b) => b.values[0] + b.values[1] - a.values[0] - a.values[1] || b.values[0] - a.values[0] || collator.compare(a.name, b.name));
  return bars("agencies", "agency", all.slice(0, BARS), all.length, legend([t("p.leads"), "series-0"], [t("p.coordinates"), "series-1"]));
}

function namePlot(key, name, values) {
  const all = counted(values).map(([value, n]) => ({ name: value, label: value === "–" ? t("no_province") : value, values: [n] }));
  return bars(key, name, all.slice(0, BARS), all.length);
}

function documentPlot(found) {
  return namePlot("documents", "document", found.flatMap((directive) => directive.documents));
}

// --- columns: when things are due -------------------------------------------------------------------------------------------------

const GROUPS = [(day) => day.slice(0, 7), (day) => `${day.slice(0, 4)}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`, (day) => day.slice(0, 4)];

/** Every period from the first to the last one, of the finest kind of which there are not too many. */
function periods(days) {
  const [first, last] = [days[0], days.at(-1)];
  for (const group of GROUPS) {
    const all = [];
    for (let year = Number(first.slice(0, 4)), month = Number(first.slice(5, 7)); all.length <= 400; month === 12 ? ((month = 1), year++) : month++) {
      const day = `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-01`;
      if (group(day) > group(last)) break;
      if (all.at(-1) !== group(day)) all.push(group(day));
    }
    if (all.length <= COLUMNS_AT_MOST || group === GROUPS.at(-1)) return [all.slice(-60), group];
  }
}

function deadlinePlot(found) {
  const range = span(state.due);
  const inRange = (day) => !range || (day >= range[0] && day <= range[1]);
  const days = found.flatMap((directive) => directive.days.filter(inRange)).sort();
  const head = h("figcaption", {}, h("h3", {}, t("p.months")), legend([t("p.past"), "gone"], [t("p.coming"), "coming"]));
  if (!days.length) return h("figure", { class: "plot plot-months" }, head, h("p", { class: "note" }, t("p.none")));
  const [keys, group] = periods(days);
  const columns = new Map(keys.map((key) => [key, { key, gone: 0, coming: 0 }]));
  for (const directive of found) {
    const mine = new Map();
    for (const day of directive.days.filter(inRange)) mine.set(group(day), mine.get(group(day)) === "coming" || day >= given.today ? "coming" : "gone");
    for (const [key, when] of mine) if (columns.has(key)) columns.get(key)[when]++;
  }
  const all = [...columns.values()];
  return h("figure", { class: "plot plot-months" }, head, columnChart(all), columnTable(all));
}

const WIDE = 920;
const HIGH = 170;
let printing = false;

function columnChart(columns) {
  const width = printing ? WIDE : Math.max(300, Math.min(1300, document.getElementById("plots").clientWidth - 40 || WIDE));
  const [left, top, foot] = [34, 16, 26];
  const most = Math.max(...columns.map((column) => column.gone + column.coming), 1);
  const step = (width - left) / columns.length;
  const tall = (n) => (n * (HIGH - top - foot)) / most;
  const every = Math.ceil(columns.length / Math.max(1, Math.floor((width - left) / 58)));
  const parts = [gridLine(left, width, HIGH - foot, "0"), most > 1 ? gridLine(left, width, top, number(most)) : gridLine(left, width, top, "1")];
  columns.forEach((column, i) => {
    const w = Math.min(step * 0.76, 64);
    const x = left + (i + 0.5) * step - w / 2;
    const n = column.gone + column.coming;
    const past = tall(column.gone);
    const told = `${toldSpan(column.key)}: ${t(n === 1 ? "count_one" : "count", { n })}`;
    parts.push(
      h("g", { class: "column", "data-key": column.key, click: () => askAnew({ due: state.due === column.key ? "" : column.key }) },
        h("title", {}, told),
        h("rect", { x: left + i * step, y: 0, width: step, height: HIGH - foot, class: "target" }),
        column.gone ? h("rect", { x, y: HIGH - foot - past, width: w, height: past, class: "gone" }) : null,
        column.coming ? h("rect", { x, y: HIGH - foot - past - tall(column.coming), width: w, height: tall(column.coming), class: "coming" }) : null,
        n && (step > 22 || n === most) ? h("text", { x: x + w / 2, y: HIGH - foot - tall(n) - 4, class: "top" }, number(n)) : null,
        i % every === 0 ? h("text", { x: x + w / 2, y: HIGH - 8, class: "axis" }, shortSpan(column.key)) : null),
    );
  });
  const top_ = columns.reduce((a, b) => (b.gone + b.coming > a.gone + a.coming ? b : a));
  const summary = t("p.summary", { title: t("p.months"), n: columns.length, top: toldSpan(top_.key), most });
  return h("svg", { viewBox: `0 0 ${width} ${HIGH}`, class: "chart", role: "img", "aria-label": summary }, parts);
}

function gridLine(left, width, y, label) {
  return h("g", { class: "grid" }, h("line", { x1: left, x2: width, y1: y, y2: y }), h("text", { x: left - 6, y: y + 4 }, label));
}

function shortSpan(key) {
  return key.includes("-Q") ? `Q${key.slice(6)}/${key.slice(2, 4)}` : key.length === 7 ? `${key.slice(5)}/${key.slice(2, 4)}` : key;
}

function columnTable(columns) {
  const rows = columns.filter((column) => column.gone + column.coming).map((column) => {
    const pressed = state.due === column.key;
    const button = h("button", { type: "button", class: "name", id: `column-${column.key}`, "aria-pressed": String(pressed), click: () => askAnew({ due: pressed ? "" : column.key }) }, toldSpan(column.key));
    return h("tr", {}, h("th", { scope: "row" }, button), h("td", { class: "number" }, number(column.gone + column.coming)));
  });
  return h(
    "details", { open: document.querySelector(".plot-months details")?.open }, // drawn anew at each change, it stays open
    h("summary", { id: "column-data" }, t("p.data")),
    h("table", { class: "figures-table" }, h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("p.when")), h("th", { scope: "col", class: "number" }, t("p.n")))), h("tbody", {}, rows)),
  );
}
