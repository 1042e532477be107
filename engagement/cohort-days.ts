/** How a cohort came and went, day by day: what everybody's silence is measured by. */
export interface CohortDays {
  /** What share of those who are around was there, summed up to each day; the last is today. */
  upTo: readonly number[];
  /** Steps of equal height through how active those were yesterday who are around (`recent14` of risk-features.ts), lowest first. */
  recents: readonly number[];
  /** Of those who were around two weeks ago, what share has not been there since. */
  lost: number;
}

/** The same as it is kept: a share for each day, oldest first. */
export interface KeptCohortDays {
  /** Days after 1970 of the last share. */
  day: number;
  shares: readonly number[];
  recents: readonly number[];
  lost: number;
}

/** The learners of a cohort, counted one after the other. */
export interface OpenCohortDays {
  around: number;
  active: number[];
  recents: number[];
  aroundBefore: number;
  lost: number;
}

/** Who did nothing for so long is not around: nobody is to be measured by those who have left. */
const aroundDays = 28;
/** Those of whom a fortnight's silence is news. */
const wereAroundDays = 14;
/** Fewer learners make no rhythm. */
const learnersMin = 8;
const steps = 32;
const decay14 = 0.5 ** (1 / 14);

export function openCohortDays(days: number): OpenCohortDays {
  return { around: 0, active: Array.from({ length: days }, () => 0), recents: [], aroundBefore: 0, lost: 0 };
}

/** By what a learner did on each day up to yesterday: today, the last of them, is not over. */
export function countCohortDays(open: OpenCohortDays, events: ArrayLike<number>): void {
  const yesterday = events.length - 2;
  const wasThere = (from: number, until: number): boolean => {
    for (let back = from; back < until; back++) if ((events[yesterday - back] ?? 0) > 0) return true;
    return false;
  };
  if (wasThere(14, 14 + wereAroundDays)) {
    open.aroundBefore++;
    if (!wasThere(0, 14)) open.lost++;
  }
  if (!wasThere(0, aroundDays)) return;
  open.around++;
  const { active } = open;
  const before = events.length - active.length;
  for (let day = 0; day < active.length; day++) {
    if ((events[day + before] ?? 0) > 0) active[day] = (active[day] ?? 0) + 1;
  }
  let [recent, weight] = [0, 1];
  for (let at = yesterday; at >= 0; at--) {
    if ((events[at] ?? 0) > 0) recent += weight;
    weight *= decay14;
  }
  open.recents.push(recent);
}

/** Null where too few are around. */
export function cohortDaysOf(open: OpenCohortDays, day: number): KeptCohortDays | null {
  const { around, active, recents, aroundBefore, lost } = open;
  if (around < learnersMin) return null;
  const sorted = recents.toSorted((one, other) => one - other);
  const stepAt = (index: number): number => sorted[Math.floor((sorted.length * (index + 0.5)) / steps)] ?? 0;
  return {
    day,
    shares: active.map((count) => rounded(count / around)),
    recents: Array.from({ length: steps }, (_, index) => rounded(stepAt(index))),
    lost: aroundBefore === 0 ? 0 : rounded(lost / aroundBefore),
  };
}

/** As of the day on which it was kept, or of the next; null once it says nothing any more of the present. */
export function cohortDaysOn(kept: KeptCohortDays | null, today: number): CohortDays | null {
  if (kept === null) return null;
  const { day, shares, recents, lost } = kept;
  const later = today - day;
  if (later < 0 || later > 1) return null;
  // Sums from one day to the other are asked for at each look, of many learners.
  const upTo = [0];
  let sum = 0;
  for (let at = later; at < shares.length + later; at++) upTo.push((sum += shares[at] ?? 0));
  return { upTo, recents, lost };
}

function rounded(value: number): number {
  return Math.round(10_000 * value) / 10_000;
}
