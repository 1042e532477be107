import { latencyQuantile } from './latencies.ts';
import type { LiveCohort } from './live-cohort.ts';
import { openNudgeWatch } from './nudge-watch.ts';
import type { SimulatedLearner } from './personas.ts';
import type { Place, Taken } from './place.ts';
import { openPlacedCohort } from './placed-cohort.ts';
import { type Tally, openSender, pause } from './send.ts';

export interface PlaySettings {
  url: string;
  sourceKey: string;
  /** Reads the nudges, and tells how learners take them; without it nobody receives one. */
  apiKey?: string | undefined;
  learners: readonly SimulatedLearner[];
  /** A cohort that begins at `from`; `run` begins every event's id. The same two make the same events. */
  openCohort: (opening: { from: number; run: string }) => LiveCohort;
  /** What becomes of the time in which nobody played: a conducted cohort skips it, a natural one has lived on. */
  away: 'skipped' | 'caught_up';
  /** Seconds of the cohort's life in one of ours, 1 or more. */
  speed: number;
  /** When not given: at life's own speed until stopped, faster as far as events may lie back. */
  forMs?: number | undefined;
  /** A new one, or where an earlier play was. Changed in place. */
  place: Place;
  save: (place: Place) => Promise<void>;
  stop: AbortSignal;
  onTrouble: (what: string) => void;
  onProgress: (progress: Progress) => void;
}

export interface Progress {
  tally: Tally;
  present: number;
  elapsedMs: number;
  /** Of the time asked for; null when it goes on until stopped. */
  share: number | null;
}

export interface PlayReport extends Omit<Tally, 'waiting' | 'retries' | 'latencies'> {
  /** Still waiting when it was time to stop. */
  unsent: number;
  p50Ms: number | null;
  p95Ms: number | null;
  p99Ms: number | null;
  playedMs: number;
  /** Null when nudges were not read. */
  taken: Taken | null;
  /** How far, in its own time, the cohort is behind what was asked for. */
  behindMs: number;
}

const tickMs = 250;
/** After the machine slept we catch up at so many times the pace, rather than a night at once. */
const catchUpTimes = 10;
/** In its own rhythm hardly anybody does anything within a second: days are caught up with in larger steps. */
const naturalSliceMs = 60_000;
/** A cohort waits for a server that cannot follow: no more happens while so many events are not answered. */
const roomMax = 10_000;
/** Whoever makes up for much leaves the sender its turn after so long. */
const workMaxMs = 100;
/** What waits gets this long once we are told to stop; a parent that stops its children waits no longer. */
const finishMs = 3_000;
const progressEveryMs = 1_000;
const saveEveryMs = 3_000;
/** A place is good for so long beyond its saving; what is told again after a kill is no more than that. */
const saveAheadMs = 5_000;

/** Plays a cohort through the public API until told to stop or the time is up. */
export async function play(settings: PlaySettings): Promise<PlayReport> {
  const { url, sourceKey, apiKey, stop, onTrouble, place } = settings;
  const { clock, playedMs, endsAt } = timesOf(settings, Date.now());
  const skips = settings.away === 'skipped';
  const sliceMs = Math.max(tickMs * settings.speed, skips ? 0 : naturalSliceMs);
  /** Resumed, it first plays again what may not have reached the server. */
  let phase: 'replaying' | 'settling' | 'live' = place.status === 'new' ? 'live' : 'replaying';
  if (phase === 'live') {
    place.beganAt = Date.now();
    place.from = place.until = place.settledUntil = clock(place.beganAt);
  }
  place.status = 'playing';
  const replaysUntil = place.until;

  const sender = openSender({ url, sourceKey, tally: place.tally, onTrouble });
  const ended = new AbortController();
  const until = AbortSignal.any([stop, ended.signal]);
  const nudges = apiKey === undefined ? null : openNudgeWatch({ ...settings, apiKey, until });
  const cohort = openPlacedCohort({
    place,
    openCohort: settings.openCohort,
    sliceMs,
    send: sender.add,
    react: (news, reaction) => nudges?.answers.add(news, reaction),
  });
  const tellProgress = progressTeller(settings);

  try {
    for (let isBehind = false, isOver = false; !isOver;) {
      const isTime = await Promise.race([pause(isBehind ? 1 : tickMs, stop), sender.failed]);
      const now = Date.now();
      tellProgress({ present: cohort.present, elapsedMs: playedMs(now) });
      const goal = phase === 'live' ? goalAt(now) : replaysUntil;
      const news = phase === 'live' ? (nudges?.take(cohort.at) ?? []) : [];
      if (news.length > 0 || goal > place.until || now - place.savedAt >= saveEveryMs) {
        place.news.push(...news);
        if (phase === 'live') place.until = Math.max(place.until, clock(Math.min(now + saveAheadMs, endsAt)));
        await writeDown(now);
      }
      for (const one of news) cohort.hear(one);
      cohort.advance(goal, roomAndTime());
      nudges?.answers.carryOut(cohort.at);
      isBehind = cohort.at < goal && hasRoom();

      if (phase === 'replaying' && cohort.at >= replaysUntil) phase = skips ? 'settling' : 'live';
      if (phase === 'settling' && sender.tally.waiting === 0) {
        cohort.beginLeg(clock(now));
        phase = 'live';
      }
      isOver = !isTime || (phase === 'live' && now >= endsAt);
    }
  } finally {
    ended.abort();
    await Promise.all([nudges?.finish(), sender.finish(finishMs)]);
    const now = Date.now();
    place.status = phase === 'live' && now >= endsAt && sender.tally.waiting === 0 ? 'ended' : 'stopped';
    if (phase === 'live') place.until = cohort.at;
    await writeDown(now);
  }
  return reportOf(place, {
    taken: nudges && place.taken,
    behindMs: clock(Math.min(Date.now(), endsAt)) - cohort.at,
  });

  /** A conducted class that fell behind, such as while the machine slept, comes back to its time step by step. */
  function goalAt(now: number): number {
    return skips ? Math.min(clock(now), cohort.at + catchUpTimes * sliceMs) : clock(now);
  }

  function hasRoom(): boolean {
    return sender.tally.waiting < roomMax;
  }

  function roomAndTime(): () => boolean {
    const began = performance.now();
    return () => hasRoom() && performance.now() - began < workMaxMs;
  }

  async function writeDown(now: number): Promise<void> {
    place.savedAt = now;
    place.playedMs = playedMs(now);
    place.settledUntil = Math.max(place.settledUntil, sender.oldestAt() ?? cohort.at);
    await settings.save(place);
  }
}

/** The server counts events that are up to seven days old. */
const reachBackMs = 7 * 86_400_000;

/** How long a play of this speed can last when it ends in the present. */
export function longestMs(speed: number): number {
  return speed > 1 ? reachBackMs / (speed - 1) : Number.POSITIVE_INFINITY;
}

interface Times {
  /** The cohort's time. It may not run ahead of ours, so a fast play begins in the past and reaches the present at its end. */
  clock: (now: number) => number;
  playedMs: (now: number) => number;
  endsAt: number;
}

/** Times of a play that begins or goes on at `began`. */
function timesOf({ speed, forMs, place }: PlaySettings, began: number): Times {
  const playedBeforeMs = place.playedMs;
  const endsAt = began + Math.max(0, (forMs ?? longestMs(speed)) - playedBeforeMs);
  return {
    clock: (now) => (speed > 1 ? Math.round(now - Math.max(0, endsAt - now) * (speed - 1)) : now),
    playedMs: (now) => playedBeforeMs + (now - began),
    endsAt,
  };
}

function progressTeller({ place, forMs, onProgress }: PlaySettings) {
  let toldAt = Number.NEGATIVE_INFINITY;
  return ({ present, elapsedMs }: { present: () => number; elapsedMs: number }): void => {
    if (elapsedMs - toldAt < progressEveryMs) return;
    toldAt = elapsedMs;
    const share = forMs === undefined ? null : Math.min(1, elapsedMs / forMs);
    onProgress({ tally: place.tally, present: present(), elapsedMs, share });
  };
}

function reportOf({ tally, playedMs }: Place, more: Pick<PlayReport, 'taken' | 'behindMs'>): PlayReport {
  const { sent, accepted, duplicates, refused, refusals, dropped, waiting, latencies } = tally;
  return {
    sent,
    accepted,
    duplicates,
    refused,
    refusals,
    dropped,
    unsent: waiting,
    p50Ms: latencyQuantile(latencies, 0.5),
    p95Ms: latencyQuantile(latencies, 0.95),
    p99Ms: latencyQuantile(latencies, 0.99),
    playedMs,
    ...more,
  };
}
