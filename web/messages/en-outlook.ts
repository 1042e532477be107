import type { Forecast } from '#engagement/forecast.ts';
import type { Interval } from '#engagement/interval.ts';
import type { NextSkill, PathSkill } from '#engagement/learning-path.ts';
import type { ResultKind, NextResult } from '#engagement/next-result.ts';
import type { Lack, Confidence } from '#engagement/risk.ts';
import { count, format, isOne } from './en-format.ts';

// What is said of what may come next; a part of en.ts.

const { whole } = format;

const toldWithout: Record<Lack, string> = {
  newcomer: 'more than three weeks of this learner',
  cohort: 'a cohort of eight or more to compare with',
  deadlines: 'what is due when',
  course: 'when the course begins and ends',
  source_down: 'what happened while a source was down',
};

const resultNames: Record<ResultKind, string> = { quiz: 'next quiz', assignment: 'next assignment' };

function lastAnswers({ last }: NextSkill): string {
  return last === null
    ? 'It has not been practised yet.'
    : `${whole(last.right)} of the last ${count(last.of, 'answer')} ${isOne(last.right) ? 'was' : 'were'} right.`;
}

function pathWhy(next: NextSkill): string {
  switch (next.why) {
    case 'prerequisite':
      return `${next.beside ?? 'What the course is at'} builds on it. ${lastAnswers(next)}`;
    case 'forgotten':
      return `It was mastered and is fading without practice. ${lastAnswers(next)}`;
    case 'course':
      return next.beside === null
        ? `The course is at it now. ${lastAnswers(next)}`
        : `The course is at it now, and ${next.beside}, which it builds on, is mastered. ${lastAnswers(next)}`;
  }
}

function stateCounts(skills: readonly PathSkill[]): string {
  const of = (state: PathSkill['state']): number => skills.filter((one) => one.state === state).length;
  const all: [number, string][] = [
    [of('mastered'), 'mastered'],
    [of('learning'), 'being learned'],
    [of('forgotten'), 'fading'],
    [of('new'), 'not begun'],
  ];
  const some = all.filter(([number]) => number > 0).map(([number, name]) => `${whole(number)} ${name}`);
  return `Of ${count(skills.length, 'skill')}: ${some.join(', ')}.`;
}

export const outlook = {
  title: 'Outlook',
  failed: 'The outlook could not be loaded.',
  ended: 'The cohort has ended: nothing is to come.',
  between: ({ low, high }: Interval) => `likely between ${whole(low)} and ${whole(high)}`,
  forecast: {
    title: 'Score in seven days',
    unknown: 'Not enough information yet: a forecast needs two weeks with a score.',
    against: ({ now }: Forecast) => `now ${format.fixedTenths(now)}`,
    from: ({ weeks, isDue }: Forecast) => {
      const known = `From ${count(weeks, 'week')}`;
      if (isDue === null) return `${known}; no deadlines are planned.`;
      return `${known}; ${isDue ? 'something is' : 'nothing is'} due by then.`;
    },
    how: 'A weighted sum of the last four weekly scores, and of whether anything is due. Its weights were learned from real learners, from what they did on the platform. Eight times in ten the score came to lie in the range.',
  },
  completion: {
    title: 'Completing the course',
    unknown: 'Not enough information yet: this takes five days in the cohort.',
    confidence: {
      high: 'high confidence',
      medium: 'medium confidence',
      low: 'low confidence',
    } satisfies Record<Confidence, string>,
    lacks: (lacks: readonly Lack[]) => `Told without ${lacks.map((lack) => toldWithout[lack]).join(', ')}.`,
    how: 'The model that tells the risk also learned who completed. Each reason adds or takes away weight; the three heaviest are shown.',
  },
  result: {
    title: 'Next result',
    unknown: 'Not enough information yet: no quiz and no assignment has a result.',
    kind: resultNames,
    value: (percent: number) => `${whole(percent)}%`,
    from: ({ results, ofKind, kind }: NextResult) =>
      `From ${count(results, 'result')}, ${whole(ofKind)} of ${kind === 'quiz' ? 'quizzes' : 'assignments'}.`,
    how: 'The mean of the learner’s results of this kind, the newer counting more, drawn towards all their results and those of the cohort: the less is known, the more.',
  },
  path: {
    title: 'Learn next',
    unknown: 'Not enough information yet: this takes three answers or quizzes that name a skill.',
    nothing: 'Everything the course has reached is mastered.',
    why: pathWhy,
    states: stateCounts,
    how: 'Mastery is the chance that the next answer is right, from answers and quizzes; it fades without practice. First comes what the course builds on and is not mastered, then what is fading, then what the course is at.',
  },
};
