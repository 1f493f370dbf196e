// Several runs in one chart: chosen on the page, or with /?compare=a,b. Their histories are asked for now and then.

import {color, theme} from "/assets/curve.js";
import {count, figure, metricName} from "/assets/format.js";
import {chosenMetric} from "/assets/metrics.js";
import {buckets, trend} from "/assets/points.js";

const EVERY_MS = 5000;
const MOST = 4;
// Each run has its colour and its dash.
const STYLES = [["--discriminator", []], ["--generator", [7, 3]], ["--third", [2, 3]], ["--fourth", [9, 3, 2, 3]]];

const byId = id => document.getElementById(id);
const asked = (new URLSearchParams(location.search).get("compare") ?? "").split(",").filter(Boolean);
const chosen = new Set(asked.slice(0, MOST));
const histories = new Map();
let names = [];
let chart = null;
let timer = 0;

/** Told which runs there are; with more than one they can be compared. */
export function showRuns(runs) {
  if (runs.join("\n") === names.join("\n")) return;
  names = runs;
  byId("compare-toggle").hidden = runs.length < 2;
  byId("compare-runs").replaceChildren(...runs.map((run, i) => {
    const label = document.createElement("label");
    label.className = "check";
    label.innerHTML = `<input type="checkbox" id="compare-run-${i}"><svg width="26" height="8" aria-hidden="true"><line x1="1" y1="4" x2="25" y2="4" stroke="currentColor" stroke-width="2.5"/></svg><span></span>`;
    label.lastChild.textContent = run;
    label.firstChild.checked = chosen.has(run);
    label.firstChild.addEventListener("change", event => pick(run, event.target));
    return label;
  }));
  if (asked.length && runs.length > 1) {
    asked.length = 0;
    open(true);
  }
}

function pick(run, box) {
  if (box.checked) chosen.add(run);
  else chosen.delete(run);
  // Beyond what can be told apart the one chosen first goes.
  if (chosen.size > MOST) chosen.delete(chosen.values().next().value);
  for (const label of byId("compare-runs").children) label.firstChild.checked = chosen.has(label.lastChild.textContent);
  remember();
  refresh();
}

function remember() {
  const search = new URLSearchParams(location.search);
  if (chosen.size && !byId("compare").hidden) search.set("compare", [...chosen].join(","));
  else search.delete("compare");
  window.history.replaceState(null, "", search.size ? `?${search}` : location.pathname);
}

function open(yes) {
  byId("compare").hidden = !yes;
  byId("compare-toggle").setAttribute("aria-expanded", yes);
  clearInterval(timer);
  if (yes) {
    if (chosen.size === 0) for (const run of names.slice(0, 2)) chosen.add(run);
    for (const label of byId("compare-runs").children) label.firstChild.checked = chosen.has(label.lastChild.textContent);
    timer = setInterval(refresh, EVERY_MS);
    refresh();
  }
  remember();
}

async function refresh() {
  await Promise.all([...chosen].map(run => fetch(`/api/history?${new URLSearchParams({run})}`)
    .then(response => response.json())
    .then(history => { if (history.run) histories.set(run, history); })
    .catch(() => {})));
  draw();
}

function curve(run, what) {
  const history = histories.get(run);
  if (!history) return [];
  const [rows, columns, key] = what === "metric" ? [history.evaluations, history.evaluationColumns, chosenMetric()] : [history.rows, history.columns, what];
  const [points] = buckets(rows, [columns.indexOf(key)]);
  return what === "metric" ? points : trend(points);
}

function draw() {
  const what = byId("compare-what").value;
  byId("compare-metric").textContent = metricName(chosenMetric());
  chart ??= create();
  const styles = new Map([...chosen].map((run, i) => [run, STYLES[i]]));
  chart.data.datasets = [...styles].map(([run, [hue, dash]]) => ({
    label: run, data: curve(run, what), borderColor: color(hue), backgroundColor: color(hue), borderDash: dash, borderWidth: 2, pointRadius: 0, pointHitRadius: 0,
  }));
  theme(chart);
  chart.update();
  for (const label of byId("compare-runs").children) {
    const [hue, dash] = styles.get(label.lastChild.textContent) ?? ["--line", []];
    label.querySelector("svg").style.color = `var(${hue})`;
    label.querySelector("line").setAttribute("stroke-dasharray", dash.join(" "));
  }
  const now = chart.data.datasets.map(({label, data}) => `${label} ${figure(data[data.length - 1]?.y)}`).join(", ");
  chart.canvas.setAttribute("aria-label", `${byId("compare-what").selectedOptions[0].textContent} of ${chosen.size} runs. Now: ${now}.`);
}

function create() {
  return new Chart(byId("compare-chart"), {
    type: "line",
    data: {datasets: []},
    options: {
      animation: false, parsing: false, normalized: true, maintainAspectRatio: false,
      interaction: {mode: "nearest", axis: "x", intersect: false},
      scales: {
        x: {type: "linear", ticks: {maxRotation: 0, autoSkipPadding: 24, includeBounds: false, precision: 0}, grid: {display: false}},
        y: {ticks: {maxTicksLimit: 6, format: {maximumSignificantDigits: 3}}, border: {display: false}, afterFit: axis => { axis.width = 52; }},
      },
      plugins: {legend: {display: false}, tooltip: {callbacks: {
        title: items => (items.length ? `Step ${count(items[0].parsed.x)}` : ""),
        label: item => ` ${item.dataset.label}: ${figure(item.parsed.y)}`,
      }}},
    },
  });
}

byId("compare-toggle").addEventListener("click", () => open(byId("compare").hidden));
for (const id of ["compare-what", "metric-select"]) byId(id).addEventListener("change", () => { if (!byId("compare").hidden) draw(); });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { if (chart) draw(); });
