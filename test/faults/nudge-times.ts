import assert from 'node:assert/strict';
import { nudgeTimesIn } from '../nudge-times/nudge-times.ts';
import type { Fault } from './fault.ts';

const learnersEach = { short: 1, long: 2 };
/** Every two hundredth of them is enough to see that this still runs: a unit test has the telling ones. */
const everyZone = { short: 200, long: 1 };

/** Nothing is sent here: it is the clocks of the world that go wrong. What is acknowledged is a decision to send. */
export const nudgeTimes: Fault = {
  name: 'nudge-times',
  what: 'clocks change, in every time zone, for two years',
  run(_, size) {
    const zones = Intl.supportedValuesOf('timeZone').filter((__, index) => index % everyZone[size] === 0);
    const times = nudgeTimesIn(zones, learnersEach[size]);
    const { sent, lost, inside, early, late, overDay, overWeek, ...figures } = times;
    assert.deepEqual({ inside, early, late, overDay, overWeek }, nothing);
    return Promise.resolve({
      acknowledged: sent + lost,
      counted: sent,
      lost,
      doubled: overDay + overWeek,
      recoverS: null,
      figures: { ...figures, inQuietHours: inside, early, overCap: overDay + overWeek },
    });
  },
};

const nothing = { inside: 0, early: 0, late: 0, overDay: 0, overWeek: 0 };
