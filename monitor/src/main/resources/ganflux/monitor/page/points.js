// From rows of history to points of a curve.

const BUCKETS = 400;
// The trend's half width, in stretches: 2 % of the curve to each side.
const TREND = 8;

/** Means of [step, ...] rows over equal stretches from the first step to the last: one {x, y} list for each column. */
export function buckets(rows, columns) {
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
export function trend(points) {
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
