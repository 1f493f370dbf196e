// Keeps the page's copy of a run's history: loads it whole when the event stream opens, then adds what events bring.

import {createCharts} from "/assets/charts.js";
import {clearGrids, showGrids} from "/assets/grids.js";
import {count, duration, rate, showTiles} from "/assets/tiles.js";

// Half the server's pace: curves need no more, and the trainer may share this machine.
const REDRAW_MS = 400;
// Beyond this many rows the server's thinned history takes the place of what has gathered here.
const MAX_ROWS = 6000;
const SILENCE_S = 10;

const byId = id => document.getElementById(id);
const chosen = new URLSearchParams(location.search).get("run");
const query = chosen ? `?${new URLSearchParams({run: chosen})}` : "";
const draw = createCharts();

let history = null;
let loading = null;
let connected = false;
let heardAt = 0;
let redraw = 0;

function load() {
  loading ??= fetch(`/api/history${query}`)
    .then(response => response.json())
    .then(whole => { history = whole.run ? whole : null; show(whole); })
    .catch(() => {})
    .finally(() => { loading = null; });
}

function receive(update) {
  if (!history || update.run !== history.run || update.epoch !== history.epoch || update.sequence < history.sequence || history.rows.length > MAX_ROWS) {
    load();
    return;
  }
  const last = history.rows.length ? history.rows[history.rows.length - 1][0] : 0;
  history.rows.push(...update.rows.filter(row => row[0] > last));
  const {diversity} = history;
  if (update.sampleStep != null && update.diversityRatio != null && !(diversity.length && diversity[diversity.length - 1][0] >= update.sampleStep)) {
    diversity.push([update.sampleStep, update.diversityRatio]);
  }
  for (const key of ["nowMs", "runs", "sequence", "latest", "sampleStep", "diversityRatio"]) history[key] = update[key];
  show(update);
}

function show(update) {
  heardAt = performance.now();
  if (!update.run) return showState();
  showTiles(update.latest, update.diversityRatio);
  showHeader();
  if (update.sampleStep == null) clearGrids();
  else showGrids(update.run, update.epoch, update.sampleStep);
  showState();
  redraw ||= setTimeout(() => { redraw = 0; if (!document.hidden) drawNow(); }, REDRAW_MS);
}

function drawNow() {
  if (history) draw(history, Number(document.querySelector("input[name=range]:checked").value), byId("smooth").checked);
}

function showHeader() {
  const {run, runs, latest} = history;
  byId("run-name").textContent = run;
  byId("run-preset").textContent = latest?.preset ?? "";
  document.title = latest ? `step ${count(latest.step)} · ${rate(latest.imagesPerSecond)} images/s · ${run} · ${latest.preset} · Ganflux` : `${run} · Ganflux`;
  const select = byId("run-select");
  select.hidden = runs.length < 2;
  byId("run-name").hidden = !select.hidden;
  const names = [...runs].sort();
  if ([...select.options].map(option => option.value).join("\n") !== names.join("\n")) {
    select.replaceChildren(...names.map(name => new Option(name, name)));
  }
  select.value = run;
  if (!latest) return;
  const facts = [`${count(latest.imagesSeen)} images trained`];
  facts.push(latest.checkpointAtMs ? `checkpoint at step ${count(latest.checkpointStep)}` : "no checkpoint yet");
  facts.push(`${count(latest.rejectedRecords)} records rejected`, `${count(latest.droppedReports)} reports dropped`);
  byId("facts").textContent = facts.join(" · ");
}

/** The run's state in words: what a person would answer who is asked how it goes. */
function state() {
  if (!connected) return ["lost", "Monitor not reached", "trying again"];
  if (!history?.latest) return ["waiting", "Waiting for a first report", chosen ? `of run ${chosen}` : ""];
  const {latest, nowMs} = history;
  const age = Math.max(0, (nowMs - latest.finishedAtMs + performance.now() - heardAt) / 1000);
  if (age > Math.max(SILENCE_S, 5 / (latest.stepsPerSecond || 1))) return ["silent", "No report", `for ${duration(age)}: the trainer has stopped or cannot reach Kafka`];
  if (latest.nonFinite) return ["broken", "Not a number", "the newest step ended in a NaN or an infinity"];
  if (latest.waiting > 0.5) return ["waiting", "Waiting for images", `${Math.round(latest.waiting * 100)} % of the last seconds`];
  return ["training", "Training", `${rate(latest.imagesPerSecond)} images/s`];
}

function showState() {
  const [name, words, detail] = state();
  byId("state").dataset.state = name;
  // A live region is read aloud whenever it is set, so only a change is.
  if (byId("state-words").textContent !== words) byId("state-words").textContent = words;
  byId("state-detail").textContent = detail;
  document.body.classList.toggle("stale", name === "silent" || name === "lost");
}

function connect() {
  const events = new EventSource(`/events${query}`);
  events.onopen = () => { connected = true; load(); };
  events.onmessage = event => receive(JSON.parse(event.data));
  events.onerror = () => {
    connected = false;
    showState();
    // The browser tries again by itself unless the answer was no event stream at all.
    if (events.readyState === EventSource.CLOSED) setTimeout(connect, 2000);
  };
}

byId("run-select").addEventListener("change", event => { location.search = new URLSearchParams({run: event.target.value}); });
for (const input of document.querySelectorAll("input[name=range], #smooth")) input.addEventListener("change", drawNow);
document.addEventListener("visibilitychange", () => { if (!document.hidden) drawNow(); });
setInterval(showState, 1000);
connect();
