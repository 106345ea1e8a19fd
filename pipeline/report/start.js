// From the address to the page, at first and whenever either changes.

let shownFilters = "";
let shownLang = "";

/** Shows what `state` asks for; only what has changed is drawn anew. */
function show() {
  if (shownLang !== state.lang) drawWords();
  const mine = [...FILTERS, "lang"].map((name) => state[name]).join("\n");
  const list = [mine, state.sort, state.page, state.rows].join("\n");
  const found = shownList !== list ? filtered() : null;
  if (shownFilters !== mine) {
    drawOverview(found);
    drawChips(found);
    shownFilters = mine;
  }
  if (found) drawTable(found);
  shownList = list;
  drawArticle();
}

let shownList = "";

/** Everything that stands there in one language. */
function drawWords() {
  document.documentElement.lang = state.lang;
  for (const node of document.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
  document.title = given.title || t("report");
  for (const code of ["vi", "en"]) document.getElementById(`lang-${code}`).checked = code === state.lang;
  const days = articles.map((article) => article.published).filter(Boolean).sort();
  const span_ = days.length ? ` · ${t("from_to", { first: printedDay(days[0]), last: printedDay(days.at(-1)) })}` : "";
  put("when", t("made", { day: printedDay(given.today) }) + span_);
  drawBar();
  drawFilters();
  shownLang = state.lang;
}

function listen() {
  document.querySelector(".switch").addEventListener("change", (event) => ask({ lang: event.target.value }));
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault(); // the address is the filters'
    document.getElementById("list").focus();
  });
  document.getElementById("table").addEventListener("click", rowClicked);
  dialog.addEventListener("close", closed);
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  const fromAddress = () => {
    readAddress();
    show();
    refill();
  };
  addEventListener("popstate", fromAddress);
  addEventListener("hashchange", fromAddress);
  const narrow = matchMedia("(max-width: 46rem)"); // there the plots and filters would hide the list
  const foldAway = () => document.querySelectorAll(".fold").forEach((node) => (node.open = !narrow.matches));
  narrow.addEventListener("change", foldAway);
  foldAway();
  addEventListener("beforeprint", printAll);
  addEventListener("afterprint", () => {
    printing = false;
    foldAway();
    drawOverview(sortedDirectives);
    drawTable(sortedDirectives);
  });
  let width = innerWidth;
  addEventListener("resize", () => {
    if (width !== innerWidth && !printing) drawOverview(sortedDirectives);
    width = innerWidth;
  });
}

try {
  readAddress();
  listen();
  show();
  setTimeout(prepareTexts, 200);
} catch (error) {
  const node = document.getElementById("broken");
  node.hidden = false;
  node.textContent = given.labels.broken[given.lang === "en" ? 1 : 0].replace("{why}", String(error));
  throw error;
}
