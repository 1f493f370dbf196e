// The charts of curves: what they show, and how a history is drawn into them.

import {Curve} from "/assets/curve.js";
import {count, figure, metricName, percent, rate, seconds} from "/assets/format.js";
import {chosenMetric} from "/assets/metrics.js";

const specs = [
  {id: "losses", y: {suggestedMin: 0}, series: [
    {key: "discriminatorLoss", name: "Discriminator", color: "--discriminator", format: figure},
    {key: "generatorLoss", name: "Generator", color: "--generator", dash: [7, 3], format: figure},
  ]},
  {id: "scores", y: {min: 0, max: 1}, stepSize: 0.25, guide: {at: 0.5, text: "cannot tell"}, series: [
    {key: "realScore", name: "D(x)", color: "--discriminator", format: figure},
    {key: "fakeScore", name: "D(G(z))", color: "--generator", dash: [7, 3], format: figure},
    {key: "generatorScore", name: "D(G(z)) at G's update", color: "--third", dash: [2, 3], format: figure},
  ]},
  {id: "speed", y: {min: 0}, right: {suggestedMax: 5, ticks: {maxTicksLimit: 6, precision: 0}}, series: [
    {key: "imagesPerSecond", name: "Images / s", color: "--discriminator", format: rate},
    {key: "lagRecords", name: "Lag, records", color: "--fourth", dash: [7, 3], format: count, axis: "right"},
  ]},
  {id: "round-times", round: true, y: {min: 0}, series: [
    {key: "slowestSlotSeconds", name: "Slowest", color: "--generator", format: seconds},
    {key: "fastestSlotSeconds", name: "Fastest", color: "--third", dash: [2, 3], format: seconds},
  ]},
  {id: "round-shares", round: true, y: {min: 0, max: 1}, stepSize: 0.25, right: {ticks: {maxTicksLimit: 5, format: {maximumSignificantDigits: 2}}}, series: [
    {key: "overheadRatio", name: "Overhead", color: "--discriminator", format: percent},
    {key: "spreadRatio", name: "Spread", color: "--fourth", dash: [7, 3], format: figure, axis: "right"},
  ]},
  {id: "diversity", y: {grace: "12%"}, band: true, series: [
    {key: "coverage", name: "Coverage", color: "--generator", format: figure},
  ]},
];

/** Builds the charts; the returned function draws a history in the chosen range. */
export function createCharts() {
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  Chart.defaults.font.size = 11.5;
  const charts = specs.map(spec => new Curve(spec));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => charts.forEach(chart => chart.theme()));
  return (history, range, smooth) => {
    const ends = rows => [...rows.slice(0, 1), ...rows.slice(-1)].map(row => row[0]);
    const all = [...ends(history.rows), ...ends(history.evaluations)];
    const last = Math.max(1, ...all);
    const first = range ? Math.max(1, last - range + 1) : Math.min(last, ...all);
    const within = rows => rows.filter(row => row[0] >= first);
    const metric = chosenMetric();
    for (const chart of charts) {
      if (chart.spec.band) {
        chart.turnTo(metric, metricName(metric), history.metrics.find(({id}) => id === metric) ?? {});
        chart.draw(within(history.evaluations), history.evaluationColumns, {[metric]: history.evaluation?.metrics[metric]?.[0]}, false, [first, last]);
      } else {
        const latest = chart.spec.round ? history.latest?.round : history.latest;
        chart.draw(within(history.rows), history.columns, latest ?? {}, smooth, [first, last]);
      }
    }
  };
}
