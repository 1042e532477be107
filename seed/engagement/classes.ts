import type { WeekKind } from './kinds.ts';

/** A class of the set: a tenant of its own, with five learners and a kind for each of their four weeks. */
export interface TrainingClass {
  slug: string;
  tenant: string;
  programme: string;
  cohort: string;
  course: string;
  timeZone: string;
  /** Of the daily session, Monday to Friday. */
  sessionHour: number;
  units: readonly string[];
  mentor: string;
  manager: string;
  learners: readonly { externalId: string; name: string; weeks: readonly WeekKind[] }[];
}

/** Sundays: brief A14 counts its week from Sunday 2 to Saturday 8 November. */
export const weekStarts = ['2025-10-12', '2025-10-19', '2025-10-26', '2025-11-02'] as const;
/** The Sunday after the last week, when the class is over. */
export const endsOn = '2025-11-09';

/** Brief A13: three tenants with five learners each, four weeks long. Everybody in them is invented. */
export const trainingClasses: readonly TrainingClass[] = [
  {
    slug: 'demo-melbourne',
    tenant: 'Melbourne Training',
    programme: 'Certificate III in Individual Support',
    cohort: 'Spring intake',
    course: 'individual-support',
    timeZone: 'Australia/Melbourne',
    sessionHour: 10,
    units: ['Safe handling', 'Medication', 'Dignity and rights', 'Nutrition', 'Care plans'],
    mentor: 'Rachel Nguyen',
    manager: 'Peter Lawson',
    learners: [
      {
        externalId: 'STU6584',
        name: 'Michael Brown',
        weeks: ['engaged', 'low', 'before_golden', 'golden'],
      },
      { externalId: 'STU6585', name: 'Linh Tran', weeks: ['engaged', 'engaged', 'engaged', 'engaged'] },
      { externalId: 'STU6586', name: 'Grace Okafor', weeks: ['low', 'low', 'low', 'engaged'] },
      { externalId: 'STU6587', name: 'Daniel Rossi', weeks: ['low', 'medium', 'low', 'low'] },
      { externalId: 'STU6588', name: 'Aisha Karim', weeks: ['engaged', 'engaged', 'low', 'low'] },
    ],
  },
  {
    slug: 'demo-harbour',
    tenant: 'Harbour Adult College',
    programme: 'Business administration, level 2',
    cohort: 'Autumn evenings',
    course: 'business-admin',
    timeZone: 'Europe/London',
    sessionHour: 18.5,
    units: ['Minutes of a meeting', 'Spreadsheets', 'Letters and emails', 'Invoices', 'Data protection'],
    mentor: 'Gareth Price',
    manager: 'Joanna Wells',
    learners: [
      {
        externalId: 'STU7101',
        name: 'Catrin Hughes',
        weeks: ['engaged', 'engaged', 'engaged', 'engaged'],
      },
      { externalId: 'STU7102', name: 'Kwame Boateng', weeks: ['low', 'low', 'absent', 'high'] },
      { externalId: 'STU7103', name: 'Irena Novak', weeks: ['low', 'downcast', 'low', 'low'] },
      { externalId: 'STU7104', name: 'Tom Ashdown', weeks: ['engaged', 'engaged', 'engaged', 'engaged'] },
      { externalId: 'STU7105', name: 'Sadia Begum', weeks: ['low', 'engaged', 'engaged', 'low'] },
    ],
  },
  {
    slug: 'demo-riverside',
    tenant: 'Riverside Skills Centre',
    programme: 'Early childhood education',
    cohort: 'Fall daytime',
    course: 'early-childhood',
    timeZone: 'America/Toronto',
    sessionHour: 13,
    units: ['Play and learning', 'First aid', 'Observing children', 'Working with families', 'Safe spaces'],
    mentor: 'Marie Tremblay',
    manager: 'Alan Whitehorse',
    learners: [
      { externalId: 'STU8201', name: 'Noor Siddiqui', weeks: ['medium', 'high', 'absent', 'low'] },
      {
        externalId: 'STU8202',
        name: 'Emily Clarke',
        weeks: ['engaged', 'engaged', 'engaged', 'engaged'],
      },
      { externalId: 'STU8203', name: 'Jorge Medina', weeks: ['low', 'low', 'medium', 'absent'] },
      { externalId: 'STU8204', name: 'Chantal Dubois', weeks: ['low', 'medium', 'vanished', 'absent'] },
      { externalId: 'STU8205', name: 'Wei Zhang', weeks: ['engaged', 'engaged', 'low', 'low'] },
    ],
  },
];
