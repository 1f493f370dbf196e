// The pictures of a sample. One is swapped only once the new one has arrived, so that nothing flickers.

import {choose, fixedStep, follow, leave} from "/assets/timeline.js";

const kinds = {
  fixed: "Images generated from fixed noise",
  fresh: "Images generated from fresh noise",
  real: "Real images just trained on",
  nearest: "Sixteen generated images, each to the left of the real image nearest to it",
};
const wanted = {};
let shown = "";
let newest = 0;
let run = "";

const sampledAt = step => (step == null ? "no sample yet" : `sampled at step ${step.toLocaleString("en")}`);
const img = kind => document.getElementById(`grid-${kind}`);

/** Shows the pictures of a step, unless they are shown already. */
export function showGrids(name, epoch, step) {
  const key = JSON.stringify([name, epoch, step]);
  if (key === shown) return;
  shown = key;
  run = name;
  newest = step;
  follow(name, step);
  for (const kind of Object.keys(kinds)) load(kind, kind === "fixed" ? fixedStep() : step);
  document.getElementById("sample-step").textContent = sampledAt(step);
}

/** Takes the pictures away: the run on show has no sample so far (null), or one of this step that is not of images. */
export function clearGrids(step) {
  shown = "";
  leave();
  for (const kind of Object.keys(kinds)) img(kind).hidden = true;
  document.getElementById("sample-step").textContent = sampledAt(step);
}

function load(kind, step) {
  // A step of before a rewind is another picture: the key of the newest sample tells them apart.
  const address = `/samples/${kind}.png?${new URLSearchParams({run, step, ...(step === newest ? {} : {of: "history"})})}`;
  const key = `${shown} ${address}`;
  if (wanted[kind] === key || (img(kind).dataset.step === `${step}` && step !== newest)) return;
  wanted[kind] = key;
  const next = new Image();
  next.onload = () => {
    if (wanted[kind] !== key) return;
    const shownNow = img(kind);
    shownNow.src = next.src;
    shownNow.alt = `${kinds[kind]}, at step ${step.toLocaleString("en")}`;
    shownNow.dataset.step = step;
    shownNow.hidden = false;
    fit(shownNow, next.naturalWidth);
  };
  next.src = address;
}

choose(() => load("fixed", fixedStep()));

/** Scales by a whole number of device pixels where that fills most of the room, else to the full width. */
function fit(picture, natural) {
  const room = picture.parentElement.clientWidth;
  const ratio = window.devicePixelRatio || 1;
  const scale = Math.floor((room * ratio) / natural);
  const exact = (scale * natural) / ratio;
  const fills = scale >= 1 && exact >= room * 0.7;
  picture.style.width = `${fills ? exact : room}px`;
  picture.classList.toggle("pixelated", natural < room * ratio);
}

window.addEventListener("resize", () => {
  for (const kind of Object.keys(kinds)) if (!img(kind).hidden) fit(img(kind), img(kind).naturalWidth);
});
