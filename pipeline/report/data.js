// The articles and their directives.

const ROLES = ["lead", "coordinate", "via", "advised", "receive_report"];
const articles = JSON.parse(document.getElementById("articles").textContent);
const names = documentNames();
const directives = articles.flatMap((article) => (article.directives ?? []).map((told, at) => prepared(told, article, at)));
const byId = new Map(directives.map((directive) => [directive.id, directive]));
const told = JSON.parse(document.getElementById("told").textContent).map((ids) => ids.map((id) => byId.get(id)).filter(Boolean)); // the same order in several articles
for (const tellings of told) for (const directive of tellings) directive.tellings = tellings;
const listed = once(directives);

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

/** The directives, of those that several articles tell the first one of the list. */
function once(list) {
  const known_ = new Set();
  return list.filter((directive) => {
    const story = directive.tellings ?? directive;
    return !known_.has(story) && known_.add(story);
  });
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

const prepared_ = new Map([[bare, new Map()], [marked, new Map()]]); // names come again and again

function preparedName(name, prepare) {
  const found = prepared_.get(prepare);
  if (!found.has(name)) found.set(name, prepare(name));
  return found.get(name);
}

/** Its texts, prepared for the search when they are first asked for. */
function texts(directive, prepare) {
  const name = prepare === bare ? "bareTexts" : "markedTexts";
  if (directive[name] === undefined) {
    const { article, action = "" } = directive;
    const said = article.text.slice(...directive.at);
    const names = [...parties(directive), ...directive.basis.map(([label]) => label), ...directive.documents, article.title, article.province, article.district, article.source];
    const own = [said, said.includes(action) ? "" : action, ...directive.targets, directive.condition, directive.detail, directive.id];
    directive[name] = [...own.filter(Boolean).map(prepare), ...names.filter(Boolean).map((one) => preparedName(one, prepare))].join("|");
  }
  return directive[name];
}

/** Prepares the texts while nobody waits, some at a time. */
function prepareTexts(from = 0) {
  const until = Math.min(from + 200, directives.length);
  for (let i = from; i < until; i++) texts(directives[i], bare);
  if (until < directives.length) setTimeout(prepareTexts, 5, until);
}
