import type { Random } from '../random.ts';
import { hours, lengths, recentBias, span, startMinutes, weekdays } from './probabilities.ts';

/** When a session is planned; who meets is decided later. In ms. */
export interface Slot {
  startsAt: number;
  endsAt: number;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** As many slots as asked, in order of time, of which never more overlap than there are mentors. */
export function slotsOf(random: Random, count: number, mentors: number, until: number): Slot[] {
  const days = weightedDays(until);
  const slots: Slot[] = [];
  for (let tries = 0; slots.length < count; tries++) {
    if (tries > triesPerSlotMax * count)
      throw new Error(`${count} sessions do not fit into ${span.days} days`);
    const slot = slotOn(random, random.weighted(days));
    if (slots.filter((other) => overlaps(slot, other)).length < mentors) slots.push(slot);
  }
  return slots.toSorted((one, other) => one.startsAt - other.startsAt || one.endsAt - other.endsAt);
}

/** With as many sessions as the brief has for its mentors hardly one is drawn twice. */
const triesPerSlotMax = 50;

export function overlaps(one: Slot, other: Slot): boolean {
  return one.startsAt < other.endsAt && other.startsAt < one.endsAt;
}

function weightedDays(until: number): (readonly [midnight: number, weight: number])[] {
  const last = Math.floor(until / dayMs) - 1;
  return Array.from({ length: span.days }, (_, index) => {
    const day = last - span.days + 1 + index;
    // 1970-01-01 was a Thursday.
    const liking = weekdays[(day + 3) % 7] ?? 0;
    const passed = index / (span.days - 1);
    const bias = recentBias.firstDay + (recentBias.lastDay - recentBias.firstDay) * passed;
    return [day * dayMs, liking * bias] as const;
  });
}

function slotOn(random: Random, midnight: number): Slot {
  const startsAt = midnight + random.weighted(hours) * hourMs + random.weighted(startMinutes) * minuteMs;
  return { startsAt, endsAt: startsAt + random.weighted(lengths) * minuteMs };
}
