import type { Recording, TutoredSession } from '#engagement/session.ts';
import type { Random } from '../random.ts';
import type { Values } from './correlations.ts';
import { highlightsOf } from './highlights.ts';
import { dataPresent } from './probabilities.ts';
import { type DrawnSession, drawNotesMinutes } from './signals.ts';

/** What a sender would tell of a session that took place: rounded, and what there is a recording of. */
export function toldOf(
  random: Random,
  {
    drawn: { session, replyS },
    settled,
    minutes,
    isRated,
    isRebooked,
  }: { drawn: DrawnSession; settled: Values; minutes: number; isRated: boolean; isRebooked: boolean },
): Omit<TutoredSession, 'with'> {
  const { engagement, confusion } = settled;
  const { checks, hasTechnicalIssue } = session;
  const questions = Math.round(settled.questions);
  const recordings = recordingKinds.filter((kind) => random.fork(kind).chance(dataPresent[kind]));
  return {
    outcome: 'completed',
    first: session.isFirst,
    talkShare: Math.round(session.talkPercent) / 100,
    checks,
    questions,
    replyS: tenths(replyS),
    notesMinutes: drawNotesMinutes(random.fork('notes'), engagement),
    confusion: tenths(confusion),
    frustration: tenths(settled.frustration),
    engagement: tenths(engagement),
    ...(isRated ? { rating: Math.round(settled.stars * 2) / 2 } : {}),
    rebooked: isRebooked,
    technicalIssue: hasTechnicalIssue,
    gamingDetected: session.isGaming,
    recordings,
    highlights: highlightsOf(random.fork('highlights'), {
      minutes,
      questions,
      checks,
      confusion,
      engagement,
      replyS,
      hasTechnicalIssue,
    }),
  };
}

const recordingKinds: readonly Recording[] = ['audio', 'video', 'screen'];

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
