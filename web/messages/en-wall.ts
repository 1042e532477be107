import type { Steps, WallBand, WallMode, WallMove } from '#engagement/wall.ts';
import { format } from './en-format.ts';

// What a television in a staff room says, and the screen on which its links are made; a part of en.ts.

const { whole } = format;

/** Kind or plain, none of them said of a person: a pseudonym must be no remark. */
const firstWords = (
  'Amber Autumn Azure Bright Bronze Calm Cedar Clear Cloudy Copper Coral Crimson Crystal Dawn Distant ' +
  'Dusky Early Eastern Emerald Evening Forest Frosty Garden Gentle Golden Granite Harbour Hazel Hidden ' +
  'Highland Indigo Island Ivory Jade Lake Lilac Lunar Maple Meadow Misty Morning Mossy Mountain ' +
  'Northern Ocean Olive Opal Pearl Polar Prairie Quiet Rainy River Ruby Russet Sandy Silver Snowy ' +
  'Southern Spring Starlit Summer Valley Western'
).split(' ');
const secondWords = (
  'Badger Beaver Bison Bittern Bluebird Bunting Buzzard Caribou Cormorant Crane Cricket Curlew Deer ' +
  'Dipper Dolphin Dove Dragonfly Eagle Egret Eider Elk Falcon Finch Firefly Fox Gannet Grebe Hare Hawk ' +
  'Hedgehog Heron Ibex Ibis Jackdaw Jay Kestrel Kingfisher Kite Lapwing Lark Linnet Lynx Marten Merlin ' +
  'Moose Moth Newt Nuthatch Oriole Osprey Otter Owl Petrel Plover Puffin Robin Seal Siskin Swallow Swan ' +
  'Swift Tern Thrush Wren'
).split(' ');

const modes: Record<WallMode, { name: string; text: string }> = {
  counts: { name: 'Counts only', text: 'Groups of five and more. Nobody is shown alone.' },
  pseudonyms: {
    name: 'With pseudonyms',
    text: 'Beside the counts, who was active in the last hour: each by two words such as “Quiet Heron” that stay theirs on this wall and say nothing of them.',
  },
};

const bandNames: Record<WallBand, string> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  rest: 'Low or not known yet',
};

const moves: Record<'day' | 'week', Record<WallMove, string>> = {
  day: {
    quieter: 'Quieter than usual today',
    as_usual: 'Today is much as usual',
    busier: 'Busier than usual today',
  },
  week: {
    quieter: 'A quieter week than usual',
    as_usual: 'This week is much as usual',
    busier: 'A busier week than usual',
  },
};

/** "High", "High or medium", "Critical, high or medium". */
function bandsSaid(bands: readonly WallBand[]): string {
  const names = bands.map((band, index) => (index === 0 ? bandNames[band] : bandNames[band].toLowerCase()));
  return [names.slice(0, -1).join(', '), names.at(-1) ?? ''].filter((part) => part !== '').join(' or ');
}

/** In big type: "<5", "20+"; where any number is possible, a dash. */
function steps({ from, to }: Steps, of: number): string {
  if (from === 0) return to >= of ? '–' : `<${whole(to + 1)}`;
  return `${whole(from)}+`;
}

export const wall = {
  title: (cohort: string) => `${cohort} · wall`,
  steps,
  /** The same, to be heard. */
  stepsSaid: ({ from, to }: Steps, of: number): string => {
    if (from === 0) return to >= of ? 'not told' : `fewer than ${whole(to + 1)}`;
    return `${whole(from)} or more`;
  },
  active: 'active now',
  learners: (learners: number) => `of ${whole(learners)} learners`,
  perMinute: 'events a minute',
  perMinuteOf: (events: number) => (events === 0 ? '<5' : `${whole(events)}+`),
  lastHour: 'the last hour',
  sparkline: (most: number) =>
    most === 0
      ? 'Fewer than five events in every minute of the last hour'
      : `Events a minute over the last hour, at most ${whole(most)} or a little more`,
  bands: {
    title: 'Risk of dropping off',
    of: bandsSaid,
    early: 'Not enough information yet',
    apart: 'Most bands have fewer than five learners: they are not told apart.',
  },
  today: {
    title: 'Today',
    cameBack: 'came back',
    handedIn: 'handed work in',
    claims: 'claimed by mentors',
  },
  usual: (of: 'day' | 'week', move: WallMove) => moves[of][move],
  noUsual: 'What is usual here is not known yet',
  rows: {
    title: 'Active in the last hour',
    none: 'Nobody was active in the last hour.',
    pseudonym: (first: number, second: number, again: number) => {
      const pair = `${firstWords[first] ?? ''} ${secondWords[second] ?? ''}`;
      return again === 1 ? pair : `${pair} ${whole(again)}`;
    },
    minutes: (active: number) =>
      active === 1
        ? 'active in 1 minute of the last hour'
        : `active in ${whole(active)} minutes of the last hour`,
  },
  state: {
    asking: 'Asking …',
    live: 'Live',
    lost: (at: number, timeZone: string) => `Last heard ${format.clock(at, timeZone)}, trying again`,
    neverHeard: 'The server does not answer. Trying again …',
  },
  rule: {
    counts: 'Groups of fewer than five are never shown. Counts move in fives.',
    pseudonyms: 'These names are nobody’s, and stay the same on this wall alone. Counts move in fives.',
  } satisfies Record<WallMode, string>,
  place: (place: number, of: number) => `${whole(place)} of ${whole(of)}`,
  /** Tue 21 November */
  date: format.day,
  over: {
    title: 'This wall is off',
    text: 'Its link shows nothing any more, or never did. A manager makes a new one under “Walls”.',
  },
  none: {
    title: 'No cohort to show',
    text: 'All cohorts of this wall have ended. A manager can make another one under “Walls”.',
  },
  small: 'It has fewer than five learners, so that nothing is shown of them here.',
  settings: {
    lead: 'A link for a television in a staff room. It needs no account, shows no name and no id, and goes through its cohorts by itself. Whoever has the link sees what the television shows, until it is revoked.',
    failed: 'The walls could not be loaded.',
    none: {
      title: 'No television is linked',
      text: 'Make a link, open it once on the television, and leave it. It finds its way back by itself after a break.',
    },
    list: 'Links in use',
    revokedList: 'Revoked in the last 90 days',
    make: 'Make a link',
    name: 'Name',
    nameHow: 'Where it hangs, for your own list. The television does not show it.',
    cohorts: 'Cohorts',
    cohortsHow: (most: number) => `In this order, one after the other. At most ${whole(most)}.`,
    noCohorts: 'There is no cohort yet that could be shown.',
    mode: 'What it shows',
    modes,
    seconds: { name: 'Each cohort stays for', unit: 'seconds' },
    secondsWrong: (least: number, most: number) =>
      `A whole number from ${whole(least)} to ${whole(most)} was expected.`,
    nameWrong: 'Give it a name.',
    cohortsWrong: (most: number) => `Choose at least one cohort, and at most ${whole(most)}.`,
    create: 'Make the link',
    cancel: 'Cancel',
    made: {
      title: 'Your link',
      text: 'It is shown this once and kept nowhere. Copy it now, or open it on the television.',
      link: 'Link of the wall',
      copy: 'Copy',
      copied: 'Copied.',
      copyFailed: 'Copying was not allowed here: mark the link and copy it yourself.',
      open: 'Open',
      done: 'Done',
    },
    about: (cohorts: string[], mode: WallMode, seconds: number) =>
      `${cohorts.length === 0 ? 'No cohort' : format.list(cohorts)} · ${modes[mode].name} · ${whole(seconds)} s each`,
    by: (name: string) => `made by ${name},`,
    shown: 'last shown',
    neverShown: 'never shown',
    revoke: 'Revoke',
    revokeOf: (name: string) => `Revoke ${name}`,
    revokeTitle: (name: string) => `Revoke “${name}”?`,
    revokeText: 'Whoever has the link sees nothing any more, within two seconds. It cannot be taken back.',
    keep: 'Keep it',
    revokedBy: (name: string) => `revoked by ${name},`,
    more: 'Show more',
    done: (name: string) => `“${name}” shows nothing any more.`,
  },
};

/** For the test that there is a word for every pseudonym. */
export const pseudonymLists = [firstWords, secondWords];
