import type { Random } from '../random.ts';
import { type Slot, overlaps, slotsOf } from './calendar.ts';
import { experienceOf, hazardOf, missedExperience } from './churn.ts';
import { churn } from './correlations.ts';
import { type Life, isThere, lifeFor, mentorFor, newLife } from './life.ts';
import { completedOf, missesOf, openQuota, ratedOf } from './outcome.ts';
import { type SimulatedMentor, learnersOf, mentorsOf } from './people.ts';
import { learnerPersonas, mentorPersonas } from './personas.ts';
import { outcomes, usualFeedback } from './probabilities.ts';
import { settle } from './settle.ts';
import { drawSession, drawTechnicalIssue } from './signals.ts';
import type { SessionTruth, SimulatedSession, Tutoring } from './set.ts';
import { toldOf } from './told.ts';

/** One group of mentors and learners, session after session: who comes to the next depends on how those before it went. */
export function simulateGroup(
  random: Random,
  { group, size, seedNow }: { group: number; size: number; seedNow: number },
): Tutoring {
  const mentors = mentorsOf(group);
  const learners = learnersOf(random.fork('learners'), group, seedNow);
  const lives = learners.map(newLife);
  const booked = new Map(mentors.map((mentor): [SimulatedMentor, Slot[]] => [mentor, []]));
  const draw = openDraws(size);
  const sessions: SimulatedSession[] = [];
  const truths: SessionTruth[] = [];

  for (const [index, slot] of slotsOf(random.fork('slots'), size, mentors.length, seedNow).entries()) {
    const theirs = random.fork(`session ${index}`);
    const life = lifeFor(theirs.fork('learner'), lives, slot);
    const free = mentors.filter((one) => !booked.get(one)?.some((other) => overlaps(slot, other)));
    const mentor = mentorFor(theirs.fork('mentor'), life, free);
    booked.get(mentor)?.push(slot);
    life.planned.push(slot);

    const session = { id: `${life.learner.id}.${index + 1}`, ...slot, mentor, learner: life.learner };
    const { took, ...told } = draw(theirs, session, life);
    sessions.push({ ...session, ...told });

    const left = lives.filter((one) => isThere(one, slot.startsAt)).length;
    const isSafe = told.outcome === 'rescheduled' || left <= churn.leastLearners;
    const hazard = isSafe ? 0 : hazardOf(learnerPersonas[life.learner.persona], life.experiences);
    const isLast = theirs.fork('churn').chance(hazard);
    if (isLast) life.leftAt = slot.endsAt;
    truths.push({ session: session.id, hazard, isLast, took });
  }

  return { mentors, learners, sessions, truth: { learners: lives.map(lifeTruth), sessions: truths } };
}

type Told = Pick<SimulatedSession, 'outcome' | 'minutesLate' | 'signals'> & Pick<SessionTruth, 'took'>;

/** Draws what becomes of each session in turn, within the quotas of a group, and has it happen to the learner. */
function openDraws(size: number) {
  const completed = completedOf(size);
  const isMissed = openQuota(size, size - completed, 1 - outcomes.completed);
  const isRated = openQuota(completed, ratedOf(completed), usualFeedback);

  return (
    random: Random,
    session: Pick<SimulatedSession, 'id' | 'mentor' | 'startsAt' | 'endsAt'>,
    life: Life,
  ): Told => {
    const { mentor, startsAt, endsAt } = session;
    const personas = {
      mentor: mentorPersonas[mentor.persona],
      learner: learnerPersonas[life.learner.persona],
    };
    const hasTechnicalIssue = drawTechnicalIssue(random.fork('technical'), life.completed);
    const signals = { id: session.id, with: mentor.name };

    const misses = missesOf(personas.mentor, personas.learner);
    const missed = misses.reduce((sum, [, chance]) => sum + chance, 0);
    if (isMissed(random.fork('missed'), missed)) {
      const outcome = random.fork('outcome').weighted(misses);
      life.experiences.push(missedExperience(outcome));
      life.last = { mentor, outcome, isRebooked: false, endsAt };
      const told = { ...signals, outcome, technicalIssue: hasTechnicalIssue };
      return { outcome, minutesLate: 0, signals: told, took: null };
    }

    const isFirst = !life.met.has(mentor);
    const isAfterNoShow = life.last?.outcome === 'learner_no_show' || life.last?.outcome === 'mentor_no_show';
    const meeting = { ...personas, isFirst, isAfterNoShow, hasTechnicalIssue };
    const drawn = drawSession(random.fork('signals'), meeting);
    const settled = settle(drawn.values, drawn.session);
    const isRebooked = random.fork('rebooked').chance(settled.rebooking);
    const minutesLate = minutesLateOf(random.fork('late'), personas.learner.late);
    const told = toldOf(random.fork('told'), {
      drawn,
      settled,
      minutes: (endsAt - startsAt) / minuteMs - minutesLate,
      isRated: isRated(random.fork('feedback'), settled.feedback),
      isRebooked,
    });
    const { isSuccess } = drawn.session;
    life.met.add(mentor);
    life.completed++;
    life.experiences.push(experienceOf(personas.learner, { ...settled, isFirst, isSuccess }));
    life.last = { mentor, outcome: 'completed', isRebooked, endsAt };
    return {
      outcome: 'completed',
      minutesLate,
      signals: { ...signals, ...told },
      took: { drawn, settled },
    };
  };
}

const minuteMs = 60_000;

/** Nobody counts the first minutes. */
function minutesLateOf(random: Random, chance: number): number {
  return random.chance(chance) ? Math.floor(random.between(5, 15)) : 0;
}

function lifeTruth({ learner, leftAt, planned }: Life): Tutoring['truth']['learners'][number] {
  const { id, persona, joinedAt } = learner;
  return { learner: id, persona, joinedAt, leftAt, sessions: planned.length };
}
