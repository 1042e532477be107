/** How often a person of the staff gets the digest of alerts by mail. */
export const digestEvery = ['off', 'day', 'week'] as const;
export type DigestEvery = (typeof digestEvery)[number];
