// The run's state in words: what a person would answer who is asked how it goes.

import {count, duration, rate} from "/assets/format.js";

const SILENCE_S = 10;
// The reports of a round come together, at its end.
const LATE_ROUNDS = 3;
// A trainer that waits says so each time that its wait is twice as long, or ten minutes longer.
const LATE_WAITS = 3;
const SELDOMEST_WAITS_S = 600;

/** [name, words, detail] for a history (null: nothing known), heard when the monitor's clock says nowMs. */
export function stateOf(connected, history, chosen, nowMs) {
  if (!connected) return ["lost", "Monitor not reached", "trying again"];
  if (!history?.latest) return ["waiting", "Waiting for a first report", chosen ? `of run ${chosen}` : ""];
  const {latest} = history;
  const age = Math.max(0, (nowMs - latest.heardAtMs) / 1000);
  const waited = latest.waitingSinceMs ? (latest.toldAtMs - latest.waitingSinceMs) / 1000 : 0;
  if (latest.stopped) return ["stopped", `Stopped at step ${count(latest.step)}`, `${duration(age)} ago, as it was asked to`];
  const patience = Math.max(
    SILENCE_S,
    5 / (latest.stepsPerSecond || 1),
    LATE_ROUNDS * (latest.round?.seconds ?? 0),
    LATE_WAITS * Math.min(waited, SELDOMEST_WAITS_S));
  if (age > patience) {
    const noImage = latest.round ? "no image comes, or " : ""; // workers do not tell
    return ["silent", "No report", `for ${duration(age)}: ${noImage}the trainer has ended or hangs, or cannot reach Kafka`];
  }
  if (latest.waitingSinceMs) return ["waiting", "Waiting for images", `for ${duration(waited + age)}: the topic has too few for a step`];
  if (latest.nonFinite) return ["broken", "Not a number", "the newest step ended in a NaN or an infinity"];
  if (latest.waiting > 0.5) return ["waiting", "Waiting for images", `${Math.round(latest.waiting * 100)} % of the last seconds`];
  return ["training", "Training", `${rate(latest.imagesPerSecond)} images/s`];
}
