import { kindOf } from '#engagement/mark.ts';
import type { ClassHistory, LearnerHistory } from '#engagement/training/class-history.ts';
import { activityOf, markedAfterDays, pagesMax, submissionOf } from './activity.ts';
import type { OuladLearner, Presentation } from './presentation.ts';

/** Nobody could do anything earlier, and some are still around when it is over. */
const daysBefore = 40;
const daysAfter = 40;

/** What the product would have kept of a presentation, had everything been sent to it: days count from the start, which is day 0. */
export function classHistoryOf({ name, lengthDays, deadlines, learners }: Presentation): ClassHistory {
  return {
    name,
    firstDay: -daysBefore,
    course: { starts: 0, ends: lengthDays, deadlines },
    learners: learners.map((learner) => learnerHistoryOf(learner, daysBefore + lengthDays + daysAfter)),
  };
}

function learnerHistoryOf(
  { id, registeredOn, unregisteredOn, clicks, submissions }: OuladLearner,
  days: number,
): LearnerHistory {
  const ring = () => new Uint16Array(days);
  const [events, quizzes, handedIn, results, percents] = [ring(), ring(), ring(), ring(), ring()];
  const last = unregisteredOn ?? Infinity;
  function add(to: Uint16Array, day: number, count: number): void {
    const at = day + daysBefore;
    if (at >= 0 && at < days && day <= last) to[at] = (to[at] ?? 0) + count;
  }
  for (const { day, activity, pages } of clicks) {
    const count = Math.min(pages, pagesMax);
    add(events, day, count);
    if (kindOf[activityOf(activity).type] === 'quiz') add(quizzes, day, count);
  }
  for (const { day, type, score } of submissions) {
    add(events, day, 1);
    add(kindOf[submissionOf(type).type] === 'quiz' ? quizzes : handedIn, day, 1);
    if (score === null) continue;
    add(results, day + markedAfterDays, 1);
    add(percents, day + markedAfterDays, score);
  }
  const none = new Uint16Array(0);
  return {
    id: String(id),
    joined: registeredOn,
    days: {
      events,
      quizzes,
      handedIn,
      results,
      percents,
      present: none,
      late: none,
      absent: none,
      texts: none,
      moods: none,
    },
  };
}
