// A live chart of curves: for each series a bold line and a faint one, and for some the band they should lie in. Colours come
// from the style sheet, so that they follow light and dark.

import {count} from "/assets/format.js";
import {buckets, trend} from "/assets/points.js";

export const color = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Draws a level that means something, and says what. */
const guideline = guide => ({
  id: "guideline",
  beforeDatasetsDraw(chart) {
    if (!guide) return;
    const y = chart.scales.y.getPixelForValue(guide.at);
    const {left, right} = chart.chartArea;
    const {ctx} = chart;
    ctx.save();
    ctx.strokeStyle = ctx.fillStyle = color("--muted");
    ctx.setLineDash([3, 3]);
    ctx.beginPath();
    ctx.moveTo(left, y);
    ctx.lineTo(right, y);
    ctx.stroke();
    ctx.font = `11px ${Chart.defaults.font.family}`;
    ctx.fillText(guide.text, left + 6, y - 5);
    ctx.restore();
  },
});

const cursor = {
  id: "cursor",
  beforeDatasetsDraw(chart) {
    const active = chart.getActiveElements()[0];
    if (!active) return;
    const {ctx, chartArea} = chart;
    ctx.save();
    ctx.strokeStyle = color("--muted");
    ctx.beginPath();
    ctx.moveTo(active.element.x, chartArea.top);
    ctx.lineTo(active.element.x, chartArea.bottom);
    ctx.stroke();
    ctx.restore();
  },
};

/** Left and right move along a chart of so many points, Home and End to its ends; Escape lets go. */
export function readByKeys(chart, points, datasets) {
  let at = -1;
  const point = index => {
    const active = index < 0 ? [] : datasets().map(datasetIndex => ({datasetIndex, index}));
    chart.setActiveElements(active);
    chart.tooltip.setActiveElements(active, {x: 0, y: 0});
    chart.update();
  };
  chart.canvas.addEventListener("keydown", event => {
    const last = points() - 1;
    const moves = {ArrowLeft: () => (at < 0 ? last : Math.max(0, at - 1)), ArrowRight: () => Math.min(last, at + 1), Home: () => 0, End: () => last, Escape: () => -1};
    if (!(event.key in moves) || last < 0) return;
    event.preventDefault();
    point(at = moves[event.key]());
  });
  chart.canvas.addEventListener("blur", () => point(at = -1));
}

/** Colours of axes and tooltip. */
export function theme(chart) {
  const {options} = chart;
  for (const scale of Object.values(options.scales)) {
    scale.ticks.color = color("--muted");
    if (scale.grid?.display !== false) scale.grid = {color: scale.position === "right" ? "transparent" : color("--grid"), tickLength: 6};
  }
  Object.assign(options.plugins.tooltip, {backgroundColor: color("--text"), titleColor: color("--card"), bodyColor: color("--card"), padding: 10, boxPadding: 4, usePointStyle: true});
}

export class Curve {
  constructor(spec) {
    this.spec = spec;
    this.canvas = document.getElementById(spec.id);
    this.chart = new Chart(this.canvas, this.options());
    this.legend();
    readByKeys(this.chart, () => this.chart.data.datasets[0].data.length, () => this.spec.series.map((_, i) => 2 * i));
    this.theme();
  }

  options() {
    const ticks = {maxRotation: 0, autoSkipPadding: 24, includeBounds: false};
    // One width for all, so that the same step stands at the same place in every chart.
    const afterFit = axis => { axis.width = 52; };
    const y = {...this.spec.y, ticks: {maxTicksLimit: 6, stepSize: this.spec.stepSize, format: {maximumSignificantDigits: 3}}, border: {display: false}, afterFit};
    const scales = {x: {type: "linear", ticks: {...ticks, precision: 0}, grid: {display: false}}, y};
    if (this.spec.right) scales.right = {position: "right", min: 0, border: {display: false}, ...this.spec.right};
    // For each series the trend, then what it smooths: the first are drawn on top.
    const datasets = this.spec.series.flatMap(series => [
      {label: series.name, yAxisID: series.axis ?? "y", borderDash: series.dash, borderWidth: 2, series},
      {label: series.name, yAxisID: series.axis ?? "y", borderWidth: 1, faint: true, series},
    ]).map(dataset => ({...dataset, order: dataset.faint ? 2 : 1, data: [], pointRadius: 0, pointHitRadius: 0, borderJoinStyle: "round"}));
    // The band's upper edge, filled down to its lower one, lies behind all lines.
    if (this.spec.band) {
      for (const edge of ["low", "high"]) {
        datasets.push({edge, faint: true, series: this.spec.series[0], order: 3, data: [], pointRadius: 0, pointHitRadius: 0, borderWidth: 0, fill: edge === "high" ? "-1" : false});
      }
    }
    return {
      type: "line",
      data: {datasets},
      plugins: [guideline(this.spec.guide), cursor],
      options: {
        animation: false, parsing: false, normalized: true, maintainAspectRatio: false, scales,
        interaction: {mode: "index", intersect: false},
        plugins: {legend: {display: false}, tooltip: {
          filter: item => !item.dataset.faint,
          callbacks: {
            title: items => items.length ? `Step ${count(items[0].parsed.x)}` : "",
            label: item => ` ${item.dataset.label}: ${item.dataset.series.format(item.parsed.y)}`,
          },
        }},
      },
    };
  }

  /** Buttons that tell the newest values and switch each series on and off. */
  legend() {
    const place = document.getElementById(`${this.spec.id}-legend`);
    this.names = [];
    this.values = this.spec.series.map((series, i) => {
      const button = document.createElement("button");
      button.type = "button";
      button.setAttribute("aria-pressed", "true");
      button.innerHTML = `<svg width="22" height="8" aria-hidden="true"><line x1="1" y1="4" x2="21" y2="4" stroke="currentColor"
        stroke-width="2.5" stroke-dasharray="${(series.dash ?? []).join(" ")}"/></svg><span></span><b></b>`;
      button.querySelector("svg").style.color = `var(${series.color})`;
      button.querySelector("span").textContent = series.name;
      button.onclick = () => {
        const visible = button.getAttribute("aria-pressed") !== "true";
        button.setAttribute("aria-pressed", visible);
        this.chart.setDatasetVisibility(2 * i, visible);
        this.chart.setDatasetVisibility(2 * i + 1, visible);
        this.chart.update();
      };
      place.append(button);
      this.names.push(button.querySelector("span"));
      return button.querySelector("b");
    });
  }

  theme() {
    theme(this.chart);
    for (const dataset of this.chart.data.datasets) {
      const line = color(dataset.series.color);
      dataset.borderColor = dataset.edge ? "transparent" : dataset.faint ? `${line}59` : line;
      dataset.backgroundColor = dataset.edge ? `${color("--band")}` : line;
    }
    this.chart.update();
  }

  /** Shows another key of the rows under another name, within bounds. */
  turnTo(key, name, bounds) {
    Object.assign(this.spec.series[0], {key, name});
    this.names[0].textContent = name;
    for (const dataset of this.chart.data.datasets) dataset.label = name;
    const {y} = this.chart.options.scales;
    // A share is seen best on its whole scale; what may grow without bound is not.
    y.min = bounds.least === 0 ? 0 : undefined;
    y.max = bounds.bad === "low" && bounds.greatest === 1 ? 1 : undefined;
  }

  draw(rows, columns, latest, smooth, [from, to]) {
    const points = buckets(rows, this.spec.series.map(({key}) => columns.indexOf(key)));
    points.forEach((list, i) => {
      this.chart.data.datasets[2 * i].data = smooth ? trend(list) : list;
      this.chart.data.datasets[2 * i + 1].data = smooth ? list : [];
      const {key, format} = this.spec.series[i];
      this.values[i].textContent = format(latest[key]);
    });
    if (this.spec.band) {
      const [{key}] = this.spec.series;
      buckets(rows, ["low", "high"].map(edge => columns.indexOf(`${key}.${edge}`))).forEach((list, i) => { this.chart.data.datasets[2 + i].data = list; });
    }
    const {x} = this.chart.options.scales;
    x.min = from;
    x.max = Math.max(to, from + 1);
    this.chart.update();
    const now = this.spec.series.map(({key, name, format}) => `${name} ${format(latest[key])}`).join(", ");
    this.canvas.setAttribute("aria-label", `Chart over steps ${count(x.min)} to ${count(x.max)}. Now: ${now}. Left and right arrow keys move along the curve.`);
  }
}

