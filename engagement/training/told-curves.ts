// Curves that show how well an order of risks found those to whom it happened.

export interface Point {
  x: number;
  y: number;
}

/** More points than pixels would only make a page larger. */
const pointsMost = 240;

/** False alarms against recall, from nobody flagged to everybody. */
export function rocOf(told: Float64Array, answers: Float32Array): Point[] {
  const { stops, all, happened } = caughtBy(told, answers);
  return thinned([
    { x: 0, y: 0 },
    ...stops.map(({ flagged, hits }) => ({ x: (flagged - hits) / (all - happened), y: hits / happened })),
  ]);
}

/** Share flagged against how many times as often it happens to the flagged as to anybody. */
export function liftOf(told: Float64Array, answers: Float32Array, from: number = 0.01): Point[] {
  const { stops, all, happened } = caughtBy(told, answers);
  return thinned(
    stops
      .filter(({ flagged }) => flagged >= from * all)
      .map(({ flagged, hits }) => ({ x: flagged / all, y: hits / flagged / (happened / all) })),
  );
}

/** After each place where one might stop flagging, those told the same together. */
function caughtBy(told: Float64Array, answers: Float32Array) {
  const order = Int32Array.from(told.keys()).toSorted((one, other) => (told[other] ?? 0) - (told[one] ?? 0));
  const stops: { flagged: number; hits: number }[] = [];
  let hits = 0;
  for (const [index, row] of order.entries()) {
    hits += answers[row] ?? 0;
    const next = order[index + 1];
    if (next === undefined || told[next] !== told[row]) stops.push({ flagged: index + 1, hits });
  }
  return { stops, all: order.length, happened: hits };
}

/** Evenly, with both ends. */
function thinned(points: Point[]): Point[] {
  if (points.length <= pointsMost) return points;
  const last = points.length - 1;
  return Array.from(
    { length: pointsMost },
    (_, index) => points[Math.round((index * last) / (pointsMost - 1))] ?? { x: 0, y: 0 },
  );
}
