import { describe, expect, test } from 'vitest';
import type { Anomaly } from '#engagement/anomaly.ts';
import * as en from './en.ts';

const week: Anomaly = {
  what: 'quieter',
  than: 'self',
  of: 'events',
  days: 7,
  observed: 3,
  usual: 27.5,
  spread: 8,
  deviations: -3.1,
};
const today: Anomaly = {
  ...week,
  what: 'busier',
  days: 1,
  observed: 60,
  usual: 12,
  spread: 12,
  deviations: 4,
};
const days: Anomaly = { ...week, of: 'active_days', observed: 0, usual: 6, spread: 1.6 };

describe('what is unusual is said in a sentence', () => {
  test.each([
    ['Quieter than usual: 3 events in 7 days, usually 22 to 33', week],
    [
      'Busier than usual: 60 active minutes in 7 days, usually 4 to 20',
      { ...today, of: 'minutes', days: 7 } as const,
    ],
    ['Quieter than usual: 0 days with activity in 7 days, usually 5 to 7', days],
    ['Much more than usual today: 60 events by this hour, usually 4 to 20', today],
    [
      'Much less than usual today: 1 event by this hour, usually about 12',
      { ...today, what: 'quieter', observed: 1, spread: 0.4 } as const,
    ],
    [
      'Behind the cohort: 3 events in 5 days, where the others would suggest 22 to 33',
      { ...week, than: 'cohort', days: 5 } as const,
    ],
    [
      'At unusual hours: 25 events in the last 24 hours while the cohort sleeps',
      { ...today, what: 'odd_hours', than: 'cohort', observed: 25, usual: 0 } as const,
    ],
  ])('%s', (said, anomaly) => {
    expect(en.unusual.said(anomaly)).toBe(said);
  });

  test('and beside it by how much', () => {
    expect(en.unusual.deviations(-3.14)).toBe(
      '3.1 times the usual spread below the middle of what is usual.',
    );
    expect(en.unusual.deviations(4)).toBe('4 times the usual spread above the middle of what is usual.');
  });
});
