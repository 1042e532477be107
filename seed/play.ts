import { type Live, advance, nudged, openLive, presentCount } from './live.ts';
import type { SimulatedLearner } from './personas.ts';
import { type Tally, openSender, pause } from './send.ts';

export interface PlaySettings {
  url: string;
  sourceKey: string;
  /** Reads the nudges, to which learners then react; without it nobody does. */
  apiKey?: string | undefined;
  learners: readonly SimulatedLearner[];
  seed: string | number;
  /** Of the whole cohort, in a second of ours. */
  eventsPerSecond: number;
  /** Seconds of the cohort's life in one of ours, 1 or more. */
  speed: number;
  /** When not given: at life's own speed until stopped, faster as far as events may lie back. */
  forMs?: number | undefined;
  /** Begins every event's id: a word no other play at this tenant used. */
  run: string;
  stop: AbortSignal;
  onTrouble: (what: string) => void;
  onProgress: (progress: Progress) => void;
}

export interface Progress {
  tally: Tally;
  present: number;
  elapsedMs: number;
}

export interface PlayReport {
  sent: number;
  accepted: number;
  duplicates: number;
  refused: number;
  refusals: Record<string, number>;
  /** Given up because too many were waiting. */
  dropped: number;
  /** Still waiting when it was time to stop. */
  unsent: number;
  p50Ms: number | null;
  p95Ms: number | null;
}

const tickMs = 1_000;
/** After the machine slept we catch up so much with each tick, rather than a night at once. */
const catchUpMs = 10_000;
/** What waits gets this long once we are told to stop; a parent that stops its children waits no longer. */
const finishMs = 3_000;

/** Plays a cohort through the public API until told to stop or the time is up. */
export async function play(settings: PlaySettings): Promise<PlayReport> {
  const { learners, seed, eventsPerSecond, speed, stop, onTrouble } = settings;
  const began = Date.now();
  const lengthMs = settings.forMs ?? longestMs(speed);
  const clock = cohortClock(began, speed, lengthMs);
  const live = openLive({
    learners,
    seed: `${seed}/${settings.run}`,
    from: clock(began),
    eventsPerSecond: eventsPerSecond / speed,
    idPrefix: settings.run,
    isOpening: true,
  });
  const sender = openSender({ url: settings.url, sourceKey: settings.sourceKey, onTrouble });
  const ended = new AbortController();
  const watching = watchNudges(settings, live, began, AbortSignal.any([stop, ended.signal]));

  try {
    while (Date.now() - began < lengthMs) {
      const isTime = await Promise.race([pause(tickMs, stop), sender.failed]);
      sender.add(advance(live, Math.min(clock(Date.now()), live.at + catchUpMs * speed)));
      settings.onProgress({
        tally: sender.tally,
        present: presentCount(live),
        elapsedMs: Date.now() - began,
      });
      if (!isTime) break;
    }
  } finally {
    ended.abort();
    await Promise.all([watching, sender.finish(finishMs)]);
  }
  return reportOf(sender.tally);
}

/** The server counts events that are up to seven days old. */
const reachBackMs = 7 * 86_400_000;

/** How long a play of this speed can last when it ends in the present. */
export function longestMs(speed: number): number {
  return speed > 1 ? reachBackMs / (speed - 1) : Number.POSITIVE_INFINITY;
}

/** The cohort's time. It may not run ahead of ours, so a fast play begins in the past and reaches the present at its end. */
function cohortClock(began: number, speed: number, lengthMs: number): (now: number) => number {
  const from = speed > 1 ? began - lengthMs * (speed - 1) : began;
  return (now) => Math.min(now, Math.round(from + (now - began) * speed));
}

const nudgesEveryMs = 5_000;
/** Nudges sent shortly before we began are still fresh; older ones their learners have seen and let be. */
const freshNudgeMs = 2 * 60_000;

/** What of a nudge matters here. */
interface SeenNudge {
  id: string;
  learner: string;
  createdAt: number;
  isAccepted: boolean;
  answeredAt: number | null;
}

/** Lets learners know of the nudges they receive, and of the answers given in their name on the page. */
async function watchNudges(
  settings: PlaySettings,
  live: Live,
  began: number,
  until: AbortSignal,
): Promise<void> {
  const { url, apiKey, onTrouble } = settings;
  if (apiKey === undefined) return;
  const idByName = new Map(settings.learners.map(({ name, externalId }) => [name, externalId]));
  const told = new Set<string>();
  let hasComplained = false;
  do {
    const nudges = await readNudges(url, apiKey, until);
    if (nudges === null) {
      // A server that is away is the sender's to tell; a key that may not read is ours.
      if (!hasComplained && !until.aborted)
        onTrouble('the nudges cannot be read: for now nobody reacts to them');
      hasComplained = true;
      continue;
    }
    hasComplained = false;
    for (const { id, learner, createdAt, isAccepted, answeredAt } of nudges.toReversed()) {
      // A learner without a name of their own goes by the senders' id.
      const externalId = idByName.get(learner) ?? learner;
      const isFresh =
        answeredAt === null ? createdAt > began - freshNudgeMs : isAccepted && answeredAt >= began;
      const news = `${id} ${answeredAt === null ? 'sent' : 'accepted'}`;
      if (!isFresh || told.has(news)) continue;
      told.add(news);
      nudged(live, externalId, isAccepted);
    }
  } while (await pause(nudgesEveryMs, until));
}

async function readNudges(url: string, apiKey: string, until: AbortSignal): Promise<SeenNudge[] | null> {
  try {
    const response = await fetch(new URL('/v1/nudges?limit=100', url), {
      headers: { authorization: `Bearer ${apiKey}` },
      signal: AbortSignal.any([until, AbortSignal.timeout(nudgesEveryMs)]),
    });
    if (!response.ok) return null;
    const { items } = (await response.json()) as { items: Record<string, unknown>[] };
    return items.map(({ id, learnerName, createdAt, answer, answeredAt }) => ({
      id: String(id),
      learner: String(learnerName),
      createdAt: Date.parse(String(createdAt)),
      isAccepted: answer === 'accepted',
      answeredAt: typeof answeredAt === 'string' ? Date.parse(answeredAt) : null,
    }));
  } catch {
    return null;
  }
}

function reportOf(tally: Tally): PlayReport {
  const { sent, accepted, duplicates, refused, refusals, dropped, waiting, latenciesMs } = tally;
  const sorted = latenciesMs.toSorted((one, other) => one - other);
  return {
    sent,
    accepted,
    duplicates,
    refused,
    refusals,
    dropped,
    unsent: waiting,
    p50Ms: quantile(sorted, 0.5),
    p95Ms: quantile(sorted, 0.95),
  };
}

function quantile(sorted: number[], share: number): number | null {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? null;
}
