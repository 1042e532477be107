/** Something a cohort hears of one of its nudges. */
export interface NudgeNews {
  nudge: string;
  learner: string;
  /** The learner has it; or somebody accepted it in the learner's name. */
  what: 'received' | 'promised';
  /** It offers a mentor. */
  isOffer: boolean;
}

export interface NudgeReader {
  /** What may be new, oldest first; the same may come again. Null when it could not be read. */
  read: (until: AbortSignal) => Promise<NudgeNews[] | null>;
}

/** What the API says of a nudge, as far as a play needs it. */
interface SeenNudge {
  id: string;
  learner: string;
  createdAt: number;
  isOffer: boolean;
  isAccepted: boolean;
  answeredAt: number | null;
}

const pageSize = 200;
/** Nudges of a poll that are looked at: more at once than an assessment of everybody sends to a large cohort. */
const pagesMax = 250;
const answerWithinMs = 5_000;
/** Nudges sent shortly before we began are still fresh; older ones their learners have seen and let be. */
const freshMs = 2 * 60_000;
/** Of two that were made at the same time one may be stored so much later. */
const overlapMs = 60_000;

/** Reads a tenant's nudges newest first, page by page, until it meets what it has seen. */
export function openNudgeReader({
  url,
  apiKey,
  beganAt,
}: {
  url: string;
  apiKey: string;
  beganAt: number;
}): NudgeReader {
  let seenUntil = beganAt - freshMs;

  async function read(until: AbortSignal): Promise<NudgeNews[] | null> {
    const seen: SeenNudge[] = [];
    let cursor: string | null = null;
    for (let page = 0; page < pagesMax; page++) {
      const found = await readPage(url, apiKey, cursor, until);
      if (found === null) return null;
      seen.push(...found.nudges);
      cursor = found.next;
      const oldest = found.nudges.at(-1);
      if (cursor === null || oldest === undefined || oldest.createdAt < seenUntil) break;
    }
    seenUntil = Math.max(seenUntil, (seen[0]?.createdAt ?? 0) - overlapMs);
    return seen.toReversed().flatMap(newsOf);
  }

  function newsOf({ id, learner, createdAt, isOffer, isAccepted, answeredAt }: SeenNudge): NudgeNews[] {
    const about = { nudge: id, learner, isOffer };
    if (answeredAt === null) return createdAt < beganAt - freshMs ? [] : [{ ...about, what: 'received' }];
    return isAccepted && answeredAt >= beganAt ? [{ ...about, what: 'promised' }] : [];
  }

  return { read };
}

async function readPage(
  url: string,
  apiKey: string,
  cursor: string | null,
  until: AbortSignal,
): Promise<{ nudges: SeenNudge[]; next: string | null } | null> {
  const address = new URL('/v1/nudges', url);
  address.searchParams.set('limit', String(pageSize));
  if (cursor !== null) address.searchParams.set('cursor', cursor);
  try {
    const response = await fetch(address, {
      headers: { authorization: `Bearer ${apiKey}` },
      signal: AbortSignal.any([until, AbortSignal.timeout(answerWithinMs)]),
    });
    if (!response.ok) return null;
    const { items, next } = (await response.json()) as { items: Record<string, unknown>[]; next: unknown };
    return {
      nudges: items.map(({ id, learnerExternalId, kind, createdAt, answer, answeredAt }) => ({
        id: String(id),
        learner: String(learnerExternalId),
        createdAt: Date.parse(String(createdAt)),
        isOffer: kind === 'mentor_connection',
        isAccepted: answer === 'accepted',
        answeredAt: typeof answeredAt === 'string' ? Date.parse(answeredAt) : null,
      })),
      next: typeof next === 'string' ? next : null,
    };
  } catch {
    return null;
  }
}
