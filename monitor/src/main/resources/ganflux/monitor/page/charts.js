// The four charts. Rows are averaged into equal stretches of steps, a bold line follows their trend and a faint one
// shows what it smooths. Colours come from the style sheet, so that they follow light and dark.

import {count, figure, rate} from "/assets/tiles.js";

const BUCKETS = 400;
// The trend's half width, in stretches: 2 % of the curve to each side.
const TREND = 8;

const specs = [
  {id: "losses", y: {min: 0}, series: [
    {key: "discriminatorLoss", name: "Discriminator", color: "--discriminator", format: figure},
    {key: "generatorLoss", name: "Generator", color: "--generator", dash: [7, 3], format: figure},
  ]},
  {id: "scores", y: {min: 0, max: 1}, stepSize: 0.25, guide: {at: 0.5, text: "cannot tell"}, series: [
    {key: "realScore", name: "D(x)", color: "--discriminator", format: figure},
    {key: "fakeScore", name: "D(G(z))", color: "--generator", dash: [7, 3], format: figure},
    {key: "generatorScore", name: "D(G(z)) at G's update", color: "--third", dash: [2, 3], format: figure},
  ]},
  {id: "speed", y: {min: 0}, right: true, series: [
    {key: "imagesPerSecond", name: "Images / s", color: "--discriminator", format: rate},
    {key: "lagRecords", name: "Lag, records", color: "--fourth", dash: [7, 3], format: count, axis: "right"},
  ]},
  {id: "diversity", y: {min: 0, suggestedMax: 1.2}, guide: {at: 1, text: "as varied as real"}, series: [
    {key: "diversityRatio", name: "Pair distance ratio", color: "--generator", format: figure},
  ]},
];

const color = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

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

/** Means of [step, ...] rows over equal stretches from the first step to the last: one {x, y} list for each column. */
function buckets(rows, columns) {
  if (rows.length === 0) return columns.map(() => []);
  const first = rows[0][0];
  const width = Math.max(1, (rows[rows.length - 1][0] - first + 1) / BUCKETS);
  return columns.map(column => {
    const points = [];
    let bucket = -1, sum = 0, n = 0, last = first;
    const close = () => { if (bucket >= 0) points.push({x: last, y: n ? sum / n : null}); };
    for (const row of rows) {
      const at = Math.floor((row[0] - first) / width);
      if (at !== bucket) {
        close();
        bucket = at;
        sum = n = 0;
      }
      last = row[0];
      if (row[column] != null) {
        sum += row[column];
        n++;
      }
    }
    close();
    return points;
  });
}

/** A mean over the neighbours to both sides, the nearer the more: it follows without lagging. Gaps stay gaps. */
function trend(points) {
  return points.map(({x, y}, i) => {
    if (y == null) return {x, y};
    let sum = 0, weights = 0;
    for (let j = Math.max(0, i - TREND); j <= Math.min(points.length - 1, i + TREND); j++) {
      if (points[j].y == null) continue;
      const weight = TREND + 1 - Math.abs(i - j);
      sum += weight * points[j].y;
      weights += weight;
    }
    return {x, y: sum / weights};
  });
}

class LiveChart {
  constructor(spec) {
    this.spec = spec;
    this.canvas = document.getElementById(spec.id);
    this.chart = new Chart(this.canvas, this.options());
    this.legend();
    this.keys();
    this.theme();
  }

  options() {
    const ticks = {maxRotation: 0, autoSkipPadding: 24, includeBounds: false};
    // One width for all, so that the same step stands at the same place in every chart.
    const afterFit = axis => { axis.width = 46; };
    const y = {...this.spec.y, ticks: {maxTicksLimit: 6, stepSize: this.spec.stepSize, format: {maximumFractionDigits: 2}}, border: {display: false}, afterFit};
    const scales = {x: {type: "linear", ticks: {...ticks, precision: 0}, grid: {display: false}}, y};
    if (this.spec.right) scales.right = {position: "right", min: 0, suggestedMax: 5, ticks: {maxTicksLimit: 6, precision: 0}, border: {display: false}};
    // For each series the trend, then what it smooths: the first are drawn on top.
    const datasets = this.spec.series.flatMap(series => [
      {label: series.name, yAxisID: series.axis ?? "y", borderDash: series.dash, borderWidth: 2, series},
      {label: series.name, yAxisID: series.axis ?? "y", borderWidth: 1, faint: true, series},
    ]).map(dataset => ({...dataset, order: dataset.faint ? 2 : 1, data: [], pointRadius: 0, pointHitRadius: 0, borderJoinStyle: "round"}));
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
      return button.querySelector("b");
    });
  }

  /** Left and right move along the curve, Escape lets go. */
  keys() {
    let at = -1;
    this.canvas.addEventListener("keydown", event => {
      const last = this.chart.data.datasets[0].data.length - 1;
      const moves = {ArrowLeft: () => (at < 0 ? last : Math.max(0, at - 1)), ArrowRight: () => Math.min(last, at + 1), Home: () => 0, End: () => last, Escape: () => -1};
      if (!(event.key in moves) || last < 0) return;
      event.preventDefault();
      at = moves[event.key]();
      this.point(at);
    });
    this.canvas.addEventListener("blur", () => this.point(at = -1));
  }

  point(index) {
    const active = index < 0 ? [] : this.spec.series.map((_, i) => ({datasetIndex: 2 * i, index}));
    this.chart.setActiveElements(active);
    this.chart.tooltip.setActiveElements(active, {x: 0, y: 0});
    this.chart.update();
  }

  theme() {
    const {options, data} = this.chart;
    for (const scale of Object.values(options.scales)) {
      scale.ticks.color = color("--muted");
      if (scale.grid?.display !== false) scale.grid = {color: scale.position === "right" ? "transparent" : color("--grid"), tickLength: 6};
    }
    Object.assign(options.plugins.tooltip, {backgroundColor: color("--text"), titleColor: color("--card"), bodyColor: color("--card"), padding: 10, boxPadding: 4, usePointStyle: true});
    for (const dataset of data.datasets) {
      const line = color(dataset.series.color);
      dataset.borderColor = dataset.faint ? `${line}59` : line;
      dataset.backgroundColor = line;
    }
    this.chart.update();
  }

  draw(rows, columns, latest, smooth, [from, to]) {
    const points = buckets(rows, this.spec.series.map(({key}) => columns.indexOf(key)));
    points.forEach((list, i) => {
      this.chart.data.datasets[2 * i].data = smooth ? trend(list) : list;
      this.chart.data.datasets[2 * i + 1].data = smooth ? list : [];
      const {key, format} = this.spec.series[i];
      this.values[i].textContent = format(latest[key]);
    });
    const {x} = this.chart.options.scales;
    x.min = from;
    x.max = Math.max(to, from + 1);
    this.chart.update();
    const now = this.spec.series.map(({key, name, format}) => `${name} ${format(latest[key])}`).join(", ");
    this.canvas.setAttribute("aria-label", `Chart over steps ${count(x.min)} to ${count(x.max)}. Now: ${now}. Left and right arrow keys move along the curve.`);
  }
}

/** Builds the charts; the returned function draws a history in the chosen range. */
export function createCharts() {
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  Chart.defaults.font.size = 11.5;
  const charts = specs.map(spec => new LiveChart(spec));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => charts.forEach(chart => chart.theme()));
  return (history, range, smooth) => {
    const all = [...history.rows.slice(0, 1), ...history.rows.slice(-1), ...history.diversity.slice(0, 1), ...history.diversity.slice(-1)].map(row => row[0]);
    const last = Math.max(1, ...all);
    const first = range ? Math.max(1, last - range + 1) : Math.min(last, ...all);
    const within = rows => rows.filter(row => row[0] >= first);
    const latest = {...history.latest, diversityRatio: history.diversityRatio};
    for (const chart of charts) {
      const own = chart.spec.id === "diversity";
      chart.draw(within(own ? history.diversity : history.rows), own ? ["step", "diversityRatio"] : history.columns, latest, smooth && !own, [first, last]);
    }
  };
}
