// The page's own words and numbers, and letters without their marks.

const given = JSON.parse(document.getElementById("given").textContent);
const state = {}; // what is asked for; see state.js

/** The words under a key in the language of the page. */
function t(key, values = {}) {
  const pair = given.labels[key];
  if (!pair) throw new Error(`no label ${key}`);
  return pair[state.lang === "en" ? 1 : 0].replace(/\{(\w+)\}/g, (_, name) => (typeof values[name] === "number" ? number(values[name]) : values[name] ?? ""));
}

function known(key) {
  return key in given.labels;
}

function number(value) {
  return value.toLocaleString(state.lang === "en" ? "en" : "vi");
}

/** 2022-05-20 as papers print it. */
function printedDay(day) {
  return day.split("-").reverse().join("/");
}

function daysBetween(first, last) {
  return Math.round((Date.parse(last) - Date.parse(first)) / 86400000);
}

function dayAfter(day, days) {
  return new Date(Date.parse(day) + days * 86400000).toISOString().slice(0, 10);
}

const TONES = /[\u0300\u0301\u0303\u0309\u0323]/g;

/** The text in syllables of small letters, each with its tone behind it ("ủy" and "uỷ" are the same), a space on both sides. */
function marked(text) {
  const words = text.normalize("NFD").toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) || [];
  return ` ${words.map((word) => word.replace(TONES, "") + (word.match(TONES) || []).join("")).join(" ")} `;
}

/** The same without any mark: "Sở Y tế" is " so y te ". */
function bare(text) {
  const plain = text.normalize("NFD").toLowerCase().replace(/\p{M}+/gu, "").replace(/đ/g, "d");
  return ` ${(plain.match(/[\p{L}\p{N}]+/gu) || []).join(" ")} `;
}

/** What is sought in a text so prepared: the last word may go on, unless a space was typed behind it. */
function sought(query, prepare) {
  const words = prepare(query).trimEnd();
  return /\s$/.test(query) ? `${words} ` : words;
}

const collator = new Intl.Collator("vi", { sensitivity: "base", numeric: true });

// ---------------------------------------------------------------------------------------------------------------- elements

const SVG = new Set(["svg", "rect", "g", "line", "text", "title", "path"]);

/** An element. Strings become text: nothing that comes from the web is ever read as HTML. Functions listen. */
function h(name, attributes = {}, ...children) {
  const node = SVG.has(name) ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(key, value);
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== "" && child !== false));
  return node;
}

function put(id, ...children) {
  const node = document.getElementById(id);
  node.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

/** Words that a screen reader says and nobody sees. */
function unseen(text) {
  return h("span", { class: "unseen" }, text);
}
