// The slider through a run's grids of fixed noise. At its right end it follows the newest.

import {write} from "/assets/format.js";

const PLAY_MS = 150;

const slider = document.getElementById("fixed-slider");
const button = document.getElementById("fixed-play");
const label = document.getElementById("fixed-step");
let run = "";
let steps = [];
let newest = 0;
// The step chosen; null while the newest is followed.
let chosen = null;
let tell = () => {};
let timer = 0;

/** The step whose grid is to be shown. */
export const fixedStep = () => chosen ?? newest;

/** Has a change by hand told. */
export function choose(listener) {
  tell = listener;
}

/** Follows a run whose newest sample is of the step given. */
export function follow(name, step) {
  if (name !== run) leave();
  run = name;
  newest = step;
  show();
  fetch(`/api/grids?${new URLSearchParams({run})}`)
    .then(response => response.json())
    .then(kept => {
      if (kept.run !== run) return;
      steps = kept.steps;
      // A run that went back to a checkpoint has lost its later grids, and a long one has thinned them.
      if (chosen != null) chosen = nearest(chosen);
      show();
    })
    .catch(() => {});
}

/** Forgets the run. */
export function leave() {
  stop();
  run = "";
  steps = [];
  chosen = null;
  show();
}

function nearest(step) {
  return steps.reduce((best, each) => (Math.abs(each - step) < Math.abs(best - step) ? each : best), steps[0] ?? null);
}

function show() {
  const enough = steps.length > 1;
  document.getElementById("fixed-time").hidden = !enough;
  if (!enough) return;
  slider.max = steps.length - 1;
  slider.value = chosen == null ? slider.max : steps.indexOf(chosen);
  const step = fixedStep().toLocaleString("en");
  write(label, chosen == null ? `newest, step ${step}` : `step ${step}`);
  slider.setAttribute("aria-valuetext", label.textContent);
}

function move(index) {
  chosen = index >= steps.length - 1 ? null : steps[index];
  show();
  tell();
}

function name(word) {
  write(button, word);
  button.setAttribute("aria-label", `${word} the run's history`);
}

function stop() {
  clearInterval(timer);
  timer = 0;
  name("Play");
}

slider.addEventListener("input", () => { stop(); move(Number(slider.value)); });
button.addEventListener("click", () => {
  if (timer) return stop();
  name("Pause");
  let index = chosen == null ? -1 : Number(slider.value);
  timer = setInterval(() => {
    move(++index);
    if (index >= steps.length - 1) stop();
  }, PLAY_MS);
});
