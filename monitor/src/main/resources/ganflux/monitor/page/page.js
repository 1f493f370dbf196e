// Keeps the page's copy of a run's history: loads it whole when the event stream opens, then adds what events bring.

import {mergeAlarms, showAlarms} from "/assets/alarms.js";
import {createClasses, createScores} from "/assets/bars.js";
import {createCharts} from "/assets/charts.js";
import {showRuns} from "/assets/compare.js";
import {count, rate, write} from "/assets/format.js";
import {clearGrids, showGrids} from "/assets/grids.js";
import {metricNote, showMetrics} from "/assets/metrics.js";
import {showRounds} from "/assets/rounds.js";
import {clearPoints, showPoints} from "/assets/scatter.js";
import {stateOf} from "/assets/state.js";
import {showTiles} from "/assets/tiles.js";

// Half the server's pace: curves need no more, and the trainer may share this machine.
const REDRAW_MS = 400;
// Beyond this many rows the server's thinned history takes the place of what has gathered here.
const MAX_ROWS = 6000;
const MAX_EVALUATIONS = 1500;

const byId = id => document.getElementById(id);
const chosen = new URLSearchParams(location.search).get("run");
const query = chosen ? `?${new URLSearchParams({run: chosen})}` : "";
const draw = createCharts();
const drawScores = createScores();
const drawClasses = createClasses();

let history = null;
let loading = null;
let connected = false;
let heardAt = 0;
let redraw = 0;
let events;

/** The monitor's time, so that a browser whose clock is wrong tells right ages. */
const now = () => (history?.nowMs ?? 0) + performance.now() - heardAt;

function load() {
  loading ??= fetch(`/api/history${query}`)
    .then(response => response.json())
    .then(whole => { history = whole.run ? whole : null; showNames(whole.runs, whole.run ?? chosen); show(whole); })
    .catch(() => {})
    .finally(() => { loading = null; });
}

function receive(update) {
  if (!update.run) { // others came or went, and of this one there is nothing new
    if (history) history.runs = update.runs;
    showNames(update.runs, history?.run ?? chosen);
    return;
  }
  if (!history || update.run !== history.run || update.epoch !== history.epoch || update.sequence < history.sequence
    || history.rows.length > MAX_ROWS || history.evaluations.length > MAX_EVALUATIONS) {
    load();
    return;
  }
  const last = history.rows.length ? history.rows[history.rows.length - 1][0] : 0;
  history.rows.push(...update.rows.filter(row => row[0] > last));
  append(update.evaluation);
  for (const key of ["nowMs", "runs", "sequence", "latest", "sampleStep", "dimensions", "evaluation"]) history[key] = update[key];
  history.alarms = mergeAlarms(history.alarms, update.alarms);
  show(update);
}

/** Adds an evaluation to the history of them, unless it is there. */
function append(evaluation) {
  const {evaluations, evaluationColumns} = history;
  const newest = evaluations[evaluations.length - 1];
  if (!evaluation || newest?.[0] === evaluation.step) return;
  // The run, or another of its name, was judged anew from an earlier step on.
  while (evaluations.length && evaluations[evaluations.length - 1][0] >= evaluation.step) evaluations.pop();
  evaluations.push(evaluationColumns.map(column => {
    if (column === "step") return evaluation.step;
    const [id, edge] = column.split(".");
    const values = evaluation.metrics[id];
    return values ? values[{low: 1, high: 3}[edge] ?? 0] : null;
  }));
}

function show(update) {
  heardAt = performance.now();
  if (!update.run) return showState();
  showTiles(history.latest, history.evaluation, history.metrics, history.nowMs);
  showMetrics(history.metrics, history.evaluation, history.dimensions);
  showRounds(history.latest?.round);
  showHeader();
  showSample(update);
  showState();
  redraw ||= setTimeout(() => { redraw = 0; if (!document.hidden) drawNow(); }, REDRAW_MS);
}

/** The pictures of the newest sample, or where it is of points these. */
function showSample({run, epoch, sampleStep, dimensions}) {
  const points = sampleStep != null && dimensions > 0;
  for (const figure of document.querySelectorAll("figure.image")) figure.hidden = points;
  byId("points").hidden = !points;
  byId("sample-title").textContent = points ? "Points" : "Images";
  if (points) showPoints(run, epoch, sampleStep);
  else clearPoints();
  if (sampleStep == null || points) clearGrids(sampleStep);
  else showGrids(run, epoch, sampleStep);
}

function drawNow() {
  if (!history) return;
  draw(history, Number(document.querySelector("input[name=range]:checked").value), byId("smooth").checked);
  drawScores(history.latest);
  drawClasses(history.evaluation);
  write(byId("metric-note"), metricNote(history.metrics, history.evaluation, history.dimensions));
}

function showHeader() {
  const {run, runs, latest} = history;
  showNames(runs, run);
  byId("run-name").textContent = run;
  byId("run-preset").textContent = latest?.preset ?? "";
  document.title = latest ? `step ${count(latest.step)} · ${rate(latest.imagesPerSecond)} images/s · ${run} · ${latest.preset} · Ganflux` : `${run} · Ganflux`;
  write(byId("facts"), latest ? `${count(latest.imagesSeen)} images trained` : "");
}

/** The runs to choose from, where there is a choice; also one that was asked for and is not known. */
function showNames(runs, shown) {
  const select = byId("run-select");
  const names = [...new Set(shown ? [...runs, shown] : runs)].sort();
  select.hidden = names.length < 2;
  byId("run-name").hidden = !select.hidden;
  if ([...select.options].map(option => option.value).join("\n") !== names.join("\n")) {
    select.replaceChildren(...names.map(name => new Option(name, name)));
  }
  select.value = shown ?? "";
  showRuns([...runs].sort());
}

function showState() {
  const [name, words, detail] = stateOf(connected, history, chosen, now());
  byId("state").dataset.state = name;
  write(byId("state-words"), words);
  write(byId("state-detail"), detail);
  document.body.classList.toggle("stale", name === "silent" || name === "lost");
  if (history) showAlarms(history.alarms, now());
}

function connect() {
  events = new EventSource(`/events${query}`);
  events.onopen = () => { connected = true; load(); };
  events.onmessage = event => receive(JSON.parse(event.data));
  events.onerror = () => {
    connected = false;
    showState();
    // The browser tries again by itself unless the answer was no event stream at all.
    if (events.readyState === EventSource.CLOSED) setTimeout(connect, 2000);
  };
}

// A browser keeps a page that was left, for its back button, and would keep its connection, of which it has six for a server.
addEventListener("pagehide", () => events.close());
addEventListener("pageshow", event => { if (event.persisted) connect(); });
byId("run-select").addEventListener("change", event => { location.search = new URLSearchParams({run: event.target.value}); });
for (const input of document.querySelectorAll("input[name=range], #smooth, #metric-select")) input.addEventListener("change", drawNow);
document.addEventListener("visibilitychange", () => { if (!document.hidden) drawNow(); });
byId("history-link").href = `/api/history${query}`;
setInterval(showState, 1000);
connect();
