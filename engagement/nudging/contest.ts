/** What a learner may say is wrong. */
export const contested = ['risk', 'score', 'attendance', 'reasons'] as const;
export type Contested = (typeof contested)[number];

/** Nothing is sent by it while it is open; `upheld` says that the learner was right. */
export const contestStatuses = ['open', 'upheld', 'explained', 'withdrawn'] as const;
export type ContestStatus = (typeof contestStatuses)[number];

/** "This is wrong", as its learner and staff see it. Times are RFC 3339. */
export interface Contest {
  id: string;
  learner: string;
  learnerName: string;
  enrolment: string;
  cohortName: string;
  what: Contested;
  note: string | null;
  status: ContestStatus;
  at: string;
  answer: string | null;
  answeredBy: string | null;
  answeredAt: string | null;
}

/** In letters, of what the learner and whoever answers write. */
export const contestNoteMost = 2_000;
