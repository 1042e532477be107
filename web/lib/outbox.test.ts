import { beforeEach, expect, test, vi } from 'vitest';
import { keepLetter, lettersOf, sendLetters } from './outbox.ts';

const kept = new Map<string, string>();
const asked: string[] = [];
/** Who is signed in here, and how the server answers a path; null: there is no connection. */
let signedIn = 'maya';
let answers: Record<string, number> | null;

beforeEach(() => {
  kept.clear();
  asked.length = 0;
  signedIn = 'maya';
  answers = {};
  vi.stubGlobal('localStorage', {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, text: string) => void kept.set(name, text),
    removeItem: (name: string) => void kept.delete(name),
  });
  vi.stubGlobal('fetch', (path: string) => {
    asked.push(path);
    if (answers === null) return Promise.reject(new TypeError('Failed to fetch'));
    return Promise.resolve(Response.json({ learner: signedIn }, { status: answers[path] ?? 200 }));
  });
});

test('what could not be sent stays, under the name of who said it, and is sent once, in order', async () => {
  answers = null;
  keepLetter('maya', letter('/a'));
  keepLetter('maya', letter('/b'));
  keepLetter('jonas', letter('/c'));
  expect(await sendLetters('maya')).toEqual({ taken: [], refused: [] });
  expect(lettersOf('maya').map(({ path }) => path)).toEqual(['/a', '/b']);
  answers = {};
  asked.length = 0;
  const [one, other] = await Promise.all([sendLetters('maya'), sendLetters('maya')]);
  expect(one).toBe(other);
  expect(asked).toEqual(['/a', '/b']);
  expect(one.taken.map(({ answer }) => answer)).toEqual([{ learner: 'maya' }, { learner: 'maya' }]);
  expect([...kept.keys()]).toEqual(['holdfast outbox jonas']);
  expect(lettersOf('jonas').map(({ path }) => path)).toEqual(['/c']);
});

test('the first answer to a question stands', () => {
  keepLetter('maya', { ...letter('/a'), body: 1 });
  keepLetter('maya', { ...letter('/a'), body: 2 });
  expect(lettersOf('maya').map(({ body }) => body)).toEqual([1]);
});

test.for([
  [400, true],
  [409, true],
  [403, true],
  [404, true],
  [401, false],
  [429, false],
  [503, false],
] as const)('refused with %i, waiting changes nothing: %s', async ([status, isForGood]) => {
  keepLetter('maya', letter('/a'));
  keepLetter('maya', letter('/b'));
  answers = { '/a': status };
  const { taken, refused } = await sendLetters('maya');
  expect(refused.map(({ failure }) => failure.status)).toEqual(isForGood ? [status] : []);
  expect(taken).toHaveLength(isForGood ? 1 : 0);
  expect(lettersOf('maya')).toHaveLength(isForGood ? 0 : 2);
});

test('while somebody else is signed in here nothing is lost', async () => {
  keepLetter('maya', letter('/a'));
  answers = { '/a': 404 };
  signedIn = 'jonas';
  expect(await sendLetters('maya')).toEqual({ taken: [], refused: [] });
  expect(lettersOf('maya')).toHaveLength(1);
});

test('what is on the device and not ours is left alone, and one without room for it keeps while the page is open', () => {
  kept.set('holdfast outbox maya', '[{"path":1},null,"x"]');
  expect(lettersOf('maya')).toEqual([]);
  kept.set('holdfast outbox maya', '{');
  expect(lettersOf('maya')).toEqual([]);
  vi.stubGlobal('localStorage', {
    getItem: () => null,
    setItem: () => {
      throw new DOMException('no room', 'QuotaExceededError');
    },
    removeItem: () => {},
  });
  keepLetter('jonas', letter('/a'));
  expect(lettersOf('jonas')).toHaveLength(1);
});

function letter(path: string) {
  return { path, body: { answer: 'accepted' }, about: path };
}
