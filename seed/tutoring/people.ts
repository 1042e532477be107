import type { Random } from '../random.ts';
import type { LearnerPersonaName, MentorPersonaName } from './personas.ts';
import { joining, span } from './probabilities.ts';

export interface SimulatedMentor {
  name: string;
  email: string;
  persona: MentorPersonaName;
}

export interface SimulatedLearner {
  id: string;
  name: string;
  persona: LearnerPersonaName;
  /** In ms. */
  joinedAt: number;
}

/** The school of the set. Every person in it is invented. */
export const lanternhill = {
  slug: 'demo-tutoring',
  tenant: 'Lanternhill Tutoring',
  programme: 'One-to-one mathematics',
  cohort: 'February sessions',
  course: 'tutoring-maths',
  source: 'Lanternhill sessions',
  admin: { name: 'Ruth Calloway', email: 'admin@tutoring.demo' },
} as const;

/** As many as D1 counts. */
const mentorNames = {
  star: ['Priya Shah', 'Tomás Herrera'],
  solid: ['Ingrid Bauer', 'Kwame Asante'],
  struggling: ['Colin Frost'],
  at_risk: ['Dana Whitlock'],
} as const satisfies Record<MentorPersonaName, readonly string[]>;

/** As many as D2 counts. */
const learnerNames = {
  high: [
    'Amelie Laurent',
    'Kofi Boateng',
    'Hana Suzuki',
    'Oliver Brandt',
    'Nia Campbell',
    'Ravi Nair',
    'Clara Jensen',
    'Mateus Rocha',
  ],
  average: [
    'Ben Archer',
    'Salma Idrissi',
    'Joon-ho Park',
    'Lucía Romero',
    'Ethan Wells',
    'Ayşe Demir',
    'Piotr Zielinski',
    'Thandiwe Dlamini',
  ],
  struggling: ['Jordan Pike', 'Mina Faraji', 'Caleb Ross', 'Siobhan Daly'],
} as const satisfies Record<LearnerPersonaName, readonly string[]>;

const dayMs = 86_400_000;

/** The mentors of a group; those of a later group go by the same names with a number. */
export function mentorsOf(group: number): SimulatedMentor[] {
  return (Object.keys(mentorNames) as MentorPersonaName[]).flatMap((persona) =>
    mentorNames[persona].map((name) => ({
      name: numbered(name, group),
      email: `${addressOf(numbered(name, group))}@tutoring.demo`,
      persona,
    })),
  );
}

/** Half of them are there from the first day, by lot, so that every persona has some who join later. */
export function learnersOf(random: Random, group: number, seedNow: number): SimulatedLearner[] {
  const from = seedNow - span.days * dayMs;
  const all = (Object.keys(learnerNames) as LearnerPersonaName[]).flatMap((persona) =>
    learnerNames[persona].map((name) => ({ persona, name: numbered(name, group) })),
  );
  const lots = all.map((_, index) => random.fork(`lot ${index}`).uniform());
  const line = lots.toSorted((one, other) => one - other)[joining.fromTheFirstDay] ?? 1;
  return all.map((one, index) => {
    const isThere = (lots[index] ?? 0) < line;
    const days = isThere ? 0 : random.fork(`joins ${index}`).between(0, joining.withinDays);
    return {
      id: `lh-${1001 + group * all.length + index}`,
      ...one,
      joinedAt: from + Math.floor(days) * dayMs,
    };
  });
}

function numbered(name: string, group: number): string {
  return group === 0 ? name : `${name} ${group + 1}`;
}

/** Letters that an address may hold: accents go, words are joined by a dot. */
function addressOf(name: string): string {
  return name
    .normalize('NFD')
    .replace(/[^A-Za-z0-9 ]/g, '')
    .replaceAll(' ', '.')
    .toLowerCase();
}
