import type { Role } from '#engagement/person.ts';
import type { SimulatedLearner } from './personas.ts';

/** The college of the demo. Every person in it is invented. */
export const northfield = {
  tenant: 'Northfield College',
  programme: 'Foundation mathematics',
  cohort: 'Spring maths',
  /** What its learning platform calls the course. */
  course: 'maths-foundation',
  source: 'Northfield LMS',
  /** Mondays, Wednesdays and Fridays, 0 is Monday. */
  classDays: [0, 2, 4],
  staff: [
    { name: 'Sam Whitfield', email: 'admin@northfield.demo', role: 'admin' },
    { name: 'Helen Adeyemi', email: 'manager@northfield.demo', role: 'manager' },
    { name: 'Ana Ruiz', email: 'mentor@northfield.demo', role: 'mentor' },
    { name: 'Daniel Okoro', email: 'mentor2@northfield.demo', role: 'mentor' },
  ] satisfies { name: string; email: string; role: Role }[],
} as const;

/** Thirty learners: most do well, a few drift, one is all but lost. */
export const northfieldLearners: readonly SimulatedLearner[] = [
  { externalId: 'nc-2001', name: 'Amara Nwosu', persona: 'keen' },
  { externalId: 'nc-2002', name: 'Mateo Fernández', persona: 'steady' },
  { externalId: 'nc-2003', name: 'Yuki Tanaka', persona: 'steady' },
  { externalId: 'nc-2004', name: 'Priya Raman', persona: 'keen' },
  { externalId: 'nc-2005', name: 'Liam O’Connell', persona: 'evening_cramp' },
  { externalId: 'nc-2006', name: 'Fatima Zahra Benali', persona: 'steady' },
  { externalId: 'nc-2007', name: 'Noah Lindqvist', persona: 'steady' },
  { externalId: 'nc-2008', name: 'Mei-Ling Chen', persona: 'keen' },
  { externalId: 'nc-2009', name: 'Tendai Moyo', persona: 'struggling' },
  { externalId: 'nc-2010', name: 'Isabela Costa', persona: 'fading' },
  { externalId: 'nc-2011', name: 'Omar Haddad', persona: 'weekend_worker' },
  { externalId: 'nc-2012', name: 'Zofia Kowalska', persona: 'now_and_then' },
  { externalId: 'nc-2013', name: 'Aroha Ngata', persona: 'returning' },
  { externalId: 'nc-2014', name: 'Samuel Osei', persona: 'steady' },
  { externalId: 'nc-2015', name: 'Leila Hosseini', persona: 'struggling' },
  { externalId: 'nc-2016', name: 'Lucas Moreau', persona: 'gone_quiet', quietForDays: 21 },
  { externalId: 'nc-2017', name: 'Anh Nguyễn', persona: 'steady' },
  { externalId: 'nc-2018', name: 'Grace Kamau', persona: 'keen' },
  { externalId: 'nc-2019', name: 'Ivan Petrov', persona: 'steady' },
  { externalId: 'nc-2020', name: 'Hana Kim', persona: 'evening_cramp' },
  { externalId: 'nc-2021', name: 'Jamal Carter', persona: 'gone_quiet', quietForDays: 11.1 },
  { externalId: 'nc-2022', name: 'Sofia Papadopoulou', persona: 'returning' },
  { externalId: 'nc-2023', name: 'Arjun Mehta', persona: 'steady' },
  { externalId: 'nc-2024', name: 'Chloe Williams', persona: 'keen' },
  { externalId: 'nc-2025', name: 'Tariq Mahmood', persona: 'weekend_worker' },
  { externalId: 'nc-2026', name: 'Elif Yılmaz', persona: 'new_arrival', joinedDaysAgo: 5 },
  { externalId: 'nc-2027', name: 'Benjamin Katz', persona: 'now_and_then', quietForDays: 5.2 },
  {
    externalId: 'nc-2028',
    name: 'Nadia Rahman',
    persona: 'now_and_then',
    quietForDays: 6.2,
    isPlayedByPerson: true,
  },
  { externalId: 'nc-2029', name: 'Diego Quispe', persona: 'new_arrival', joinedDaysAgo: 6 },
  { externalId: 'nc-2030', name: 'Ingrid Halvorsen', persona: 'weekend_worker' },
];
