// The three grids of images. A grid is swapped only once the new one has arrived, so that nothing flickers.

const kinds = {
  fixed: "Images generated from fixed noise",
  fresh: "Images generated from fresh noise",
  real: "Real images just trained on",
};
let shown = "";

/** Shows the grids of a step, unless they are shown already. */
export function showGrids(run, epoch, step) {
  const key = JSON.stringify([run, epoch, step]);
  if (key === shown) return;
  shown = key;
  for (const kind of Object.keys(kinds)) load(kind, run, step, key);
  document.getElementById("sample-step").textContent = `sampled at step ${step.toLocaleString("en")}`;
}

/** Takes the images away: another run is on show, without a sample so far. */
export function clearGrids() {
  shown = "";
  for (const kind of Object.keys(kinds)) document.getElementById(`grid-${kind}`).hidden = true;
  document.getElementById("sample-step").textContent = "no sample yet";
}

function load(kind, run, step, key) {
  const next = new Image();
  next.onload = () => {
    if (key !== shown) return;
    const img = document.getElementById(`grid-${kind}`);
    img.src = next.src;
    img.alt = `${kinds[kind]}, at step ${step.toLocaleString("en")}`;
    img.dataset.step = step;
    img.hidden = false;
    fit(img, next.naturalWidth);
  };
  next.src = `/samples/${kind}.png?${new URLSearchParams({run, step})}`;
}

/** Scales by a whole number of device pixels where that fills most of the room, else to the full width. */
function fit(img, natural) {
  const room = img.parentElement.clientWidth;
  const ratio = window.devicePixelRatio || 1;
  const scale = Math.floor((room * ratio) / natural);
  const exact = (scale * natural) / ratio;
  const fills = scale >= 1 && exact >= room * 0.7;
  img.style.width = `${fills ? exact : room}px`;
  img.classList.toggle("pixelated", natural < room * ratio);
}

window.addEventListener("resize", () => {
  for (const kind of Object.keys(kinds)) {
    const img = document.getElementById(`grid-${kind}`);
    if (!img.hidden) fit(img, img.naturalWidth);
  }
});
