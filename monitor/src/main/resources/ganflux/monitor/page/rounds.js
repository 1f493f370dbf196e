// The rounds of a run whose steps several workers make, as its newest report tells of them.

import {count, rate, seconds, write} from "/assets/format.js";

const byId = id => document.getElementById(id);

/** Shows the round of the newest report; hides them where it is of none. */
export function showRounds(round) {
  byId("rounds").hidden = !round;
  if (!round) return;
  const {number, slots, executors, slowestSlotSeconds, fastestSlotSeconds} = round;
  write(byId("round-number"), count(number));
  write(byId("round-slots"), count(slots));
  write(byId("round-executors"), count(executors));
  write(byId("round-seconds"), seconds(round.seconds));
  write(byId("round-straggling"), fastestSlotSeconds > 0 ? `${rate(slowestSlotSeconds / fastestSlotSeconds)} : 1` : "–");
}
