// Histograms: how the discriminator's scores are spread, and what share each class has among real and generated images.

import {color, readByKeys, theme} from "/assets/curve.js";
import {percent, write} from "/assets/format.js";

// As the metric of captured classes has it: a class is missing with less than a tenth of its share among reals.
const MISSING = 0.1;

const byId = id => document.getElementById(id);

/** A chart of real (first) against generated bars; with an axis `line` also of a line over them. */
export class Bars {
  constructor(id, scales, tooltip) {
    const datasets = [
      {label: "Real", hue: "--discriminator"},
      {label: "Generated", hue: "--generator"},
    ].map(dataset => ({...dataset, data: [], borderWidth: 1, barPercentage: 0.94, categoryPercentage: 0.86}));
    if (scales.line) datasets.push({type: "line", label: "D(x)", hue: "--text", data: [], borderWidth: 2, pointRadius: 0, yAxisID: "line", order: -1});
    this.canvas = byId(id);
    this.chart = new Chart(this.canvas, {
      type: "bar",
      data: {labels: [], datasets},
      options: {
        animation: false, maintainAspectRatio: false, scales, interaction: {mode: "index", intersect: false},
        plugins: {legend: {display: false}, tooltip: {callbacks: tooltip}},
      },
    });
    readByKeys(this.chart, () => this.chart.data.labels.length, () => [0, 1]);
    this.theme();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.theme());
  }

  theme() {
    theme(this.chart);
    for (const dataset of this.chart.data.datasets) {
      dataset.borderColor = color(dataset.hue);
      dataset.backgroundColor = `${color(dataset.hue)}b3`;
    }
    this.chart.update();
  }

  draw(labels, real, generated, summary, line = []) {
    this.chart.data.labels = labels;
    [real, generated, line].slice(0, this.chart.data.datasets.length).forEach((data, i) => { this.chart.data.datasets[i].data = data; });
    this.chart.update();
    this.canvas.setAttribute("aria-label", `${summary} Left and right arrow keys move along the bars.`);
  }
}

const shares = counts => {
  const sum = counts.reduce((a, b) => a + b, 0);
  return counts.map(n => (sum ? n / sum : 0));
};
const ticks = {maxRotation: 0, autoSkipPadding: 12};
const y = {border: {display: false}, afterFit: axis => { axis.width = 52; }};

/** Real scores stand above the line, generated ones below it. */
export function createScores() {
  const edge = i => (i / 20).toFixed(2);
  const bars = new Bars("score-bins", {
    x: {stacked: true, grid: {display: false}, ticks: {maxRotation: 0, autoSkip: false, callback: (_, i) => (i % 4 === 0 ? edge(i).slice(0, 3) : "")}},
    y: {...y, stacked: true, ticks: {maxTicksLimit: 6, callback: value => percent(Math.abs(value))}},
  }, {
    title: items => (items.length ? `Score ${edge(items[0].dataIndex)} to ${edge(items[0].dataIndex + 1)}` : ""),
    label: item => ` ${item.dataset.label}: ${percent(Math.abs(item.raw))}`,
  });
  return latest => {
    const real = shares(latest?.realScoreBins ?? []);
    const generated = shares(latest?.fakeScoreBins ?? []);
    const known = real.length === 20 && generated.length === 20 && [real, generated].every(list => list.some(share => share > 0));
    byId("score-bins-plot").hidden = !known;
    byId("score-bins-none").hidden = known;
    // A step that went wrong has no scores either.
    if (latest?.realScore === null && !latest.nonFinite) write(byId("score-bins-none"), "This preset's loss asks for no particular output: there are no scores.");
    if (!known) return;
    const above = list => list.slice(10).reduce((a, b) => a + b, 0);
    write(byId("score-bins-real"), percent(above(real)));
    write(byId("score-bins-fake"), percent(above(generated)));
    bars.draw(real.map((_, i) => edge(i)), real, generated.map(share => -share),
      `Scores of the newest step: ${percent(above(real))} of real and ${percent(above(generated))} of generated images are called real.`);
  };
}

export function createClasses() {
  const bars = new Bars("classes", {
    x: {grid: {display: false}, ticks},
    y: {...y, min: 0, ticks: {maxTicksLimit: 5, callback: value => percent(value)}},
  }, {
    title: items => (items.length ? `Class ${items[0].label}` : ""),
    label: item => ` ${item.dataset.label}: ${(100 * item.raw).toFixed(1)} %`,
  });
  return evaluation => {
    const classes = evaluation?.classes ?? [];
    const accuracy = evaluation?.classifierAccuracy;
    byId("classes-plot").hidden = classes.length === 0;
    write(byId("classes-accuracy"), accuracy == null ? "" : `classifier accuracy ${percent(accuracy)}`);
    byId("classes-accuracy").dataset.value = accuracy ?? "";
    const missing = classes.filter(([, fakes, reals]) => fakes < MISSING * reals).map(([label]) => label);
    write(byId("classes-words"), words(evaluation, classes, accuracy, missing));
    byId("classes-words").dataset.missing = missing.length > 0;
    if (classes.length) {
      bars.draw(classes.map(([label]) => (missing.includes(label) ? [`${label}`, "missing"] : `${label}`)), classes.map(row => row[2]), classes.map(row => row[1]),
        `Share of ${classes.length} classes among real and generated images. Missing: ${missing.join(", ") || "none"}.`);
    }
  };
}

function words(evaluation, classes, accuracy, missing) {
  if (!evaluation) return "No evaluation so far.";
  if (classes.length) return missing.length ? `Missing among the generated images: ${missing.join(", ")}.` : "No class is missing.";
  return accuracy == null ? "The images have no labels, so classes cannot be counted." : "The classifier is still learning the labels; it must be right on at least most of the newest reals before its word counts.";
}
