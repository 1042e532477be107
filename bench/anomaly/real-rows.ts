import { openRandom } from '#seed/random.ts';
import { type Row, median, row } from '../row.ts';
import { type Changed, type Manner, alarmsPerWeek, foundAfterDays, watch } from './looks.ts';
import { realClass } from './real.ts';
import { type Change, doubledBy, halved, stopped, traceOf } from './trace.ts';

/** From here on all have twelve weeks behind them. */
const from = 112;
const twoWeeks = 14;

/** Of real learners nobody knows which week was an ordinary one: all weeks of those who passed count as such. */
export async function realRows(manners: [name: string, manner: Manner][]): Promise<Row[]> {
  const { calendar, firstDay, days, learners } = await realClass();
  const traces = learners.map(({ events }, index) => traceOf(String(index), events, calendar, days));
  const watched = watch(traces, firstDay, from, days);
  const passed = learners.flatMap((learner, index) => (learner.hasPassed ? [{ ...learner, index }] : []));
  const theirs = passed.flatMap(({ index }) => traces[index] ?? []);
  const rows = manners.map(([name, manner]) => {
    const { share, weeks } = alarmsPerWeek(theirs, { from, to: days }, watched, manner);
    return row(`real, passed${name}: of ${weeks} weeks with an alarm`, '%', 100 * share);
  });

  const full: Manner = { cohort: true, weekdays: true };
  const random = openRandom('real');
  const changes: [name: string, what: 'quieter' | 'busier', change: (index: number) => Change][] = [
    ['stop', 'quieter', () => stopped],
    ['half as much', 'quieter', (index) => halved(random.fork(String(index)))],
    ['twice as much', 'busier', (index) => doubledBy(passed[(index + 1) % passed.length]?.events ?? [])],
  ];
  for (const [name, what, change] of changes) {
    const changed = passed.flatMap(({ events, index: id }, index) =>
      [0, 1, 2, 3].map((turn): Changed => {
        const day = from + turn * 25 + ((index * 3) % 14);
        return {
          trace: traceOf(String(id), change(index)(events, calendar.day(day).midnight), calendar, days),
          from: day,
        };
      }),
    );
    const found = foundAfterDays(changed, what, watched, full);
    rows.push(
      row(`real, passed, ${name}: found within 14 days`, '%', (100 * found.length) / changed.length),
      row(`real, passed, ${name}: found on day, median`, 'days', median(found)),
    );
  }
  const leavers = learners.flatMap(({ leftOn }, index) => {
    const trace = traces[index];
    const isSeen = leftOn !== null && leftOn >= from && leftOn <= days - twoWeeks;
    return trace !== undefined && isSeen ? [{ trace, from: leftOn }] : [];
  });
  const found = foundAfterDays(leavers, 'quieter', watched, full);
  return [
    ...rows,
    row('real, withdrew', 'learners', leavers.length),
    row('real, withdrew: found within 14 days of the last sign', 'learners', found.length),
  ];
}
