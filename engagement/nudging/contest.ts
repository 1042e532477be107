/** What a learner may say is wrong. */
export const contested = ['risk', 'score', 'attendance', 'reasons'] as const;
export type Contested = (typeof contested)[number];

/** Nothing is decided by it while it is open; `upheld` says that the learner was right. */
export const contestStatuses = ['open', 'upheld', 'explained', 'withdrawn'] as const;
export type ContestStatus = (typeof contestStatuses)[number];
