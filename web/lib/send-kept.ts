import type { Check } from '#engagement/nudging/check.ts';
import { type Failure, failureOf, post } from './api.ts';
import { type KeptAnswer, forgetAnswer, keptAnswers } from './kept-answers.ts';

/** What became of kept answers: checks as they now stand, and what the server will never take. */
export interface SentAnswers {
  checks: Check[];
  refused: { answer: KeptAnswer; failure: Failure }[];
}

/** Sends what was kept, in the order in which it was given; what does not get through stays. */
export async function sendKept(who: string): Promise<SentAnswers> {
  const sent: SentAnswers = { checks: [], refused: [] };
  for (const answer of keptAnswers(who)) {
    const { check, ...given } = answer;
    try {
      sent.checks.push(await post<Check>(`/v1/checks/${encodeURIComponent(check)}/answers`, given));
      forgetAnswer(who, answer);
    } catch (error) {
      const failure = failureOf(error);
      if (!isForGood(failure)) return sent;
      forgetAnswer(who, answer);
      sent.refused.push({ answer, failure });
    }
  }
  return sent;
}

/** No connection, a store that is away, a session that is over: these pass. */
function isForGood({ status }: Failure): boolean {
  return status === 400 || status === 403 || status === 404;
}
