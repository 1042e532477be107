import { expect, test } from 'vitest';
import { readAnswer } from './answer.ts';

const body = '{"accepted":100,"duplicates":0,"rejected":[]}';
const text = `HTTP/1.1 202 Accepted\r\ncontent-type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

test('an answer tells its status and how many events were kept', () => {
  expect(readAnswer(text)).toEqual({ status: 202, accepted: 100, length: text.length });
});

test('an answer that is not there as a whole is none yet', () => {
  for (let length = 0; length < text.length; length++) expect(readAnswer(text.slice(0, length))).toBeNull();
});

test('a refusal has kept nothing', () => {
  expect(readAnswer('HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n')).toMatchObject({
    status: 503,
    accepted: 0,
  });
});
