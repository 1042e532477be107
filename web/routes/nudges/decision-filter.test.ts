import { describe, expect, test } from 'vitest';
import { askedOf, countedOf, isNarrowed } from './decision-filter.ts';

describe('what an address asks of nudges', () => {
  test.each([
    ['', 'sent', 'days=28'],
    ['fate=not_sent&reason=cooling_down', 'not_sent', 'reason=cooling_down&days=28'],
    ['fate=any&days=all&learner=l1', 'any', 'learner=l1'],
    [
      'days=7&kind=reminder&rule=work_due&answer=none',
      'sent',
      'kind=reminder&rule=work_due&answer=none&days=7',
    ],
  ])('%s', (address, fate, query) => {
    const asked = askedOf(new URLSearchParams(address));
    expect([asked.fate, asked.query.toString()]).toEqual([fate, query]);
  });

  test('what there is not is not asked for', () => {
    const { fate, query } = askedOf(new URLSearchParams('fate=lost&kind=letter&days=9&reason=&open=x'));
    expect([fate, query.toString()]).toEqual(['sent', 'days=28']);
  });
});

test('counts are over what the tabs and the summary choose from', () => {
  const { query } = askedOf(new URLSearchParams('cohort=c1&answer=none&reason=declined'));
  expect(countedOf(query).toString()).toBe('cohort=c1&days=28');
});

test('a time alone is no narrowing', () => {
  expect(isNarrowed(new URLSearchParams('days=7'))).toBe(false);
  expect(isNarrowed(new URLSearchParams('days=7&kind=reminder'))).toBe(true);
});
