// Figures and names as a person reads them.

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

export function percent(share) {
  return share == null ? "–" : `${Math.round(100 * share)} %`;
}

export function mebibytes(value) {
  return value == null ? "–" : (value / 1048576).toFixed(value < 104857600 ? 1 : 0);
}

/** A time of work, to three digits. */
export function seconds(value) {
  return value == null ? "–" : `${value < 1000 ? short.format(value) : count(value)} s`;
}

export function duration(seconds) {
  if (seconds < 120) return `${Math.max(0, Math.floor(seconds))} s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)} min`;
  return seconds < 172800 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86400)} days`;
}

const names = {kid: "KID", jsd: "JSD", ms_ssim_excess: "MS-SSIM excess", class_kl: "Class KL", frechet_distance: "Fréchet distance", NonFinite: "Non-finite values"};
const capital = text => text[0].toUpperCase() + text.slice(1);

/** A metric's name: vendi_ratio is Vendi ratio. */
export const metricName = id => names[id] ?? capital(id.replaceAll("_", " "));

/** An alarm's name: ModeCollapse is Mode collapse. */
export const alarmName = id => names[id] ?? capital(id.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`).trim());

/** Sets an element's text where it changes, so that live regions are read only then. */
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
