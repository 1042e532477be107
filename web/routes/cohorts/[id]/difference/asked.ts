/** What an address with names asks for: these learners over a stretch of time, or over the last week. */
export interface Asked {
  learners: string[];
  from: string;
  to: string;
}

/** As many as an address should hold; more are selected on the map. */
const learnersMost = 20;
const weekMs = 7 * 86_400_000;
const minuteMs = 60_000;

/** Null where nobody is named. */
export function askedOf(query: Pick<URLSearchParams, 'get'>, now: number): Asked | null {
  const learners = (query.get('learners') ?? '')
    .split(',')
    .filter((learner) => learner !== '')
    .slice(0, learnersMost);
  if (learners.length === 0) return null;
  // To the minute, so that who reloads at once has the same selection.
  const runningMinute = new Date(Math.floor(now / minuteMs) * minuteMs).toISOString();
  const named = query.get('to') ?? runningMinute;
  // A region of a map ends with its last column, and the day or hour of that is not over.
  const to = timeOr(named, now) > now ? runningMinute : named;
  const from = query.get('from') ?? new Date(timeOr(to, now) - weekMs).toISOString();
  return { learners, from, to };
}

/** What is no time is for the server to refuse, in its words. */
function timeOr(text: string, otherwise: number): number {
  const at = Date.parse(text);
  return Number.isNaN(at) ? otherwise : at;
}
