import type { LearnerEvent } from '#engagement/event.ts';
import { type Module, moduleOf } from './course.ts';
import { type Emotion, postOf } from './forum.ts';
import type { Activity, Persona } from './personas.ts';
import type { Random } from './random.ts';

/** One thing a learner does; who, when and under which id is the caller's. */
export type Act = Omit<LearnerEvent, 'id' | 'learner' | 'at'>;

/** What practice has left with a learner: answers given, by skill. */
export type Mind = Map<string, number>;

/** Somebody sitting at the course, from `session_start` to `session_end`. */
export interface Sitting {
  module: Module;
  skill: string;
  /** How it goes lately, 0 all wrong to 1 all right. */
  success: number;
  /** Acts still to come during which hardly anything works. */
  trouble: number;
}

/** Most of the time they take up where the class is, otherwise something earlier. */
export function beginSitting(random: Random, week: number): Sitting {
  const module = moduleOf(random.chance(0.7) ? week : random.between(0, week));
  return { module, skill: random.pick(module.skills), success: 0.6, trouble: 0 };
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
    return { type: 'forum_post', ...about(sitting), text: postOf(random, troubled(random), about(sitting)) };
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
  const { module } = about(sitting);
  switch (type) {
    case 'answer': {
      const correct = random.chance(chanceRight(persona, mind, sitting));
      mind.set(sitting.skill, (mind.get(sitting.skill) ?? 0) + 1);
      sitting.success = 0.7 * sitting.success + (correct ? 0.3 : 0);
      return { type, ...about(sitting), correct, durationS };
    }
    case 'quiz_attempt':
      return {
        type,
        ...about(sitting),
        percent: percentOf(random, persona, mind, sitting),
        completed: true,
        durationS,
      };
    case 'assignment_submission': {
      const quality = percentOf(random, persona, mind, sitting) / 100;
      return { type, module, completed: true, quality };
    }
    case 'peer_review':
      return { type, module, quality: Math.round(100 * random.between(0.5, 1)) / 100, completed: true };
    case 'video_watch': {
      const percent = random.chance(0.6) ? 100 : Math.round(random.between(10, 95));
      return { type, ...about(sitting), percent, completed: percent === 100, durationS };
    }
    case 'content_view':
      return { type, ...about(sitting), completed: random.chance(0.8), durationS };
    case 'progress':
      return { type, module, percent: Math.min(100, 5 * practisedIn(mind, sitting.module)) };
    case 'forum_post':
    case 'message':
      return { type, ...about(sitting), text: postOf(random, moodOf(random, sitting), about(sitting)) };
    case 'resource_download':
    case 'live_session_join':
    case 'session_heartbeat':
      return { type, module };
  }
}

const rightLeast = 0.08;
const rightMost = 0.97;
/** Gained with each doubling or so of practice: from 0.6 to 0.85 takes some sixty answers. */
const growth = 0.06;

function chanceRight(persona: Persona, mind: Mind, { module, skill, trouble }: Sitting): number {
  const practised = mind.get(skill) ?? 0;
  const chance = persona.ability - module.difficulty + growth * Math.log(1 + practised);
  return Math.max(rightLeast, Math.min(rightMost, trouble > 0 ? chance / 6 : chance));
}

function percentOf(random: Random, persona: Persona, mind: Mind, sitting: Sitting): number {
  const percent = random.normal(100 * chanceRight(persona, mind, sitting), 11);
  return Math.round(Math.max(0, Math.min(100, percent)));
}

function practisedIn(mind: Mind, module: Module): number {
  return module.skills.reduce((sum, skill) => sum + (mind.get(skill) ?? 0), 0);
}

function moodOf(random: Random, { success }: Sitting): Emotion {
  if (success < 0.35) return troubled(random);
  const moods: [Emotion, number][] =
    success > 0.75
      ? [
          ['joy', 3],
          ['interest', 3],
          ['calm', 2],
        ]
      : [
          ['calm', 4],
          ['interest', 2],
          ['confusion', 2],
          ['anxiety', 0.5],
        ];
  return random.weighted(moods);
}

function troubled(random: Random): Emotion {
  return random.weighted([
    ['confusion', 3],
    ['frustration', 4],
    ['anxiety', 2],
    ['sadness', 1],
    ['anger', 0.5],
  ]);
}

function about({ module, skill }: Sitting): { module: string; skill: string } {
  return { module: module.name, skill };
}
