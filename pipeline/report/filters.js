// Which directives are asked for, and the form in which people ask.

// --- search -----------------------------------------------------------------------------------------------------------------

/** {test, note}: the phrase with its marks if there is such a one, else the phrase without marks, else all its words. */
function searchFor(query) {
  if (!bare(query).trim()) return { test: () => true, note: "" };
  const plain = sought(query, bare);
  const ways = [];
  if (/[\u0300-\u036f\u0111]/.test(query.normalize("NFD").toLowerCase())) ways.push([marked, sought(query, marked), ""]);
  ways.push([bare, plain, ways.length ? "loose_marks" : ""]);
  for (const [prepare, phrase, note] of ways)
    if (directives.some((directive) => texts(directive, prepare).includes(phrase))) return { test: (directive) => texts(directive, prepare).includes(phrase), note };
  const words = plain.trim().split(" ").map((word) => ` ${word}`);
  const test = (directive) => words.every((word) => texts(directive, bare).includes(word));
  return { test, note: directives.some(test) ? "loose_words" : "" };
}

let lastSearch = ["", searchFor("")]; // while other filters change, the same words are not sought anew

function search() {
  if (lastSearch[0] !== state.q) lastSearch = [state.q, searchFor(state.q)];
  return lastSearch[1];
}

// --- the other filters ------------------------------------------------------------------------------------------------------

function fold(name) {
  return preparedName(name, bare);
}

const TESTS = {
  q: () => search().test,
  province: (wanted) => (directive) => (directive.article.province ?? "–") === wanted,
  agency: (wanted) => {
    const phrase = sought(wanted, bare);
    return (directive) => parties(directive, state.role).some((name) => fold(name).includes(phrase));
  },
  role: (wanted) => (directive) => parties(directive, wanted).length > 0,
  period: (wanted) => {
    if (wanted === "none") return (directive) => !directive.article.published;
    const [first, last] = span(wanted);
    return ({ article: { published } }) => published !== undefined && published >= first && published <= last;
  },
  due: (wanted) => {
    if (wanted === "any") return (directive) => directive.dues.length > 0;
    if (wanted === "later") return (directive) => directive.when === "soon" || directive.when === "later";
    if (STATES.due.includes(wanted)) return (directive) => directive.when === wanted;
    const [first, last] = span(wanted);
    return (directive) => directive.days.some((day) => day >= first && day <= last);
  },
  document: (wanted) => {
    const phrase = sought(wanted, bare);
    return (directive) => [...directive.documents, ...directive.basis.map(([label]) => label)].some((name) => fold(name).includes(phrase));
  },
  modality: (wanted) => (directive) => directive.modality === wanted,
  sure: (wanted) => (directive) => directive.sure >= Number(wanted),
};

function filtered() {
  const tests = FILTERS.filter((name) => state[name].trim() !== FIELDS[name]).map((name) => TESTS[name](state[name]));
  return once(directives.filter((directive) => tests.every((test) => test(directive))));
}

/** A filter that is set, in words. */
function toldFilter(name) {
  const value = state[name];
  if (name === "q") return `“${value.trim()}”`;
  if (name === "role") return `${t("role")}: ${t(`role.${value}`)}`;
  if (name === "modality") return t(value);
  if (name === "sure") return `${t("sure")} ${value}%`;
  if (name === "province") return value === "–" ? t("no_province") : value;
  if (name === "period" || name === "due") return `${t(name)}: ${STATES[name].includes(value) ? t(`${name}.${value}`, { n: given.ahead }) : toldSpan(value)}`;
  return `${t(name)}: ${value}`;
}

// --- the form -----------------------------------------------------------------------------------------------------------------

/** How many directives have each value, one that several articles tell once; the most frequent first. */
function countedOnce(valuesOf) {
  const counts = new Map();
  for (const directive of directives)
    for (const value of new Set(valuesOf(directive))) counts.set(value, (counts.get(value) ?? new Set()).add(directive.tellings ?? directive));
  return [...counts].map(([value, stories]) => [value, stories.size]).sort((a, b) => b[1] - a[1] || collator.compare(a[0], b[0]));
}

/** How often each value comes, the most frequent first. */
function counted(values) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || collator.compare(a[0], b[0]));
}

const waiting = new Map(); // by filter: what is typed is sought when there is a moment's rest

function askSoon(name, value) {
  clearTimeout(waiting.get(name));
  waiting.set(name, setTimeout(() => (waiting.delete(name), ask({ [name]: value })), 120));
}

function drawBar() {
  const input = h("input", {
    type: "search", id: "q", autocomplete: "off", spellcheck: "false", placeholder: t("search_hint"), "aria-describedby": "note", enterkeyhint: "search",
    input: () => askSoon("q", input.value),
  });
  input.value = state.q;
  put(
    "bar",
    h("div", { class: "seek" }, h("label", { for: "q" }, t("search")), input),
    h("p", { id: "count", role: "status", "aria-live": "polite", "aria-atomic": "true" }),
    h("ul", { id: "chips", "aria-label": t("filters") }),
    h("p", { id: "note", role: "status" }),
  );
}

/** A filter that the bar names, with a button to drop it. */
function chip(name) {
  const what = toldFilter(name);
  const drop = () => {
    ask({ [name]: FIELDS[name] });
    refill();
    (document.querySelector("#chips button") ?? document.getElementById("q")).focus();
  };
  return h("li", {}, h("button", { type: "button", class: "chip", "data-drop": name, click: drop, "aria-label": t("drop", { what }) }, what, h("span", { "aria-hidden": "true" }, " ×")));
}

function drawChips(found) {
  const set = FILTERS.filter((name) => state[name].trim() !== FIELDS[name]);
  const clear = () => {
    ask(Object.fromEntries(FILTERS.map((name) => [name, FIELDS[name]])));
    refill();
    document.getElementById("q").focus();
  };
  put("chips", set.map(chip), set.length > 1 ? h("li", {}, h("button", { type: "button", id: "clear", click: clear }, t("clear"))) : null);
  const count = isFiltered() ? t("count_of", { n: found.length, all: listed.length }) : t(found.length === 1 ? "count_one" : "count", { n: found.length });
  say("count", count);
  const { note } = search();
  say("note", note ? t(note) : "");
}

/** Changes a live region only where it says something new, so that it is not read out again. */
function say(id, text) {
  const node = document.getElementById(id);
  if (node.textContent !== text) node.textContent = text;
}

function drawFilters() {
  const node = put(
    "filters",
    field("province", select("province", provinceOptions())),
    field("agency", ...combobox("agency", agencyNames)),
    field("role", select("role", [["", t("any_role")], ...["lead", "coordinate", "via", "advised", "receive_report", "issuer"].map((role) => [role, t(`role.${role}`)])])),
    field("period", ...timeSelect("period", (directive) => [directive.article.published])),
    field("due", ...timeSelect("due", (directive) => directive.days)),
    field("document", ...combobox("document", documentOptions)),
    field("modality", select("modality", [["", t("all")], ...["obligation", "recommendation", "prohibition", "umbrella"].map((name) => [name, t(name)])])),
    field("sure", ...confidence()),
  );
  node.setAttribute("aria-label", t("filters"));
}

/** Draws the form anew, for values that were not typed into it; what has the focus keeps it. */
function refill() {
  const id = document.activeElement?.id;
  document.getElementById("q").value = state.q;
  drawFilters();
  if (id) document.getElementById(id)?.focus();
}

function field(name, ...inputs) {
  return h("div", { class: `field field-${name}` }, h("label", { for: `f-${name}` }, t(name)), inputs);
}

function option([value, label], chosen) {
  return h("option", { value, selected: value === chosen }, label);
}

function select(name, options) {
  const node = h("select", { id: `f-${name}`, change: () => ask({ [name]: node.value }) }, options.map((one) => option(one, state[name])));
  if (!options.some(([value]) => value === state[name])) node.prepend(option([state[name], state[name]], state[name]));
  return node;
}

function provinceOptions() {
  const counts = countedOnce((directive) => [directive.article.province ?? "–"]).sort((a, b) => collator.compare(a[0], b[0]));
  return [["", t("all")], ...counts.map(([name, n]) => [name, `${name === "–" ? t("no_province") : name} (${number(n)})`])];
}

function agencyNames() {
  return countedOnce((directive) => parties(directive, state.role));
}

function documentOptions() {
  return countedOnce((directive) => directive.documents);
}

/** A choice of states, years and months, and where asked for two days. */
function timeSelect(name, daysOf) {
  const counts = new Map(countedOnce((directive) => daysOf(directive).filter(Boolean).flatMap((day) => [day.slice(0, 4), day.slice(0, 7)])));
  const range = state[name].includes("..");
  const node = h("select", { id: `f-${name}`, change: () => (node.value === ".." ? openRange() : (ask({ [name]: node.value }), refill())) });
  node.append(option(["", t("all")], state[name]));
  const states = STATES[name].slice(1).map((key) => option([key, t(`${name}.${key}`, { n: given.ahead })], state[name]));
  node.append(h("optgroup", { label: t("by_state") }, states, option(["..", t("range")], range ? ".." : "")));
  const years = [...counts.keys()].filter((key) => key.length === 4).sort().reverse();
  for (const year of years) {
    const months = [...counts.keys()].filter((key) => key.startsWith(`${year}-`)).sort();
    const of = (key, label) => option([key, `${label} (${number(counts.get(key))})`], state[name]);
    node.append(h("optgroup", { label: t("year", { n: year }) }, of(year, t("whole_year", { n: year })), months.map((key) => of(key, toldSpan(key)))));
  }
  if (!range && ![...node.options].some((one) => one.value === state[name])) node.append(option([state[name], toldSpan(state[name])], state[name]));
  const openRange = () => {
    ask({ [name]: ".." });
    refill();
    document.getElementById(`f-${name}-from`).focus();
  };
  return range ? [node, dayInputs(name)] : [node];
}

function dayInputs(name) {
  const [first, last] = state[name].split("..");
  const change = () => ask({ [name]: `${inputs[0].value}..${inputs[1].value}` });
  const inputs = [["from", first], ["to", last]].map(([key, value]) => h("input", { type: "date", id: `f-${name}-${key}`, value, "aria-label": `${t(name)}: ${t(key)}`, change }));
  return h("div", { class: "days" }, inputs);
}

function confidence() {
  const output = h("output", { for: "f-sure" }, `${state.sure}%`);
  const input = h("input", {
    type: "range", id: "f-sure", min: "0", max: "100", step: "5", value: state.sure,
    "aria-valuetext": `${state.sure}%`,
    input: () => {
      output.textContent = `${input.value}%`;
      input.setAttribute("aria-valuetext", `${input.value}%`);
      askSoon("sure", input.value);
    },
  });
  return [h("div", { class: "sure" }, input, output)];
}

// --- a text with suggestions (ARIA combobox): the browser's own list would not find "Sở Y tế" by "so y te" -----------------------------

const SUGGESTED = 12;

function combobox(name, options) {
  const id = `f-${name}`;
  const list = h("ul", { id: `${id}-list`, class: "suggestions", role: "listbox", "aria-label": t("suggestions"), hidden: true });
  let at = -1;

  const close = () => {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (value) => {
    input.value = value;
    ask({ [name]: value });
    close();
  };
  const open = () => {
    const phrase = sought(input.value, bare);
    const fitting = options().filter(([label]) => !phrase.trim() || fold(label).includes(phrase)).slice(0, SUGGESTED);
    const items = fitting.map(([label, n], i) =>
      h("li", { id: `${id}-${i}`, role: "option", "aria-selected": "false", "data-value": label, mousedown: (event) => (event.preventDefault(), choose(label)) },
        h("span", {}, label), " ", h("span", { class: "number" }, number(n))));
    list.replaceChildren(...(items.length ? items : [h("li", { class: "note" }, t("no_suggestion"))]));
    list.hidden = false;
    at = -1;
    input.setAttribute("aria-expanded", "true");
    input.removeAttribute("aria-activedescendant");
  };
  const move = (step) => {
    const items = [...list.querySelectorAll("[role=option]")];
    if (!items.length) return;
    at = (at + step + items.length + (at < 0 && step < 0 ? 1 : 0)) % items.length;
    items.forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
    items[at].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", items[at].id);
  };
  const press = (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) open();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && !list.hidden) {
      event.preventDefault();
      const items = list.querySelectorAll("[role=option]");
      if (at >= 0) choose(items[at].dataset.value);
      else close();
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  };
  const input = h("input", {
    type: "search", id, autocomplete: "off", spellcheck: "false", role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list", "aria-controls": list.id,
    value: state[name], placeholder: t("all"),
    input: () => {
      open();
      askSoon(name, input.value);
    },
    click: open, keydown: press, blur: close,
  });
  return [h("div", { class: "combobox" }, input, list)];
}
