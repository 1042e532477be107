/** What a person did to help; brief B12's types, and the call that staff make most. */
export const interventionKinds = ['message', 'assignment', 'meeting', 'parent', 'call'] as const;
export type InterventionKind = (typeof interventionKinds)[number];

/** What was done for a learner. */
export interface DoneBefore {
  id: string;
  kind: InterventionKind;
  action: string;
  by: string;
  at: string;
}

/** With what came of it. */
export interface Intervention extends DoneBefore {
  /** The learner's score at that time. */
  score: number | null;
  /** And so many days later: at the end of the week that followed, or now; null when it is too early to say. */
  after: { score: number; days: number } | null;
}
