import { expect, test } from 'vitest';
import { unsubscribeOf, unsubscribeToken } from './unsubscribe.ts';

test('a link to unsubscribe says whose it is, and cannot be made or changed by others', () => {
  const token = unsubscribeToken('secret', 'digest', 't1', 'u1');
  expect(unsubscribeOf('secret', 'digest', token)).toEqual({ tenant: 't1', person: 'u1' });
  expect(unsubscribeOf('another secret', 'digest', token)).toBeNull();
  expect(unsubscribeOf('secret', 'nudges', token)).toBeNull();
  for (const forged of [token.replace('u1', 'u2'), token.replace('t1', 't2'), `${token}.x`, 't1.u1.', '']) {
    expect(unsubscribeOf('secret', 'digest', forged)).toBeNull();
  }
});
