// What is asked for, kept in the address: #q=so+y+te&due=2022-06&sort=due

const FIELDS = {
  q: "", province: "", agency: "", role: "", period: "", due: "", document: "", modality: "", sure: "0",
  sort: "-published", page: "1", rows: "50", lang: given.lang, d: "",
};
const FILTERS = ["q", "province", "agency", "role", "period", "due", "document", "modality", "sure"];
const ROWS = ["25", "50", "100", "250"];

/** Reads the address; what it does not say is as at first, what it says amiss too. */
function readAddress() {
  const told = new URLSearchParams(location.hash.slice(1));
  for (const [name, first] of Object.entries(FIELDS)) state[name] = (told.get(name) ?? first).slice(0, 500);
  if (!["vi", "en"].includes(state.lang)) state.lang = given.lang;
  if (!COLUMNS.some((column) => column.name === state.sort.replace(/^-/, ""))) state.sort = FIELDS.sort;
  if (!ROWS.includes(state.rows)) state.rows = FIELDS.rows;
  if (!/^\d{1,3}$/.test(state.sure) || Number(state.sure) > 100) state.sure = "0";
  if (!/^[1-9]\d{0,5}$/.test(state.page)) state.page = "1";
  for (const name of ["period", "due"]) if (!STATES[name].includes(state[name]) && !span(state[name])) state[name] = "";
}

/** The address of the state with these changes. */
function addressOf(changes = {}) {
  const told = new URLSearchParams();
  for (const [name, first] of Object.entries(FIELDS)) {
    const value = changes[name] ?? state[name];
    if (value !== first) told.set(name, value);
  }
  return `#${told}`;
}

/** Changes what is asked for, the address with it, and shows it; an article that is opened can be left by the browser's Back. */
function ask(changes, { back = false } = {}) {
  if (FILTERS.some((name) => name in changes) || "sort" in changes || "rows" in changes) changes = { page: "1", ...changes };
  for (const name of Object.keys(changes)) clearTimeout(waiting.get(name));
  Object.assign(state, changes);
  const address = addressOf() === "#" ? location.href.replace(/#.*/, "") : addressOf();
  if (back) history.pushState({ opened: true }, "", address);
  else history.replaceState(history.state, "", address);
  show();
}

function isFiltered() {
  return FILTERS.some((name) => state[name].trim() !== FIELDS[name]);
}

// --- stretches of time --------------------------------------------------------------------------------------------------

const STATES = { period: ["", "none"], due: ["", "any", "none", "soon", "later", "past", "open"] };

/** The first and the last day (ISO) of "2022", "2022-06", "2022-Q2" or "2022-06-01..2022-06-15"; an end may be open. */
function span(value) {
  const range = value.match(/^(\d{4}-\d\d-\d\d)?\.\.(\d{4}-\d\d-\d\d)?$/);
  if (range) return [range[1] ?? "0000", range[2] ?? "9999"];
  const match = value.match(/^(\d{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?$/);
  if (!match) return null;
  const [, year, quarter, month] = match;
  const first = month ?? (quarter ? String(3 * quarter - 2).padStart(2, "0") : "01");
  const last = month ?? (quarter ? String(3 * quarter).padStart(2, "0") : "12");
  return [`${year}-${first}-01`, `${year}-${last}-31`]; // compared as text: no month has a 32nd
}

/** A stretch of time as it is told to people. */
function toldSpan(value) {
  const [, year, quarter, month] = value.match(/^(\d{4})(?:-(?:Q([1-4])|(\d\d)))?$/) ?? [];
  if (year) return month ? `${month}/${year}` : quarter ? t("quarter", { q: quarter, y: year }) : t("year", { n: year });
  const [first, last] = value.split("..");
  return [first && `${t("from").toLowerCase()} ${printedDay(first)}`, last && `${t("to").toLowerCase()} ${printedDay(last)}`].filter(Boolean).join(" ");
}
