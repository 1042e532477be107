import { scaleLinear, scaleUtc, utcMonth } from 'd3';
import type { CoursePlan } from '#engagement/course-plan.ts';
import { dayMs, dayOfDate, isDate } from '#engagement/day.ts';

/** A course from left to right, in pixels: a bar for each deadline, as high as it is heavy. */
export interface TimeLine {
  /** Where the course is; as far as the deadlines reach where nobody said. */
  from: number;
  to: number;
  /** Null where today is far from all of it. */
  today: number | null;
  months: { at: number; x: number }[];
  bars: Bar[];
  labels: { index: number; x: number; y: number; anchor: 'start' | 'end'; text: string }[];
}

export interface Bar {
  /** Of the deadline in the plan. */
  index: number;
  x: number;
  y: number;
  height: number;
  isOver: boolean;
}

export const barWidth = 8;
/** What counts for nothing is due nevertheless, and is seen. */
const barMin = 4;
const edge = 12;
/** Today is shown beside a course that is about to begin, or has just ended. */
const nearDays = 28;
const labelHeight = 16;
const labelsMax = 24;

/** Null for a plan without a single date. The bars of one day stand on each other, above `floor`. */
export function timeLineOf(plan: CoursePlan, today: number, width: number, floor: number): TimeLine | null {
  const [starts, ends] = [plan.startsOn, plan.endsOn].map((date) =>
    date !== null && isDate(date) ? dayOfDate(date) : null,
  );
  const due = plan.deadlines.flatMap(({ title, dueOn, weight }, index) =>
    isDate(dueOn) ? [{ index, title, day: dayOfDate(dueOn), weight: Math.max(0, weight || 0) }] : [],
  );
  const days = [starts, ends, ...due.map(({ day }) => day)].filter((day) => typeof day === 'number');
  if (days.length === 0) return null;
  const [first, last] = [Math.min(...days), Math.max(...days)];
  const isNear = today >= first - nearDays && today <= last + nearDays;
  const shown = isNear ? [Math.min(first, today), Math.max(last, today)] : [first, last];
  const [left = first, right = last] = shown;
  const x = scaleUtc(
    [left * dayMs, Math.max(right, left + 1) * dayMs],
    [edge, Math.max(edge + 1, width - edge)],
  );
  const xOf = (day: number): number => x(day * dayMs);
  const heaviest = Math.max(1, ...dayWeights(due).values());
  const heightOf = scaleLinear([0, heaviest], [0, floor - 2 * labelHeight]);

  const tops = new Map<number, number>();
  const bars = due
    .toSorted((one, other) => other.weight - one.weight)
    .map(({ index, day, weight }): Bar => {
      const bottom = tops.get(day) ?? floor;
      const height = Math.max(barMin, heightOf(weight));
      // A hair between two of one day, so that they are seen to be two.
      tops.set(day, bottom - height - 1);
      return { index, x: xOf(day), y: bottom - height, height, isOver: day < today };
    });
  return {
    from: xOf(starts ?? first),
    to: xOf(ends ?? last),
    today: isNear ? xOf(today) : null,
    months: utcMonth.range(new Date(left * dayMs), new Date(right * dayMs)).map((month) => ({
      at: month.getTime(),
      x: x(month),
    })),
    bars,
    labels: labelsOf(due, tops, xOf, width),
  };
}

interface Due {
  index: number;
  title: string;
  day: number;
  weight: number;
}

function dayWeights(due: readonly Due[]): Map<number, number> {
  const weights = new Map<number, number>();
  for (const { day, weight } of due) weights.set(day, (weights.get(day) ?? 0) + weight);
  return weights;
}

/** Titles above their days, the heaviest first, as far as there is room: the table below has all of them. */
function labelsOf(
  due: readonly Due[],
  tops: ReadonlyMap<number, number>,
  xOf: (day: number) => number,
  width: number,
): TimeLine['labels'] {
  const labels: (TimeLine['labels'][number] & { left: number; right: number })[] = [];
  const labelled = new Set<number>();
  for (const { index, title, day } of due.toSorted((one, other) => other.weight - one.weight)) {
    if (labels.length === labelsMax || labelled.has(day) || title === '') continue;
    const text = title.length > titleChars ? `${title.slice(0, titleChars - 1)}…` : title;
    const room = text.length * charWidth;
    const anchor = xOf(day) + room > width ? 'end' : 'start';
    const x = xOf(day) + (anchor === 'start' ? -barWidth / 2 : barWidth / 2);
    const [left, right] = anchor === 'start' ? [x, x + room] : [x - room, x];
    const y = (tops.get(day) ?? 0) - 4;
    const isFree =
      left >= 0 &&
      labels.every((one) => right < one.left || left > one.right || Math.abs(one.y - y) >= labelHeight) &&
      [...tops].every(([other, top]) => other === day || top > y + 2 || outside(xOf(other), left, right));
    if (!isFree) continue;
    labels.push({ index, x, y, anchor, text, left, right });
    labelled.add(day);
  }
  return labels.map(({ index, x, y, anchor, text }) => ({ index, x, y, anchor, text }));
}

const titleChars = 24;
/** Of twelve pixels' text, on the safe side. */
const charWidth = 6.6;

function outside(x: number, left: number, right: number): boolean {
  return x + barWidth / 2 < left || x - barWidth / 2 > right;
}
