import { bisectRight, curveStepAfter, line, max, scaleLinear } from 'd3';
import { dayOf, startOfDay } from '#engagement/day.ts';
import type { RiskHistory, RiskPoint } from '#engagement/risk-history.ts';
import type { Band } from '#engagement/risk.ts';

/** The history of a risk as it is drawn. */
export interface RiskLine {
  /** Flat where nothing moved: a risk holds until the next point. */
  path: string;
  /** From left to right; the last is the present. */
  points: (Omit<RiskPoint, 'at'> & { at: number; x: number; y: number })[];
  floors: { band: Exclude<Band, 'low'>; percent: number; y: number; isNamed: boolean }[];
  /** Changes of the band; of those that would lie on one another the newest. */
  changes: { at: number; to: Band; x: number; y: number }[];
  /** Days that are labelled, at their beginning. */
  days: { at: number; x: number }[];
  left: number;
  right: number;
}

const margin = { top: 10, right: 88, bottom: 22, left: 8 };
const markWidth = 16;
const nameHeight = 15;
const dayWidth = 58;
/** A date closer to the edge would be cut. */
const nameHalf = 14;
const dayStretches = [1, 2, 3, 7, 14, 28, 56, 112];
const dayMs = 86_400_000;

/** The present belongs to it: what is said of the learner now, which may be newer than what was read of the past. */
export function riskLineOf(
  { points: past, changes, floors, from: begins, to, timeZone }: RiskHistory,
  present: RiskPoint | null,
  width: number,
  height: number,
): RiskLine {
  const now = Math.max(Date.parse(to), present === null ? 0 : Date.parse(present.at));
  const from = Math.min(Date.parse(begins), now - 1);
  const all = [...past, ...(present === null ? [] : [present])].map((point) => ({
    ...point,
    at: Math.max(from, Date.parse(point.at)),
  }));
  const last = all.at(-1);
  // Where nobody tells of the present, the last that was said still holds.
  if (present === null && last !== undefined && last.at < now) all.push({ ...last, at: now });
  const top = Math.max(floors.critical, 100 * (max(all, ({ risk }) => risk) ?? 0)) + headroom;
  const right = Math.max(margin.left + 1, width - margin.right);
  const x = scaleLinear([from, now], [margin.left, right]).clamp(true);
  const y = scaleLinear([0, Math.min(100, top)], [height - margin.bottom, margin.top]);
  const points = all.map((point) => ({ ...point, x: x(point.at), y: y(100 * point.risk) }));
  const path = line<(typeof points)[number]>(
    (point) => point.x,
    (point) => point.y,
  ).curve(curveStepAfter);
  return {
    path: path(points) ?? '',
    points,
    floors: floorsOn(floors, y),
    changes: changesOn(changes, from, x, y),
    days: daysOn(from, now, timeZone, x),
    left: margin.left,
    right,
  };
}

/** In percent, above the highest of what is drawn. */
const headroom = 6;

function floorsOn(floors: RiskHistory['floors'], y: (percent: number) => number): RiskLine['floors'] {
  let free = Infinity;
  return (['medium', 'high', 'critical'] as const).map((band) => {
    const at = y(floors[band]);
    const isNamed = at <= free;
    if (isNamed) free = at - nameHeight;
    return { band, percent: floors[band], y: at, isNamed };
  });
}

function changesOn(
  changes: RiskHistory['changes'],
  from: number,
  x: (at: number) => number,
  y: (percent: number) => number,
): RiskLine['changes'] {
  const shown: RiskLine['changes'] = [];
  for (const { at, to, risk } of changes.toReversed()) {
    const ms = Date.parse(at);
    if (to === null || risk === null || ms < from) continue;
    const next = shown.at(-1);
    if (next !== undefined && next.x - x(ms) < markWidth) continue;
    shown.push({ at: ms, to, x: x(ms), y: y(100 * risk) });
  }
  return shown.toReversed();
}

function daysOn(from: number, now: number, timeZone: string, x: (at: number) => number): RiskLine['days'] {
  const [first, last] = [dayOf(from, timeZone) + 1, dayOf(now, timeZone)];
  const room = x(now) - x(from);
  const every =
    dayStretches.find((days) => (days * dayMs * room) / (now - from) >= dayWidth) ?? last - first + 1;
  const days: RiskLine['days'] = [];
  for (let day = last; day >= first; day -= every) {
    const at = startOfDay(day, timeZone);
    if (x(at) - x(from) >= nameHalf) days.push({ at, x: x(at) });
  }
  return days.toReversed();
}

/** Which point held at a place of the drawing. */
export function pointHeldAt({ points }: RiskLine, x: number): number {
  const xs = points.map((point) => point.x);
  return Math.max(0, bisectRight(xs, x) - 1);
}

/** Where a key leads from a point: a little to the side, to the ends, or to the next change of band; null for keys that do not move. */
export function pointMovedTo(drawn: RiskLine, from: number, key: string): number | null {
  const { points, left, right } = drawn;
  const here = points[from];
  if (here === undefined) return null;
  const step = Math.max(1, (right - left) / stepsAcross);
  const changed = points.flatMap(({ band }, index) =>
    band === (points[index - 1]?.band ?? band) ? [] : [index],
  );
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp': {
      const next = points.findIndex(({ x }) => x >= here.x + step);
      return next === -1 ? points.length - 1 : next;
    }
    case 'ArrowLeft':
    case 'ArrowDown':
      return pointHeldAt(drawn, here.x - step);
    case 'PageDown':
      return changed.find((index) => index > from) ?? points.length - 1;
    case 'PageUp':
      return changed.findLast((index) => index < from) ?? 0;
    case 'Home':
      return 0;
    case 'End':
      return points.length - 1;
    default:
      return null;
  }
}

/** So that a key need not be pressed a thousand times. */
const stepsAcross = 60;
