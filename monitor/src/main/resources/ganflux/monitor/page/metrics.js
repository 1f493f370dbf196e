// The metrics of diversity: a table of all with their bands and what they mean, and the choice of one for the curve.

import {figure, metricName, write} from "/assets/format.js";

const MAIN = ["coverage", "recall", "precision", "vendi_ratio", "nearest_neighbour_ratio", "frechet_distance", "jsd", "effective_modes"];

// As DIVERSITY.md says, what cannot be measured of the other kind of data.
const OF_POINTS = ["captured_modes", "high_quality"];
const OF_IMAGES = ["vendi_ratio", "vendi_order_2_ratio", "ms_ssim_excess", "duplicate_pairs", "birthday_support"];

/** Where [value, low, median, high] stands to its band: a mark, a short word, words, and whether it is bad, good, or unknown. */
export function verdict(metric, [value, low, , high]) {
  if (value == null) return {mark: "–", short: "", words: "no value", state: "none"};
  if (low == null || high == null) return {mark: "…", short: "calibrating", words: "calibrating", state: "none"};
  if (value >= low && value <= high) return {mark: "●", short: "as reals", words: "inside: as good as reals", state: "good"};
  const side = value < low ? "low" : "high";
  const place = side === "low" ? "below" : "above";
  const mark = side === "low" ? "▼" : "▲";
  return metric.bad === side
    ? {mark, short: `worse: ${place}`, words: `${place}: worse than reals`, state: "bad"}
    : {mark, short: `fine: ${place}`, words: `${place}: not worse than reals`, state: "odd"};
}

const byId = id => document.getElementById(id);

function build(metrics) {
  const groups = [["Main", metrics.filter(({id}) => MAIN.includes(id)).sort((a, b) => MAIN.indexOf(a.id) - MAIN.indexOf(b.id))],
    ["More", metrics.filter(({id}) => !MAIN.includes(id))]];
  byId("metric-select").replaceChildren(...groups.map(([label, group]) => {
    const options = document.createElement("optgroup");
    options.label = label;
    options.append(...group.map(({id}) => new Option(metricName(id), id)));
    return options;
  }));
  byId("metrics").replaceChildren(...groups.flatMap(([, group]) => group).map(({id}) => {
    const row = document.createElement("tr");
    row.id = `metric-${id}`;
    row.innerHTML = "<th scope='row'><button type='button'></button></th><td></td><td></td><td><span class='mark' aria-hidden='true'></span> <span class='long'></span><span class='brief'></span></td>";
    const button = row.querySelector("button");
    button.textContent = metricName(id);
    button.addEventListener("click", () => turnTo(id));
    return row;
  }));
}

/** Shows the curve of a metric, and where it is. */
function turnTo(id) {
  const select = byId("metric-select");
  select.value = id;
  select.dispatchEvent(new Event("change"));
  byId("diversity").focus({preventScroll: true});
  byId("diversity-title").scrollIntoView({block: "center"});
}

/** Fills the table from an evaluation, or says that there is none. */
export function showMetrics(metrics, evaluation, dimensions) {
  if (byId("metrics").childElementCount !== metrics.length) build(metrics);
  for (const metric of metrics) {
    const values = evaluation?.metrics[metric.id] ?? [null, null, null, null];
    const [value, low, , high] = values;
    const row = byId(`metric-${metric.id}`);
    const [, now, band, judged] = row.children;
    const {mark, short, words, state} = verdict(metric, values);
    const missing = value == null && evaluation ? why(metric.id, evaluation, dimensions) : null;
    write(now, figure(value));
    now.dataset.value = value ?? "";
    write(band, low == null || high == null ? "–" : `${figure(low)} to ${figure(high)}`);
    row.dataset.verdict = state;
    row.firstChild.firstChild.setAttribute("aria-current", metric.id === chosenMetric());
    const [sign, long, brief] = judged.children;
    write(sign, mark);
    write(long, missing ?? words);
    write(brief, missing ?? short);
  }
  write(byId("evaluated"), evaluation
    ? `${evaluation.fakes} generated images of step ${evaluation.step.toLocaleString("en")} against ${evaluation.reals} real ones`
    : "No evaluation so far: it takes 32 generated and 128 real images.");
}

/** Why an evaluation lacks a metric. */
function why(id, evaluation, dimensions) {
  if (OF_POINTS.includes(id) && !dimensions) return "of points only";
  if (OF_IMAGES.includes(id) && dimensions) return "of images only";
  if (id === "birthday_support") return "no near copies";
  if (/class|modes/.test(id)) return evaluation.classifierAccuracy == null ? "no labels" : "classifier still learning";
  return "no value yet";
}

export const chosenMetric = () => byId("metric-select").value || MAIN[0];

/** What to say beside the curve of a metric. */
export function metricNote(metrics, evaluation, dimensions) {
  const metric = metrics?.find(({id}) => id === chosenMetric());
  if (!metric) return "";
  const values = evaluation?.metrics[metric.id];
  const direction = metric.bad === "low" ? "Below its band is worse." : "Above its band is worse.";
  const now = !evaluation ? "No evaluation so far." : !values ? `Now: ${why(metric.id, evaluation, dimensions)}.` : `Now ${verdict(metric, values).words}.`;
  return `${metric.description} ${direction} ${now}`;
}
