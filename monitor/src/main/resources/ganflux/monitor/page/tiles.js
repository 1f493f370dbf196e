// The figures at the top and the pipeline's health. Elements carry their exact value as data-value.

import {count, duration, figure, mebibytes, percent, rate, write} from "/assets/format.js";
import {verdict} from "/assets/metrics.js";

const tiles = [
  ["tile-step", "step", count],
  ["tile-images-per-second", "imagesPerSecond", rate],
  ["tile-steps-per-second", "stepsPerSecond", rate],
  ["tile-discriminator-loss", "discriminatorLoss", figure],
  ["tile-generator-loss", "generatorLoss", figure],
  ["tile-real-score", "realScore", figure],
  ["tile-fake-score", "fakeScore", figure],
  ["tile-lag", "lagRecords", count],
  ["tile-buffered", "bufferedBytes", mebibytes],
  ["tile-waiting", "waiting", percent],
  ["tile-rejected", "rejectedRecords", count],
  ["tile-dropped", "droppedReports", count],
];

const byId = id => document.getElementById(id);

function show(id, value, text) {
  write(byId(id), text);
  byId(id).dataset.value = value ?? "";
}

/** Shows a run's newest report and evaluation (null: none yet); nowMs is the monitor's time. */
export function showTiles(latest, evaluation, metrics, nowMs) {
  for (const [id, key, format] of tiles) show(id, latest?.[key], format(latest?.[key]));
  const coverage = evaluation?.metrics.coverage;
  show("tile-coverage", coverage?.[0], figure(coverage?.[0]));
  const metric = metrics?.find(({id}) => id === "coverage");
  write(byId("tile-coverage-verdict"), coverage && metric ? verdict(metric, coverage).short : "");
  const budget = latest?.budgetBytes ?? 0;
  write(byId("tile-budget"), budget ? `of ${count(budget / 1048576)} MiB` : "MiB");
  const bar = byId("buffered-bar");
  bar.max = budget || 1;
  bar.value = Math.min(bar.max, latest?.bufferedBytes ?? 0);
  show("tile-checkpoint", latest?.checkpointStep, latest?.checkpointAtMs ? `step ${count(latest.checkpointStep)}` : "none yet");
  write(byId("checkpoint-age"), latest?.checkpointAtMs ? `${duration((nowMs - latest.checkpointAtMs) / 1000)} ago` : "");
}
