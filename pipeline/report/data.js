// The articles and their directives; of an article with several versions the newest.

const ROLES = ["lead", "coordinate", "via", "advised", "receive_report"];
const articles = newest(JSON.parse(document.getElementById("articles").textContent));
const names = documentNames();
const directives = articles.flatMap((article) => (article.directives ?? []).map((told, at) => prepared(told, article, at)));
const byId = new Map(directives.map((directive) => [directive.id, directive]));
const newestDay = articles.reduce((last, article) => (article.published > last ? article.published : last), "");

function newest(all) {
  const found = new Map();
  for (const article of all) {
    const before = found.get(article.id);
    if (!before || (article.version ?? 1) >= (before.version ?? 1)) found.set(article.id, article);
  }
  return [...found.values()];
}

/** By the key that is the same in every article, the name that a document is most often given. */
function documentNames() {
  const counts = new Map();
  for (const article of articles)
    for (const directive of article.directives ?? [])
      for (const [label, , key] of directive.basis ?? []) {
        if (!counts.has(key)) counts.set(key, new Map());
        counts.get(key).set(label, (counts.get(key).get(label) ?? 0) + 1);
      }
  return new Map([...counts].map(([key, labels]) => [key, mostOften(labels)]));
}

function mostOften(counts) {
  return [...counts].sort((a, b) => b[1] - a[1] || collator.compare(a[0], b[0]))[0][0];
}

/** A directive with its article and what the filters ask for. */
function prepared(told, article, at) {
  const roles = told.roles ?? {};
  const days = (told.dues ?? []).flatMap((due) => due.days ?? []).sort();
  const directive = {
    ...told,
    key: told.id ?? `${article.id}#${at}`,
    article,
    roles,
    dues: told.dues ?? [],
    basis: told.basis ?? [],
    targets: told.targets ?? [],
    documents: [...new Set((told.basis ?? []).map(([, , key]) => names.get(key)))],
    days,
    next: days.find((day) => day >= given.today) ?? days[0] ?? "",
    issuedBy: [told.person, told.issuer].filter(Boolean).join(" – "),
    sure: told.sure ?? 0,
  };
  directive.id = directive.key;
  directive.when = whenDue(directive);
  return directive;
}

/** none: no deadline; open: of no certain day; past; soon; later. */
function whenDue(directive) {
  if (!directive.dues.length) return "none";
  if (!directive.days.length) return "open";
  if (directive.days.at(-1) < given.today) return "past";
  return directive.next <= dayAfter(given.today, given.ahead) ? "soon" : "later";
}

/** All who have that part in a directive, each once; without a role all of them. */
function parties(directive, role = "") {
  if (role === "issuer") return [directive.person, directive.issuer].filter(Boolean);
  if (role) return directive.roles[role] ?? [];
  return [...new Set([...Object.values(directive.roles).flat(), directive.person, directive.issuer])].filter(Boolean);
}

/** Its texts, prepared for the search when they are first asked for. */
function texts(directive, prepare) {
  const name = prepare === bare ? "bareTexts" : "markedTexts";
  if (directive[name] === undefined) {
    const { article } = directive;
    const said = (article.text ?? "").slice(...directive.at);
    const all = [directive.action, said, ...parties(directive), ...directive.basis.map(([label]) => label), ...directive.documents, ...directive.targets];
    all.push(directive.condition, directive.detail, article.title, article.province, article.district, article.source, directive.id);
    directive[name] = all.filter(Boolean).map(prepare).join("|");
  }
  return directive[name];
}
