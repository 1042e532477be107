import type { CoursePlan } from '#engagement/course-plan.ts';
import { dateOf, dayOf } from '#engagement/day.ts';
import type { Present } from './events.ts';
import type { Presentation } from './presentation.ts';

/** What a presentation told its learners at the start, moved so that its present day is today: what is due next is still to come. */
export function presentationPlan(
  { lengthDays, deadlines }: Presentation,
  { day, now, timeZone }: Omit<Present, 'seed'>,
): CoursePlan {
  const start = dayOf(now, timeZone) - day;
  const counts = new Map<string, number>();
  return {
    startsOn: dateOf(start),
    endsOn: dateOf(start + lengthDays),
    deadlines: deadlines.map(({ type, day: due, weight }) => {
      const number = (counts.get(type) ?? 0) + 1;
      counts.set(type, number);
      return { title: `${type} ${number}`, dueOn: dateOf(start + due), weight };
    }),
    skills: [],
  };
}
