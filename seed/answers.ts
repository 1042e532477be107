import type { Reaction } from './reaction.ts';
import type { News, Taken } from './place.ts';

/*
 * What learners do with their nudges, told to the server when it is time: opened, then answered. A
 * server that is away hears it later; both are safe to tell twice, since the first one stands.
 */
export interface Answers {
  /** When too many wait, this learner lets it be. */
  add: (news: News, reaction: Reaction) => void;
  /** Tells what is due by now, in the cohort's time. */
  carryOut: (now: number) => void;
  /** What is being told is still finished. */
  finish: () => Promise<void>;
}

interface Pending extends Pick<Reaction, 'answer' | 'answersAt'> {
  news: News;
  step: 'open' | 'answer';
  dueAt: number;
}

export interface AnswersTo {
  url: string;
  apiKey: string;
  /** Counted on in place. */
  taken: Taken;
  /** Somebody told the server that they will come. */
  onAccepted: (news: News) => void;
  onTrouble: (what: string) => void;
}

const pendingMax = 10_000;
const underWayMax = 8;
const requestTimeoutMs = 3_000;
const patienceMs = 1_000;

export function openAnswers({ url, apiKey, taken, onAccepted, onTrouble }: AnswersTo): Answers {
  /** The one that is due next comes first. */
  const pending: Pending[] = [];
  const underWay = new Set<Promise<void>>();
  /** After trouble nothing is tried before this, in our time. */
  let restsUntil = 0;
  let mayTell = true;
  let heardAt = Number.NEGATIVE_INFINITY;

  function add(news: News, reaction: Reaction): void {
    const { opensAt, answer, answersAt } = reaction;
    if (opensAt === null || pending.length >= pendingMax) news.told = 'all';
    if (news.told === 'all') return;
    if (news.told === 'nothing' && opensAt !== null)
      put({ news, step: 'open', dueAt: opensAt, answer, answersAt });
    else if (answersAt !== null) put({ news, step: 'answer', dueAt: answersAt, answer, answersAt });
  }

  function put(one: Pending): void {
    const place = pending.findLastIndex(({ dueAt }) => dueAt <= one.dueAt);
    pending.splice(place + 1, 0, one);
  }

  function carryOut(now: number): void {
    heardAt = now;
    while (mayTell && underWay.size < underWayMax && performance.now() >= restsUntil) {
      const [next] = pending;
      if (!next || next.dueAt > now) return;
      pending.shift();
      const telling = tell(next).finally(() => {
        underWay.delete(telling);
        carryOut(heardAt);
      });
      underWay.add(telling);
    }
  }

  async function tell(one: Pending): Promise<void> {
    const { news, step, answer, answersAt } = one;
    const path = `/v1/nudges/${news.nudge}/${step}`;
    const status = await post(new URL(path, url), apiKey, step === 'open' ? {} : { answer });
    if (status === null || status === 429 || status >= 500) {
      restsUntil = performance.now() + patienceMs;
      put(one);
    } else if (status === 401 || status === 403) {
      if (mayTell) onTrouble('the API key may not answer nudges: nobody opens or answers them');
      mayTell = false;
    } else if (step === 'open' && status === 200) {
      taken.opened++;
      news.told = answersAt === null ? 'all' : 'opened';
      if (answersAt !== null) put({ ...one, step: 'answer', dueAt: answersAt });
    } else {
      // Gone, or somebody else was faster: theirs stands.
      news.told = 'all';
      if (status === 200 && answer !== null) taken[answer]++;
      if (status === 200 && answer === 'accepted') onAccepted(news);
    }
  }

  async function finish(): Promise<void> {
    mayTell = false;
    await Promise.all(underWay);
  }

  return { add, carryOut, finish };
}

/** Null when nobody answers. */
async function post(url: URL, apiKey: string, body: object): Promise<number | null> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(requestTimeoutMs),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return null;
  }
}
