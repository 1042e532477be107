import type { Attendance } from './event.ts';

/** Points of a session, which add up to 100: being there, on time, and taking part (brief A2). */
export const attendancePoints = {
  presence: 70,
  punctuality: 15,
  participation: { high: 15, medium: 11.25, low: 6, none: 0 },
  /** So many minutes late, and nothing is left of being on time. */
  lateMinutesMax: 15,
} as const;

/** What a session is worth, 0..100; null for one of which the learner was excused: that is neither presence nor absence. */
export function sessionPoints(session: Attendance): number | null {
  switch (session.status) {
    case 'excused':
      return null;
    case 'absent':
      return 0;
    case 'present':
    case 'late': {
      const { minutesLate = 0, participation } = session;
      const { presence, punctuality, lateMinutesMax } = attendancePoints;
      const there = presence * shareAttended(session);
      const onTime = punctuality * Math.max(0, 1 - minutesLate / lateMinutesMax);
      if (participation !== undefined) return there + onTime + attendancePoints.participation[participation];
      // Nobody noted how they took part: the rest counts for all of it.
      return ((there + onTime) * 100) / (presence + punctuality);
    }
  }
}

function shareAttended({ scheduledStart, scheduledEnd, minutesAttended }: Attendance): number {
  if (scheduledStart === undefined || scheduledEnd === undefined || minutesAttended === undefined) return 1;
  const minutes = (scheduledEnd - scheduledStart) / 60_000;
  return minutes <= 0 ? 1 : Math.max(0, Math.min(1, minutesAttended / minutes));
}
