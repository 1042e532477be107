import type { Anomaly } from '#engagement/anomaly.ts';
import { count, format } from './en-format.ts';

// What is said of what is unusual; a part of en.ts.

const { whole, tenths } = format;

/** What was seen, and between what it usually lies: half of all times, which people read as "usually". */
function unusualSaid(anomaly: Anomaly): string {
  const { what, than, of, days } = anomaly;
  const observed = amountOf(of, anomaly.observed);
  const within = days === 1 ? 'by this hour' : `in ${count(days, 'day')}`;
  switch (what) {
    case 'odd_hours':
      return `At unusual hours: ${observed} in the last 24 hours while the cohort sleeps`;
    case 'quieter':
      if (than === 'cohort')
        return `Behind the cohort: ${observed} ${within}, where the others would suggest ${rangeOf(anomaly)}`;
      return days === 1
        ? `Much less than usual today: ${observed} ${within}, usually ${rangeOf(anomaly)}`
        : `Quieter than usual: ${observed} ${within}, usually ${rangeOf(anomaly)}`;
    case 'busier':
      return days === 1
        ? `Much more than usual today: ${observed} ${within}, usually ${rangeOf(anomaly)}`
        : `Busier than usual: ${observed} ${within}, usually ${rangeOf(anomaly)}`;
  }
}

function amountOf(of: Anomaly['of'], amount: number): string {
  switch (of) {
    case 'events':
      return count(Math.round(amount), 'event');
    case 'minutes':
      return count(Math.round(amount), 'active minute');
    case 'active_days':
      return `${count(Math.round(amount), 'day')} with activity`;
  }
}

/** Half of what is usual lies so many spreads around the middle. */
const halfWithinSpreads = 0.6745;

function rangeOf({ of, days, usual, spread }: Anomaly): string {
  const most = of === 'active_days' ? days : Infinity;
  const from = whole(Math.max(0, usual - halfWithinSpreads * spread));
  const to = whole(Math.min(most, usual + halfWithinSpreads * spread));
  return from === to ? `about ${from}` : `${from} to ${to}`;
}

export const unusual = {
  title: 'Unusual',
  none: 'Nothing unusual today or in the last seven days. It takes five weeks to know what is usual for someone.',
  said: unusualSaid,
  cohort: {
    quieter: 'The whole cohort was quieter this week',
    busier: 'The whole cohort was busier this week',
  },
  how: 'Today so far and the last seven days are compared with the same of the 4 to 11 weeks before: a Tuesday with Tuesdays, and only as far as the day has gone. The range is where about half of these lie. Unusual begins three usual spreads away from its middle, and not where the whole cohort moved the same way.',
  odd: 'Hours are compared with those of the cohort: at these next to nobody is there. Whoever is up at night again within four weeks is not told of again.',
  misses:
    'It says that something is different, not that something is wrong. Of learners who come on two days a week or less, a week of silence is not unusual.',
  deviations: (deviations: number) =>
    `${tenths(Math.abs(deviations))} times the usual spread ${deviations < 0 ? 'below' : 'above'} the middle of what is usual.`,
};
