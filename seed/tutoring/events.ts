import type { Attendance, LearnerEvent } from '#engagement/event.ts';
import { openRandom } from '../random.ts';
import { feedbackOf } from './feedback.ts';
import { lanternhill } from './people.ts';
import type { SimulatedSession } from './set.ts';

/**
 * A session as a source would send it. One that took place starts, has an attendance, ends with what
 * was noticed in it, and may be followed by the learner's own words. One that did not is an attendance
 * alone: the learner's absence when they did not come, and nobody's fault otherwise. `until` is the end
 * of the set; nobody writes later.
 */
export function eventsOf(session: SimulatedSession, seed: string | number, until: number): LearnerEvent[] {
  const { id, learner, startsAt, endsAt, outcome, minutesLate, signals } = session;
  const base = { learner: learner.id, course: lanternhill.course };
  const planned = { scheduledStart: startsAt, scheduledEnd: endsAt };
  if (outcome !== 'completed') {
    const status = outcome === 'learner_no_show' ? 'absent' : 'excused';
    const attendance: Attendance = { status, ...planned };
    return [{ ...base, id: `${id}.missed`, type: 'attendance', at: endsAt, attendance, session: signals }];
  }
  const minutes = (endsAt - startsAt) / minuteMs - minutesLate;
  const attendance: Attendance = {
    status: minutesLate > 0 ? 'late' : 'present',
    ...planned,
    minutesLate,
    minutesAttended: minutes,
    participation: participationOf(signals.questions ?? 0),
  };
  const events: LearnerEvent[] = [
    { ...base, id: `${id}.start`, type: 'session_start', at: startsAt + minutesLate * minuteMs },
    // The end of the session tells how long it was: told twice, its minutes would count twice.
    { ...base, id: `${id}.there`, type: 'attendance', at: endsAt, durationS: 0, attendance },
    { ...base, id: `${id}.end`, type: 'session_end', at: endsAt, durationS: minutes * 60, session: signals },
  ];
  if (signals.rating !== undefined) {
    const random = openRandom(seed).fork(`feedback ${id}`);
    const at = Math.min(until - 1, endsAt + Math.round(random.between(2, 90) * minuteMs));
    const text = feedbackOf(random, { stars: signals.rating, mentor: signals.with });
    events.push({ ...base, id: `${id}.feedback`, type: 'message', at, text });
  }
  return events;
}

const minuteMs = 60_000;

/** From what the learner asked: the only thing of theirs that the recording counts. */
function participationOf(questions: number): Required<Attendance>['participation'] {
  if (questions >= 5) return 'high';
  if (questions >= 2) return 'medium';
  return questions >= 1 ? 'low' : 'none';
}
