// The points of a sample: two values as a scatter plot, one as two histograms.

import {Bars} from "/assets/bars.js";
import {color, theme} from "/assets/curve.js";
import {percent, write} from "/assets/format.js";

const BINS = 40;
// Room around the real points, as a part of how far they reach: a generated point beyond it is only counted.
const ROOM = 0.25;
const byId = id => document.getElementById(id);
let shown = "";
let scatter = null;
let bars = null;

/** Shows the points of a step, unless they are shown already. */
export function showPoints(run, epoch, step) {
  const key = JSON.stringify([run, epoch, step]);
  if (key === shown) return;
  shown = key;
  fetch(`/api/points?${new URLSearchParams({run, step})}`)
    .then(response => (response.ok ? response.json() : null))
    .then(sample => { if (sample && key === shown) draw(sample); })
    .catch(() => {});
}

/** Forgets them: the run on show has none. */
export function clearPoints() {
  shown = "";
}

function draw(sample) {
  const {dimensions, fakes, reals} = sample;
  const plane = dimensions > 1;
  byId("points-scatter-plot").hidden = !plane;
  byId("points-bars-plot").hidden = plane;
  const bounds = (plane ? [0, 1] : [0]).map(k => reach(reals, k));
  const outside = fakes.filter(point => bounds.some(([low, high], k) => point[k] < low || point[k] > high)).length;
  const note = `${fakes.length} generated and ${reals.length} real points`
    + (dimensions > 2 ? `, the first two of ${dimensions} values` : "")
    + (outside ? `; outside of the picture: ${outside} generated.` : ".");
  write(byId("points-words"), [note, ...surfaceWords(sample.surface, plane)].join(" "));
  byId("points-d").hidden = plane || !sample.surface;
  if (plane) drawPlane(fakes, reals, bounds, note, sample.surface);
  else drawLine(fakes, reals, bounds[0], note, sample.surface);
}

/** What the ground or the line shows. */
function surfaceWords(surface, plane) {
  if (!surface) return [];
  const [least, largest] = ends(surface.scores);
  if (surface.rescaled) return ["D has no scores with this loss: its outputs are shown from the least to the largest."];
  return plane ? [`Ground: D(x) from ${least.toFixed(2)}, light, to ${largest.toFixed(2)}, dark.`] : [];
}

/** From where to where the picture goes along one value. */
function reach(points, k) {
  const values = points.map(point => point[k]);
  const low = Math.min(...values), high = Math.max(...values);
  const room = ROOM * (high - low || 1);
  return [low - room, high + room];
}

function drawPlane(fakes, reals, [x, y], note, surface) {
  scatter ??= createPlane();
  scatter.surface = surface;
  const {datasets} = scatter.data;
  [reals, fakes].forEach((points, i) => { datasets[i].data = points.map(([a, b]) => ({x: a, y: b})); });
  Object.assign(scatter.options.scales.x, {min: x[0], max: x[1]});
  Object.assign(scatter.options.scales.y, {min: y[0], max: y[1]});
  paint();
  scatter.canvas.setAttribute("aria-label", `Scatter plot. ${note}`);
}

/** The discriminator's scores as the ground of the picture: the larger, the darker, from the least to the largest of them. */
const ground = {
  id: "ground",
  beforeDatasetsDraw(chart) {
    if (!chart.surface) return;
    const {ctx, chartArea: {left, right, top, bottom}, scales} = chart;
    const {x, y, side, scores} = chart.surface;
    const [least, largest] = ends(scores);
    const cells = new OffscreenCanvas(side, side), pen = cells.getContext("2d");
    pen.fillStyle = color("--muted");
    scores.forEach((score, i) => {
      pen.globalAlpha = 0.5 * (score - least) / (largest - least || 1);
      pen.fillRect(i % side, side - 1 - Math.floor(i / side), 1, 1);
    });
    const [from, to] = x.map(value => scales.x.getPixelForValue(value)), [low, high] = y.map(value => scales.y.getPixelForValue(value));
    ctx.save();
    ctx.beginPath();
    ctx.rect(left, top, right - left, bottom - top);
    ctx.clip();
    ctx.drawImage(cells, from, high, to - from, low - high);
    ctx.restore();
  },
};

const ends = scores => [Math.min(...scores), Math.max(...scores)];

function createPlane() {
  const axis = {type: "linear", ticks: {maxTicksLimit: 6, maxRotation: 0, format: {maximumSignificantDigits: 2}}, border: {display: false}};
  const datasets = [
    {label: "Real", hue: "--discriminator", pointStyle: "circle", pointRadius: 3, order: 2},
    {label: "Generated", hue: "--generator", pointStyle: "crossRot", pointRadius: 4, borderWidth: 1.5, order: 1},
  ].map(dataset => ({...dataset, data: []}));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
  return new Chart(byId("points-scatter"), {
    type: "scatter",
    data: {datasets},
    plugins: [ground],
    options: {
      animation: false, maintainAspectRatio: false, scales: {x: {...axis}, y: {...axis}},
      plugins: {legend: {display: false}, tooltip: {callbacks: {
        label: ({dataset, parsed: {x, y}}) => ` ${dataset.label}: ${x.toPrecision(4)}, ${y.toPrecision(4)}`,
      }}},
    },
  });
}

function paint() {
  theme(scatter);
  for (const dataset of scatter.data.datasets) {
    dataset.borderColor = color(dataset.hue);
    dataset.backgroundColor = `${color(dataset.hue)}80`;
  }
  scatter.update();
}

function drawLine(fakes, reals, [low, high], note, surface) {
  bars ??= new Bars("points-bars", {
    x: {stacked: true, grid: {display: false}, ticks: {maxRotation: 0, autoSkipPadding: 16}},
    y: {stacked: true, border: {display: false}, ticks: {maxTicksLimit: 6, callback: value => percent(Math.abs(value))}},
    line: {position: "right", min: 0, max: 1, border: {display: false}, ticks: {stepSize: 0.5}, title: {display: true, text: "D(x)"}},
  }, {
    title: items => (items.length ? `From ${items[0].label}` : ""),
    label: item => ` ${item.dataset.label}: ${item.datasetIndex < 2 ? `${(100 * Math.abs(item.raw)).toFixed(1)} %` : item.raw.toFixed(3)}`,
  });
  const width = (high - low) / BINS;
  const shares = points => {
    const counts = new Array(BINS).fill(0);
    for (const [value] of points) {
      const bin = Math.floor((value - low) / width);
      if (bin >= 0 && bin < BINS) counts[bin]++;
    }
    return counts.map(n => n / Math.max(1, points.length));
  };
  const labels = Array.from({length: BINS}, (_, i) => (low + i * width).toPrecision(3));
  bars.chart.options.scales.line.display = surface != null;
  bars.draw(labels, shares(reals), shares(fakes).map(share => -share), `Histograms, real above the line and generated below. ${note}`,
    surface ? labels.map((_, i) => scoreAt(surface, low + (i + 0.5) * width)) : []);
}

/** The score of the place nearest to a number. */
function scoreAt({x: [left, right], side, scores}, value) {
  const place = Math.floor((value - left) / (right - left) * side);
  return scores[Math.min(side - 1, Math.max(0, place))];
}
