// The figures at the top. Each element also carries its exact value as data-value.

const whole = new Intl.NumberFormat("en", {maximumFractionDigits: 0});
const short = new Intl.NumberFormat("en", {maximumSignificantDigits: 3});
const compact = new Intl.NumberFormat("en", {notation: "compact", maximumSignificantDigits: 4});

export function count(value) {
  if (value == null) return "–";
  return Math.abs(value) < 1e7 ? whole.format(value) : compact.format(value);
}

export function rate(value) {
  if (value == null) return "–";
  return value >= 100 ? count(value) : short.format(value);
}

/** Losses and ratios: three decimals, or a power of ten where those would hide the figure. */
export function figure(value) {
  if (value == null) return "–";
  const size = Math.abs(value);
  if (size !== 0 && size < 0.0005) return value.toExponential(1);
  return size < 100 ? value.toFixed(3) : count(value);
}

export function mebibytes(value) {
  return value == null ? "–" : (value / 1048576).toFixed(value < 104857600 ? 1 : 0);
}

export function duration(seconds) {
  if (seconds < 120) return `${Math.floor(seconds)} s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)} min`;
  return seconds < 172800 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86400)} days`;
}

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
];

function show(id, value, text) {
  const element = document.getElementById(id);
  element.textContent = text;
  element.dataset.value = value ?? "";
}

/** Shows a run's newest report (null: none yet) and its diversity ratio. */
export function showTiles(latest, diversityRatio) {
  for (const [id, key, format] of tiles) show(id, latest?.[key], format(latest?.[key]));
  show("tile-diversity", diversityRatio, figure(diversityRatio));
  document.getElementById("tile-budget").textContent = latest?.budgetBytes ? `of ${count(latest.budgetBytes / 1048576)}` : "";
}
