// Alarms: a banner with those that are raised, and a list of all with what they mean and what to try.

import {alarmName, count, duration, write} from "/assets/format.js";

const byId = id => document.getElementById(id);

// Told apart by shape: an octagon is critical, a triangle warns, a ring is quiet.
const SHAPES = {
  critical: "M7 1h8l6 6v8l-6 6H7l-6-6V7zM10 5v8h2V5zm0 10v2h2v-2z",
  warning: "M11 1l10.5 19H.5zM10 8v6h2V8zm0 8v2h2v-2z",
  quiet: "M11 3a8 8 0 100 16 8 8 0 000-16zm0 2a6 6 0 110 12 6 6 0 010-12z",
};

function icon() {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [key, value] of Object.entries({viewBox: "0 0 22 22", width: 18, height: 18, "aria-hidden": "true"})) svg.setAttribute(key, value);
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("fill-rule", "evenodd");
  path.setAttribute("fill", "currentColor");
  svg.append(path);
  return svg;
}

const kind = alarm => (alarm.active ? (alarm.critical ? "critical" : "warning") : "quiet");
const word = {critical: "Critical", warning: "Warning"};

function stateOf(alarm) {
  if (alarm.active) return word[kind(alarm)];
  return alarm.raised ? "Cleared" : "Quiet";
}

function since(alarm, nowMs) {
  if (!alarm.raised) return "";
  const times = alarm.raised === 1 ? "" : `, raised ${alarm.raised} times`;
  return `${alarm.active ? "since" : "at"} step ${count(alarm.step)}, ${duration((nowMs - alarm.atMs) / 1000)} ago${times}`;
}

/** The alarms of a history with what an event tells of some of them. */
export function mergeAlarms(known, news) {
  const fresh = new Map(news.map(alarm => [alarm.alarm, alarm]));
  return known.map(alarm => ({...alarm, ...fresh.get(alarm.alarm)}));
}

function item(alarm) {
  const details = document.createElement("details");
  details.id = `alarm-${alarm.alarm}`;
  details.className = "alarm";
  details.innerHTML = "<summary><strong></strong><span class='word'></span><span class='since'></span><span class='reason'></span></summary><dl><dt>Meaning</dt><dd></dd><dt>What to try</dt><dd></dd></dl>";
  details.firstChild.prepend(icon());
  details.querySelector("strong").textContent = alarmName(alarm.alarm);
  const [meaning, advice] = details.querySelectorAll("dd");
  meaning.textContent = alarm.meaning;
  advice.textContent = alarm.advice;
  return details;
}

function fill(element, alarm, when) {
  element.dataset.kind = kind(alarm);
  element.dataset.active = alarm.active;
  element.querySelector("path").setAttribute("d", SHAPES[kind(alarm)]);
  write(element.querySelector(".word"), stateOf(alarm));
  write(element.querySelector(".since"), when);
  write(element.querySelector(".reason"), alarm.reason);
}

function banner(alarm) {
  const line = document.createElement("p");
  line.innerHTML = "<span class='word'></span><strong></strong><span class='reason'></span><span class='since'></span><a>What to try</a>";
  line.prepend(icon());
  line.dataset.alarm = alarm.alarm;
  line.querySelector("strong").textContent = alarmName(alarm.alarm);
  const link = line.querySelector("a");
  link.href = `#alarm-${alarm.alarm}`;
  link.addEventListener("click", () => { byId(`alarm-${alarm.alarm}`).open = true; });
  return line;
}

/** Raised ones first, critical ones before others; then those that were raised; then the rest in their own order. */
const rank = alarm => (alarm.active ? (alarm.critical ? 0 : 1) : alarm.raised ? 2 : 3);

export function showAlarms(alarms, nowMs) {
  const list = byId("alarm-list");
  const ordered = [...alarms].sort((a, b) => rank(a) - rank(b));
  const elements = ordered.map(alarm => byId(`alarm-${alarm.alarm}`) ?? item(alarm));
  if (elements.some((element, i) => list.children[i] !== element)) list.replaceChildren(...elements);
  ordered.forEach((alarm, i) => fill(elements[i], alarm, since(alarm, nowMs)));

  // Lines that stay are left where they are and as they are, so that only new ones are read aloud: they do not count the seconds.
  const box = byId("banner");
  const active = ordered.filter(({active}) => active);
  for (const line of [...box.children]) if (!active.some(({alarm}) => alarm === line.dataset.alarm)) line.remove();
  active.forEach((alarm, i) => {
    let line = box.querySelector(`[data-alarm="${alarm.alarm}"]`);
    if (!line) {
      line = banner(alarm);
      box.insertBefore(line, box.children[i] ?? null);
    }
    fill(line, alarm, `since step ${count(alarm.step)}`);
  });
  box.hidden = active.length === 0;
  write(byId("alarm-count"), active.length ? `${active.length} raised` : "none raised");
}
