import { DrizzleQueryError } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { loggable } from './loggable.ts';

test('an error in the log names the statement, the code and the place, and no value of anybody', () => {
  const cause = Object.assign(new Error('invalid input syntax for type integer: "maya@school.test"'), {
    code: '22P02',
    detail: 'Key (email)=(maya@school.test) already exists.',
  });
  const error = new DrizzleQueryError(
    'insert into learners values ($1, $2)',
    ['Maya\nRoberts', 'maya@school.test'],
    cause,
  );
  const said = loggable(error);
  expect(said.message).toContain('insert into learners');
  expect(said.cause?.code).toBe('22P02');
  expect(said.stack).toContain('loggable.test.ts');
  expect(JSON.stringify(said)).not.toMatch(/maya|roberts/i);
});

test('whatever is thrown can be logged', () => {
  expect(loggable('maya')).toEqual({ type: 'string', message: 'something else than an error was thrown' });
  const circular = new Error('round');
  circular.cause = circular;
  expect(JSON.stringify(loggable(circular)).length).toBeLessThan(20_000);
});
