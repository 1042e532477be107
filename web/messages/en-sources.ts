import type { PartName } from '#engagement/scoring.ts';
import { count, format } from './en-format.ts';

// What is said of sources; a part of en.ts.

const { whole } = format;

const partNames: Record<PartName, string> = {
  attendance: 'attendance',
  lms: 'platform',
  sentiment: 'mood of texts',
};

export const sources = {
  title: 'Sources',
  summary: (sources: number, down: number) =>
    down === 0 ? count(sources, 'source') : `${count(sources, 'source')}, ${whole(down)} down`,
  failed: 'The sources could not be loaded.',
  outdated: 'This list may be out of date: the last refresh failed.',
  empty: {
    title: 'No sources yet',
    text: 'A source is a system that sends events, such as a learning platform or a register. It appears here as soon as an admin creates one.',
  },
  state: { receiving: 'Receiving', silent: 'Quiet, as usual', down: 'Down', never: 'Nothing received yet' },
  lastEvent: 'Last event',
  feeds: (parts: PartName[]) =>
    parts.length === 0 ? 'Feeds no score yet' : `Feeds ${format.list(parts.map((part) => partNames[part]))}`,
  cohorts: (names: string[]) =>
    names.length === 0
      ? 'for no cohort'
      : `for ${names.length > 3 ? count(names.length, 'cohort') : format.list(names)}`,
  lastHour: 'In the last hour',
  usually: (events: number) => `usually ${whole(events)}`,
  how: 'Events that feed a score, over the last 60 minutes. Beside it what came in the same hour of the week, in the middle of the last four weeks. A source is down when twenty events or more are missed since its last one, and ten minutes have passed: by chance alone that does not happen. A night or a weekend that is always quiet is not an outage.',
  strip: {
    name: (name: string, hours: number) => `Events an hour from ${name} over the last ${whole(hours)} hours`,
    hour: (at: number, events: number, usual: { low: number; high: number } | null) => {
      const usually =
        usual === null
          ? ''
          : `, usually ${usual.low === usual.high ? whole(usual.low) : `${whole(usual.low)} to ${whole(usual.high)}`}`;
      return `${format.day(at)}, ${format.clock(at)}: ${count(events, 'event')}${usually}`;
    },
    came: 'came',
    usual: 'usual at that hour',
    from: (at: number) => `${format.weekday(at)}, ${format.clock(at)}`,
    now: 'now',
  },
  outages: 'Outages of the last 30 days',
  noOutages: 'No outage in the last 30 days',
  outage: (from: number, to: number | null) =>
    to === null
      ? `since ${format.day(from)}, ${format.clock(from)}`
      : `${format.day(from)}, ${format.clock(from)}, for ${format.lasting(to - from)}`,
  more: (others: number) => `and ${whole(others)} more`,
};
