import { describe, expect, test } from 'vitest';
import { openRandom } from './random.ts';
import { type Reaction, type Receiver, reactionTo } from './reaction.ts';

const pace = { leastMs: 1_000, meanMs: 60_000 };
const willing: Receiver = { answersNudge: 0.6, ignored: 0, hasOptedOut: false };

function many(receiver: Receiver): Reaction[] {
  const random = openRandom('reactions');
  return Array.from({ length: 20_000 }, () => reactionTo(random, receiver, 0, pace));
}

function share(reactions: Reaction[], isSo: (reaction: Reaction) => boolean): number {
  return reactions.filter(isSo).length / reactions.length;
}

describe('a nudge', () => {
  test('brings back as many as the persona says, and half as many after each one ignored', () => {
    const comes = (ignored: number) => share(many({ ...willing, ignored }), (one) => one.actsAt !== null);
    expect(comes(0)).toBeCloseTo(0.6, 1);
    expect(comes(1)).toBeCloseTo(0.3, 1);
    expect(comes(3)).toBeCloseTo(0.075, 1);
  });

  test('tires those who ignore it: more of them want no more', () => {
    const refuses = (ignored: number) =>
      share(many({ ...willing, ignored }), (one) => one.answer === 'not_for_me');
    expect(refuses(0)).toBeLessThan(0.02);
    expect(refuses(4)).toBeGreaterThan(5 * refuses(0));
  });

  test('that offers a mentor brings back as many, few of whom ask for one', () => {
    const [reminded, offered] = [many(willing), many({ ...willing, isOffer: true })];
    expect(offered.map(({ actsAt }) => actsAt)).toEqual(reminded.map(({ actsAt }) => actsAt));
    expect(share(offered, ({ answer }) => answer === 'accepted')).toBeCloseTo(0.6 * 0.12, 2);
    expect(offered.every(({ answer, answersAt }) => (answer === null) === (answersAt === null))).toBe(true);
  });

  test('is not even opened by somebody who opted out', () => {
    expect(share(many({ ...willing, hasOptedOut: true }), (one) => one.opensAt === null)).toBe(1);
  });

  test('is opened, then answered, then acted upon', () => {
    for (const { opensAt, answersAt, actsAt, answer } of many(willing)) {
      const times = [opensAt, answersAt, actsAt].filter((at) => at !== null);
      expect(times).toEqual(times.toSorted((one, other) => one - other));
      expect(answersAt === null || opensAt !== null).toBe(true);
      expect(actsAt !== null).toBe(answer === 'accepted');
    }
  });
});
