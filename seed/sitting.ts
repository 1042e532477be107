import type { LearnerEvent } from '#engagement/event.ts';
import { type Module, moduleOf } from './course.ts';
import type { Emotion } from './forum-words.ts';
import { type Meant, postOf } from './forum.ts';
import type { Activity, Persona } from './personas.ts';
import type { Random } from './random.ts';

/** One thing a learner does; who, when and under which id is the caller's. */
export type Act = Omit<LearnerEvent, 'id' | 'learner' | 'at'>;

/** What practice has left with a learner, by skill. */
export type Mind = Map<string, Practice>;

interface Practice {
  /** Answers given, less what was forgotten. */
  amount: number;
  /** When it was last so much, in days of the term. */
  day: number;
}

/** Somebody sitting at the course, from `session_start` to `session_end`. */
export interface Sitting {
  /** Since the term began, a fraction included. */
  day: number;
  module: Module;
  skill: string;
  /** How it goes lately, 0 all wrong to 1 all right. */
  success: number;
  /** Acts still to come during which hardly anything works. */
  trouble: number;
  /** What the latest text was meant to say; null before any. */
  meant: Meant | null;
}

const daysAWeek = 7;

/** Most of the time they take up where the class is, otherwise something earlier. */
export function beginSitting(random: Random, week: number): Sitting {
  const module = moduleOf(random.chance(0.7) ? week : random.between(0, week));
  const skill = random.pick(module.skills);
  return { day: week * daysAWeek, module, skill, success: 0.6, trouble: 0, meant: null };
}

/** What they do next, having been at it for `tookS`. Changes the sitting and the mind. */
export function nextAct(random: Random, persona: Persona, mind: Mind, sitting: Sitting, tookS: number): Act {
  const wasInTrouble = sitting.trouble > 0;
  if (wasInTrouble) sitting.trouble--;
  const asks = wasInTrouble
    ? sitting.trouble === 0
    : sitting.success < 0.3 && random.chance(persona.asksForHelp / 4);
  if (asks) {
    sitting.success = 0.5;
    return writing(random, 'forum_post', sitting, { emotion: troubled(random), seeksHelp: true });
  }
  if (random.chance(0.06)) sitting.skill = random.pick(sitting.module.skills);
  const activity = wasInTrouble ? 'answer' : random.weighted(persona.activities);
  return actOf(random, activity, persona, mind, sitting, Math.round(tookS));
}

function actOf(
  random: Random,
  type: Activity,
  persona: Persona,
  mind: Mind,
  sitting: Sitting,
  durationS: number,
): Act {
  const { skill } = sitting;
  const module = sitting.module.name;
  switch (type) {
    case 'answer': {
      const correct = random.chance(chanceRight(persona, mind, sitting));
      practise(mind, skill, sitting.day);
      sitting.success = 0.7 * sitting.success + (correct ? 0.3 : 0);
      return { type, module, skill, correct, durationS };
    }
    case 'quiz_attempt': {
      const percent = percentOf(random, persona, mind, sitting);
      return { type, module, skill, percent, completed: true, durationS };
    }
    case 'assignment_submission': {
      const quality = percentOf(random, persona, mind, sitting) / 100;
      return { type, module, completed: true, quality };
    }
    case 'peer_review':
      return { type, module, quality: Math.round(100 * random.between(0.5, 1)) / 100, completed: true };
    case 'video_watch': {
      const percent = random.chance(0.6) ? 100 : Math.round(random.between(10, 95));
      return { type, module, skill, percent, completed: percent === 100, durationS };
    }
    case 'content_view':
      return { type, module, skill, completed: random.chance(0.8), durationS };
    case 'progress':
      return { type, module, percent: progressOf(mind, sitting) };
    case 'forum_post':
    case 'message':
      return writing(random, type, sitting, { emotion: moodOf(random, sitting), seeksHelp: false });
    case 'resource_download':
    case 'live_session_join':
    case 'session_heartbeat':
      return { type, module };
  }
}

function writing(random: Random, type: 'forum_post' | 'message', sitting: Sitting, meant: Meant): Act {
  const about = { module: sitting.module.name, skill: sitting.skill };
  sitting.meant = meant;
  return { type, ...about, text: postOf(random, meant, about) };
}

const rightLeast = 0.08;
const rightMost = 0.97;
/** Gained with each doubling or so of practice: from 0.6 to 0.85 takes some sixty answers. */
const growth = 0.06;

/** Days after which half of what practice gave is forgotten. */
const forgetsHalfInDays = 20;

function chanceRight({ ability }: Persona, mind: Mind, { day, module, skill, trouble }: Sitting): number {
  const chance = chanceUntroubled(ability, mind, { day, module, skill });
  return Math.max(rightLeast, Math.min(rightMost, trouble > 0 ? chance / 6 : chance));
}

/** The truth of a learner's skill, which no event says: what their next answer is right by, when nothing is in the way. */
export function chanceUntroubled(
  ability: number,
  mind: Mind,
  { day, module, skill }: Pick<Sitting, 'day' | 'module' | 'skill'>,
): number {
  return ability - module.difficulty + growth * Math.log(1 + practised(mind, skill, day));
}

/** An answer leaves practice behind, right or wrong. */
export function practise(mind: Mind, skill: string, day: number): void {
  mind.set(skill, { amount: practised(mind, skill, day) + 1, day });
}

function practised(mind: Mind, skill: string, day: number): number {
  const practice = mind.get(skill);
  if (practice === undefined) return 0;
  if (practice.day === day) return practice.amount;
  return practice.amount * Math.exp((-Math.LN2 * (day - practice.day)) / forgetsHalfInDays);
}

function percentOf(random: Random, persona: Persona, mind: Mind, sitting: Sitting): number {
  const percent = random.normal(100 * chanceRight(persona, mind, sitting), 11);
  return Math.round(Math.max(0, Math.min(100, percent)));
}

/** So many answers are all that a module asks for. */
const answersAModule = 60;

function progressOf(mind: Mind, { day, module }: Sitting): number {
  const given = module.skills.reduce((sum, skill) => sum + practised(mind, skill, day), 0);
  return Math.min(100, Math.round((100 * given) / answersAModule));
}

function moodOf(random: Random, { success }: Sitting): Emotion {
  if (success < 0.3) return troubled(random);
  return random.weighted(success > 0.75 ? moodsOfSuccess : moodsOfWork);
}

function troubled(random: Random): Emotion {
  return random.weighted(moodsOfTrouble);
}

type Moods = readonly (readonly [Emotion, number])[];
const moodsOfSuccess: Moods = [
  ['joy', 4],
  ['interest', 4],
  ['calm', 1],
];
const moodsOfWork: Moods = [
  ['interest', 4],
  ['calm', 1.5],
  ['joy', 1.5],
  ['confusion', 0.4],
  ['anxiety', 0.2],
];
const moodsOfTrouble: Moods = [
  ['confusion', 3],
  ['frustration', 4],
  ['anxiety', 2],
  ['sadness', 1],
  ['anger', 0.5],
];
