import { expect, test } from 'vitest';
import { addressWith } from './address.ts';

test.each([
  ['/nudges', { kind: 'reminder' }, '/nudges?kind=reminder'],
  ['/nudges?kind=reminder&open=x', { kind: '', open: '' }, '/nudges'],
  ['/nudges?fate=any&kind=reminder', { kind: 'peer_challenge' }, '/nudges?fate=any&kind=peer_challenge'],
])('%s with %o is %s', (from, changes, to) => {
  expect(addressWith(new URL(from, 'https://holdfast.example'), changes)).toBe(to);
});
