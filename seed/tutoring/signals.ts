import type { Random } from '../random.ts';
import { type Circumstances, type Values, notes, offDayGoesAs } from './correlations.ts';
import { type LearnerPersona, type MentorPersona, type Range, mentorPersonas } from './personas.ts';
import { frustration, rebooking, technicalIssue } from './probabilities.ts';

/** A session as its two people would have had it, before D4's rules. */
export interface DrawnSession {
  session: Circumstances;
  values: Values;
  /** What each of the two brought; the session's engagement lies half way between. */
  mentorEngagement: number;
  learnerEngagement: number;
  replyS: number;
  /** D5: a star's session that went as a struggling mentor's would. */
  isOffDay: boolean;
}

/** What is known before these two meet. */
export interface Meeting {
  mentor: MentorPersona;
  learner: LearnerPersona;
  isFirst: boolean;
  isAfterNoShow: boolean;
  hasTechnicalIssue: boolean;
}

export function drawSession(random: Random, meeting: Meeting): DrawnSession {
  const { mentor, learner, isFirst, isAfterNoShow, hasTechnicalIssue } = meeting;
  const isOffDay = random.chance(mentor.offDays);
  const goesAs: MentorPersona = isOffDay ? mentorPersonas[offDayGoesAs] : mentor;
  const mentorEngagement = within(random, goesAs.engagement);
  const learnerEngagement = within(random, learner.engagement);
  const engagement = (mentorEngagement + learnerEngagement) / 2;
  const isFrustrated = random.chance(learner.frustrated);
  return {
    session: {
      talkPercent: within(random, goesAs.talkPercent),
      checks: wholeWithin(random, goesAs.checks),
      isFirst,
      hasTechnicalIssue,
      isGaming: random.chance(learner.gaming),
      isSuccess: !isFirst || random.chance(mentor.firstSessionSuccess),
      isAfterNoShow,
    },
    values: {
      engagement,
      questions: wholeWithin(random, learner.questions),
      confusion: within(random, learner.confusion),
      frustration: within(random, isFrustrated ? frustration.yes : frustration.no),
      stars: within(random, goesAs.stars),
      rebooking: rebooking.perEngagement * engagement,
      feedback: learner.feedback,
    },
    mentorEngagement,
    learnerEngagement,
    replyS: within(random, learner.replyS),
    isOffDay,
  };
}

export function drawTechnicalIssue(random: Random, sessionsBefore: number): boolean {
  const { usual, newLearner, newForSessions } = technicalIssue;
  return random.chance(sessionsBefore < newForSessions ? newLearner : usual);
}

/** Whole minutes that the mentor spends on notes after a session of this engagement. */
export function drawNotesMinutes(random: Random, engagement: number): number {
  const { longMinutes, mostMinutes, highEngagement, longAfterHigh } = notes;
  const isLong = engagement >= highEngagement && random.chance(longAfterHigh);
  return wholeWithin(random, isLong ? [longMinutes + 1, mostMinutes] : [2, longMinutes]);
}

function within(random: Random, [least, most]: Range): number {
  return random.between(least, most);
}

/** Each whole number of the range alike. */
function wholeWithin(random: Random, [least, most]: Range): number {
  return Math.floor(random.between(least, most + 1));
}
