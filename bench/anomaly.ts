import { type Row, median, row } from './row.ts';
import type { Bench } from './bench.ts';
import {
  type Life,
  breakFrom,
  calendar,
  clockwork,
  firstDay,
  livedThrough,
  livesWithBreak,
  span,
  steadyLives,
  twinLives,
} from './anomaly/lives.ts';
import {
  type Changed,
  type Manner,
  type Watched,
  alarmsPerWeek,
  foundAfterDays,
  looksOn,
  watch,
} from './anomaly/looks.ts';
import { realRows } from './anomaly/real-rows.ts';
import { type Change, type Trace, doubledBy, halved, laterBy, stopped, traceOf } from './anomaly/trace.ts';
import { openRandom } from '#seed/random.ts';
import { type Anomaly, unusualOf } from '#engagement/anomaly.ts';

const usualLearners = 160;
const quickLearners = 32;
/** From the evening into the night. */
const laterHours = 7;
const full: Manner = { cohort: true, weekdays: true };
const manners: [name: string, manner: Manner][] = [
  ['', full],
  [', without the cohort', { ...full, cohort: false }],
  [', without weekdays', { ...full, weekdays: false }],
];
/** An illness is a change: its week and the one after it are nobody's false alarm. */
const illnessTells = 7;

/** How often the rules call somebody unusual who is not, and how soon they see a change, on learners of whom the truth is known. */
export async function anomaly({ settings, say }: Bench): Promise<Row[]> {
  const count = settings.isQuick ? quickLearners : usualLearners;
  say(`simulating ${count} learners`);
  const lives = steadyLives(count);
  const twins = twinLives(count);
  const steady = lives.map(toTrace);
  const watched = watch(steady, firstDay, span.from, span.to);
  const isIll = (learner: number, week: number) => wasIll(lives[learner], week - illnessTells, week + 7);

  say('looking at those who do not change');
  const rows = manners.map(([name, manner]) =>
    alarmRow(`steady${name}`, alarmsPerWeek(steady, span, watched, manner, isIll)),
  );

  say('changing each of them');
  const random = openRandom('changes');
  const changes: [name: string, what: Anomaly['what'], change: (index: number) => Change][] = [
    ['stop', 'quieter', () => stopped],
    ['half as much', 'quieter', (index) => halved(random.fork(String(index)))],
    ['twice as much', 'busier', (index) => doubledBy(twins[index]?.events ?? [])],
    ['seven hours later', 'odd_hours', () => laterBy(laterHours)],
  ];
  for (const [name, what, change] of changes) {
    const changed = lives.flatMap((life, index) => changedAt(life, index, change(index)));
    rows.push(...foundRows(name, what, changed, watched, full));
    if (name === 'stop') {
      rows.push(
        ...foundRows(`${name}, without the cohort`, what, changed, watched, { ...full, cohort: false }),
      );
    }
  }
  rows.push(nightRow(lives, steady));

  say('moving all of them');
  rows.push(...togetherRows(count, lives, twins), ...clockworkRows(count));
  say('those who leave in a term of their own');
  rows.push(...leaverRows(count));
  say('real learners');
  rows.push(...(await realRows(manners)));
  say('timing');
  rows.push(timeRow(steady, watched));
  return rows;
}

function toTrace({ events, truth }: Pick<Life, 'events' | 'truth'>): Trace {
  return traceOf(truth.learner, events, calendar, span.to);
}

function wasIll(life: Life | undefined, from: number, to: number): boolean {
  return (
    life?.truth.illnesses.some((one) => calendar.indexAt(one.to) > from && calendar.indexAt(one.from) < to) ??
    false
  );
}

/** On one of fourteen days, so that each weekday has its share; whoever is ill around it tells nothing. */
function changedAt(life: Life, index: number, change: Change): Changed[] {
  const from = breakFrom + ((index * 5) % 14);
  if (wasIll(life, from - illnessTells, from + 14)) return [];
  return [{ trace: toTrace({ ...life, events: change(life.events, calendar.day(from).midnight) }), from }];
}

function alarmRow(name: string, { share }: { share: number }): Row {
  return row(`${name}: weeks with an alarm`, '%', 100 * share);
}

function foundRows(
  name: string,
  what: Anomaly['what'],
  changed: Changed[],
  watched: Watched,
  manner: Manner,
): Row[] {
  const found = foundAfterDays(changed, what, watched, manner);
  return [
    row(`${name}: found within 14 days`, '%', (100 * found.length) / Math.max(1, changed.length)),
    row(`${name}: found on day, median`, 'days', median(found)),
  ];
}

/** Two in a hundred who work at night for good. */
function nightRow(lives: Life[], steady: Trace[]): Row {
  const always = lives.slice(0, Math.ceil(lives.length / 50)).map(({ events, truth }) =>
    toTrace({
      truth: { ...truth, learner: `${truth.learner}-at-night` },
      events: laterBy(laterHours)(events, 0),
    }),
  );
  const watched = watch([...steady, ...always], firstDay, span.from, span.to);
  const isIll = (learner: number, week: number) => wasIll(lives[learner], week - illnessTells, week + 7);
  return alarmRow('always seven hours later', alarmsPerWeek(always, span, watched, full, isIll));
}

/** A week off and an exam week, in which nobody does anything that the others do not. */
function togetherRows(count: number, lives: Life[], twins: Life[]): Row[] {
  const around = { from: breakFrom, to: breakFrom + 14 };
  const withBreak = livesWithBreak(count);
  const [examFrom, examTo] = [around.from, around.from + 7].map((day) => calendar.day(day).midnight);
  const examWeek = lives.map(({ events, truth }, index) => ({
    truth,
    events: [
      ...events,
      ...(twins[index]?.events ?? []).filter(({ at }) => at >= (examFrom ?? 0) && at < (examTo ?? 0)),
    ],
  }));
  const classes: [name: string, traces: Trace[], lives: Life[]][] = [
    ['a week off for all', withBreak.map(toTrace), withBreak],
    ['an exam week for all', examWeek.map(toTrace), lives],
  ];
  return classes.flatMap(([name, traces, theirs]) => {
    const watched = watch(traces, firstDay, around.from, around.to);
    const isIll = (learner: number, week: number) => wasIll(theirs[learner], week - illnessTells, week + 7);
    return manners
      .slice(0, 2)
      .map(([manner, with_]) =>
        alarmRow(`${name}${manner}`, alarmsPerWeek(traces, around, watched, with_, isIll)),
      );
  });
}

function clockworkRows(count: number): Row[] {
  const traces = clockwork(count);
  const watched = watch(traces, firstDay, span.from, span.to);
  return [manners[0], manners[2]].flatMap((one) =>
    one ? [alarmRow(`workdays only${one[0]}`, alarmsPerWeek(traces, span, watched, one[1]))] : [],
  );
}

function leaverRows(count: number): Row[] {
  const lives = livedThrough(count);
  const traces = lives.map(toTrace);
  const watched = watch(traces, firstDay, span.from, span.to);
  const leavers = lives.flatMap(({ truth }, index) => {
    const from = truth.leftAt === null ? -1 : calendar.indexAt(truth.leftAt);
    const trace = traces[index];
    return trace !== undefined && from >= span.from && from <= span.to - 14 ? [{ trace, from }] : [];
  });
  return [
    row('left in a term of their own', 'learners', leavers.length),
    ...foundRows('left in a term of their own', 'quieter', leavers, watched, full),
  ];
}

function timeRow(traces: Trace[], watched: Watched): Row {
  const days = Array.from({ length: 14 }, (_, index) => span.from + 3 * index);
  const looks = traces.flatMap((trace) => days.flatMap((day) => [...looksOn(trace, day, watched, full)]));
  const runs = Array.from({ length: 7 }, () => {
    const began = process.cpuUsage();
    for (const look of looks) unusualOf(...look);
    const { user, system } = process.cpuUsage(began);
    return (user + system) / looks.length;
  });
  return row('a learner looked at', 'µs', median(runs));
}
