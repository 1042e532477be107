import type { LearnerEvent } from '#engagement/event.ts';
import { classes } from './course.ts';
import type { Act } from './sitting.ts';
import type { Random } from './random.ts';

const minuteMs = 60_000;
const lateFromMinutes = 5;
/** Minutes before or after the beginning at which they join; most are a little early and counted from the beginning. */
const arrivesMeanMinutes = -1;
const arrivesSpreadMinutes = 6;
const leavesEarlyShare = 0.08;
/** Whoever comes with less than this left is not written down as having come. */
const leastMinutes = 5;

const participations = [
  ['high', 2],
  ['medium', 5],
  ['low', 2],
  ['none', 0.5],
] as const;

/** When the class that began at `startAt` ends and its register is written. */
export function registerAt(startAt: number): number {
  return startAt + classes.minutes * minuteMs;
}

/** Who comes joins, not before they are free, and is in the register. Null when they come too late to be let in. */
export function attended(
  random: Random,
  startAt: number,
  freeAt: number,
): { joinedAt: number; join: Act; register: Act } | null {
  const endsAt = registerAt(startAt);
  const arrives =
    startAt + Math.round(Math.max(0, random.normal(arrivesMeanMinutes, arrivesSpreadMinutes)) * minuteMs);
  const joinedAt = Math.max(arrives, freeAt);
  const leavesEarly = random.chance(leavesEarlyShare) ? random.between(5, 30) : 0;
  const participation = random.weighted(participations);
  const minutesLate = Math.floor((joinedAt - startAt) / minuteMs);
  const minutesAttended = Math.max(1, classes.minutes - minutesLate - Math.floor(leavesEarly));
  if (minutesLate > classes.minutes - leastMinutes) return null;
  const isLate = minutesLate >= lateFromMinutes;
  return {
    joinedAt,
    join: { type: 'live_session_join' },
    register: {
      type: 'attendance',
      attendance: {
        status: isLate ? 'late' : 'present',
        scheduledStart: startAt,
        scheduledEnd: endsAt,
        minutesLate: isLate ? minutesLate : 0,
        minutesAttended,
        participation,
      },
    },
  };
}

/** What the register says of somebody who was not there: nothing they did, and not counted as activity. */
export function missed(startAt: number, isExcused: boolean): Act {
  return {
    type: 'attendance',
    attendance: {
      status: isExcused ? 'excused' : 'absent',
      scheduledStart: startAt,
      scheduledEnd: registerAt(startAt),
      minutesAttended: 0,
    },
  };
}

/** Whether the learner did something, rather than being missed. */
export function isActivity({ attendance }: Pick<LearnerEvent, 'attendance'>): boolean {
  return attendance?.status !== 'absent' && attendance?.status !== 'excused';
}
