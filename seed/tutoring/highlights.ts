import type { Highlight, HighlightKind } from '#engagement/session.ts';
import type { Random } from '../random.ts';
import { highlights } from './probabilities.ts';

/** The moments of a session that are worth going back to, in order of time. */
export function highlightsOf(
  random: Random,
  session: {
    minutes: number;
    questions: number;
    checks: number;
    confusion: number;
    engagement: number;
    replyS: number;
    hasTechnicalIssue: boolean;
  },
): Highlight[] {
  const { found, perQuestion, perCheck, perConfusion, perBreakthrough, perSilence } = highlights;
  const means: readonly (readonly [kind: HighlightKind, mean: number])[] = [
    ['question', found * perQuestion * session.questions],
    ['checked_understanding', found * perCheck * session.checks],
    ['confusion', found * perConfusion * session.confusion],
    ['breakthrough', found * perBreakthrough * Math.max(0, session.engagement - 6)],
    ['long_silence', found * perSilence * Math.max(0, session.replyS - 3)],
    ['technical_issue', session.hasTechnicalIssue ? 1 : 0],
  ];
  const endS = session.minutes * 60;
  return means
    .flatMap(([kind, mean]) =>
      // Insight follows work: nobody has their breakthrough while they say hello.
      Array.from({ length: random.fork(kind).rounded(mean) }, (_, index) => ({
        atS: Math.round(
          random.fork(`${kind} ${index}`).between(kind === 'breakthrough' ? endS / 3 : 60, endS - 60),
        ),
        kind,
      })),
    )
    .toSorted((one, other) => one.atS - other.atS);
}
