import { type Answers, openAnswers } from './answers.ts';
import { type NudgeNews, type NudgeReader, openNudgeReader } from './nudge-news.ts';
import type { SimulatedLearner } from './personas.ts';
import type { News, Place } from './place.ts';
import { pause } from './send.ts';

/** What a cohort hears of its nudges, and what it does with them. */
export interface NudgeWatch {
  /** What is new; it is heard at `at`, in the cohort's time. */
  take: (at: number) => News[];
  answers: Answers;
  finish: () => Promise<void>;
}

export interface NudgeWatching {
  url: string;
  apiKey: string;
  learners: readonly SimulatedLearner[];
  place: Place;
  until: AbortSignal;
  onTrouble: (what: string) => void;
}

const readEveryMs = 5_000;
/** More than this in one play is let be, so that the place stays quick to write. */
const newsMax = 20_000;

export function openNudgeWatch(watching: NudgeWatching): NudgeWatch {
  const { url, apiKey, learners, place, onTrouble } = watching;
  const byId = new Map(learners.map((learner) => [learner.externalId, learner]));
  const known = new Set(place.news.map(nameOf));
  let inbox: NudgeNews[] = [];
  const answers = openAnswers({ url, apiKey, taken: place.taken, onAccepted, onTrouble });
  const reading = readAgainAndAgain(openNudgeReader({ url, apiKey, beganAt: place.beganAt }), watching, hear);

  function hear(found: NudgeNews[]): void {
    const accepted = new Set(
      place.news.filter(({ isAccepted }) => isAccepted).map(({ nudge }) => `${nudge} promised`),
    );
    for (const one of found) {
      const learner = byId.get(one.learner);
      const name = nameOf(one);
      if (!learner || known.has(name) || accepted.has(name) || known.size >= newsMax) continue;
      // For a learner whom a visitor plays, the visitor answers.
      if (one.what === 'received' && learner.isPlayedByPerson === true) continue;
      known.add(name);
      inbox.push(one);
    }
  }

  /** Who heard of it in an earlier leg sits down in this one, where nobody knows of it. */
  function onAccepted({ nudge, learner, isOffer, leg }: News): void {
    if (leg !== place.leg) inbox.push({ nudge, learner, isOffer, what: 'promised' });
  }

  function take(at: number): News[] {
    const news = inbox.map((one): News => ({
      ...one,
      at,
      leg: place.leg,
      told: 'nothing',
      isAccepted: false,
    }));
    inbox = [];
    place.taken.received += news.filter(({ what }) => what === 'received').length;
    return news;
  }

  async function finish(): Promise<void> {
    await Promise.all([reading, answers.finish()]);
  }

  return { take, answers, finish };
}

async function readAgainAndAgain(
  reader: NudgeReader,
  { until, onTrouble }: NudgeWatching,
  hear: (found: NudgeNews[]) => void,
): Promise<void> {
  let hasComplained = false;
  do {
    const found = await reader.read(until);
    // A server that is away is the sender's to tell; a key that may not read is ours.
    if (found === null && !hasComplained && !until.aborted)
      onTrouble('the nudges cannot be read: for now nobody reacts to them');
    hasComplained = found === null;
    if (found !== null) hear(found);
  } while (await pause(readEveryMs, until));
}

function nameOf({ nudge, what }: NudgeNews): string {
  return `${nudge} ${what}`;
}
