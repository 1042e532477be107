import { type CohortUsual, moveOf } from './cohort-usual.ts';
import { activeMinutes } from './cohort.ts';
import type { Band } from './risk.ts';
import type { WallFigures, WallMove } from './wall.ts';
import { floored, groupMin, groupsOf, stepsOf } from './wall-groups.ts';
import type { WindowRead } from './window.ts';

/** The learners of a cohort, counted one after the other for a wall. */
export interface OpenWall {
  active: number;
  cameBack: number;
  handedIn: number;
  minutes: number[];
  /** Whoever did something in the last hour, only where that is asked for. */
  seen: { enrolment: string; last: number; cells: number[] }[] | null;
}

/** Who was away for so long and is here today has come back. */
const awayDays = 3;
/** In one minute: fewer colours than on the screens of staff, since a rhythm that is drawn finely is known again. */
const cellSteps = [1, 3, 10];
/** As many as are readable from across a room. */
export const wallRowsMost = 12;

export function openWall(hasRows: boolean): OpenWall {
  return { active: 0, cameBack: 0, handedIn: 0, minutes: [], seen: hasRows ? [] : null };
}

export function countForWall(
  open: OpenWall,
  enrolment: string,
  { minutes, lms, handedIn }: Pick<WindowRead, 'minutes' | 'lms' | 'handedIn'>,
): void {
  for (const [minute, events] of minutes.entries()) {
    open.minutes[minute] = (open.minutes[minute] ?? 0) + events;
  }
  if (minutes.slice(-activeMinutes).some((events) => events > 0)) open.active++;
  if ((handedIn.at(-1) ?? 0) > 0) open.handedIn++;
  if (hasComeBack(lms)) open.cameBack++;
  const last = minutes.findLastIndex((events) => events > 0);
  if (last >= 0) open.seen?.push({ enrolment, last, cells: minutes.map(cellOf) });
}

/** What is told of a cohort whose windows were counted; null while it has too few learners. */
export function figuresOf(
  open: OpenWall,
  {
    bands,
    learners,
    claims,
    usual,
  }: {
    bands: Record<Band | 'unknown', number>;
    learners: number;
    claims: number;
    usual: CohortUsual | null;
  },
): Omit<WallFigures, 'rows'> | null {
  if (learners < groupMin) return null;
  return {
    learners,
    active: stepsOf(open.active, learners),
    bands: groupsOf(bands),
    usual: { day: told(usual?.day ?? null), week: told(usual?.week ?? null) },
    // The running minute is left out: not yet over, it would always look like a fall.
    minutes: open.minutes.slice(0, -1).map(floored),
    cameBack: stepsOf(open.cameBack, learners),
    handedIn: stepsOf(open.handedIn, learners),
    claims: stepsOf(claims, learners),
  };
}

/** Those who were there last, as many as there is room for. */
export function rowsSeen(open: OpenWall): { enrolment: string; cells: number[] }[] | null {
  if (open.seen === null) return null;
  const latest = open.seen.toSorted(
    (one, other) => other.last - one.last || (one.enrolment < other.enrolment ? -1 : 1),
  );
  return latest.slice(0, wallRowsMost);
}

function hasComeBack(days: readonly number[]): boolean {
  const today = days.length - 1;
  if ((days[today] ?? 0) === 0) return false;
  const before = days.findLastIndex((events, day) => day < today && events > 0);
  return before >= 0 && today - before > awayDays;
}

function cellOf(events: number): number {
  return cellSteps.filter((step) => events >= step).length;
}

function told(share: number | null): WallMove | null {
  return share === null ? null : (moveOf(share) ?? 'as_usual');
}
