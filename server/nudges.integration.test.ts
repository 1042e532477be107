import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Nudge } from '#engagement/nudge.ts';
import { type Product, openProduct } from '#test/product.ts';
import { type School, createSchool } from '#test/school.ts';
import { ownStores } from '#test/stores.ts';

const dayMs = 86_400_000;
const waiting = { timeout: 8_000, interval: 25 };

let product: Product;
let school: School;
/** Of Maya, who has an account, and of Jonas, who reads his on an app of the college. */
let nudges: Record<'maya' | 'jonas', Nudge>;
let program: { key: string };

beforeAll(async () => {
  product = await openProduct(await ownStores());
  school = await createSchool(product.stores.db, product.stores.accounts, 'answers');
  program = { key: school.apiKey };
  const at = new Date(Date.now() - 6 * dayMs).toISOString();
  const events = ['maya', 'jonas'].map((learner) => ({ id: learner, learner, type: 'login', at }));
  await product.ask('/v1/events', { key: school.sourceKey }, posted(events));
  nudges = await vi.waitFor(async () => {
    const { body } = await product.ask<{ items: Nudge[] }>('/v1/nudges', program);
    const [maya, jonas] = ['maya', 'jonas'].map((one) =>
      body.items.find(({ learnerExternalId }) => learnerExternalId === one),
    );
    if (!maya || !jonas) throw new Error('no nudges yet');
    return { maya, jonas };
  }, waiting);
});
afterAll(() => product?.close());

describe('a nudge', () => {
  test('is neither opened nor answered by staff in the name of a learner', async () => {
    for (const role of ['admin', 'manager', 'mentor'] as const) {
      const staff = { cookie: await product.signIn(school.people[role]) };
      const refused = { status: 403, body: { error: { code: 'not_allowed' } } };
      expect(await open(nudges.maya, staff)).toMatchObject(refused);
      expect(await answer(nudges.maya, staff, 'accepted')).toMatchObject(refused);
    }
    expect(await nowOf(nudges.maya)).toMatchObject({ openedAt: null, answer: null });
  });

  test('is not there for another learner', async () => {
    const maya = { cookie: await product.signIn(school.people.learner) };
    expect((await open(nudges.jonas, maya)).status).toBe(404);
    expect((await answer(nudges.jonas, maya, 'accepted')).status).toBe(404);
    expect(await nowOf(nudges.jonas)).toMatchObject({ openedAt: null, answer: null });
  });

  test('may be opened and answered by an app of the college for its learner, and the first answer stands', async () => {
    const opened = await open(nudges.jonas, program);
    expect(opened).toMatchObject({ status: 200, body: { answer: null } });
    expect(opened.body.openedAt).not.toBeNull();
    const later = await answer(nudges.jonas, program, 'later');
    expect(later).toMatchObject({ status: 200, body: { answer: 'later', openedAt: opened.body.openedAt } });
    expect((await answer(nudges.jonas, program, 'not_for_me')).body.answer).toBe('not_for_me');
    expect(await answer(nudges.jonas, program, 'accepted')).toMatchObject({
      status: 409,
      body: { error: { code: 'already_answered' } },
    });
  });

  test('that is answered was opened, whether that was told or not', async () => {
    const { body } = await answer(nudges.maya, program, 'accepted');
    expect(body.openedAt).not.toBeNull();
    expect(body.openedAt).toBe(body.answeredAt);
  });
});

type Asker = { cookie: string } | { key: string };

function open(nudge: Nudge, as: Asker) {
  return product.ask<Nudge>(`/v1/nudges/${nudge.id}/open`, as, { method: 'POST', headers: ourPage() });
}

function answer(nudge: Nudge, as: Asker, given: string) {
  return product.ask<Nudge>(`/v1/nudges/${nudge.id}/answer`, as, posted({ answer: given }));
}

async function nowOf(nudge: Nudge): Promise<Nudge | undefined> {
  const { body } = await product.ask<{ items: Nudge[] }>('/v1/nudges', program);
  return body.items.find(({ id }) => id === nudge.id);
}

function posted(value: unknown): RequestInit {
  return { method: 'POST', body: JSON.stringify(value), headers: ourPage() };
}

function ourPage(): Record<string, string> {
  return { origin: product.url };
}
