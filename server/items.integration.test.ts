import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { WrittenItem } from '#engagement/nudging/item-problem.ts';
import { type Product, openProduct } from '#test/product.ts';
import { type School, createSchool } from '#test/school.ts';
import { ownStores } from '#test/stores.ts';

const half = {
  skill: 'Ratio',
  question: 'Half?',
  choices: ['1/3', '1/2'],
  right: 1,
  because: 'Two of them.',
};
const table = [
  'skill;question;choice1;choice2;choice3;right;because',
  'Ratio;Half?;1/3;1/2;2/3;B;"Two; of them"',
  'Ratio;Third?;1/3;1/2;;1;Three.',
  'Ratio;No choice?;1/3;;;1;Three.',
].join('\r\n');

let product: Product;
let school: School;
let other: School;
let manager: { cookie: string };

beforeAll(async () => {
  product = await openProduct(await ownStores());
  school = await createSchool(product.stores.db, product.stores.accounts, 'writes');
  other = await createSchool(product.stores.db, product.stores.accounts, 'reads');
  manager = { cookie: await product.signIn(school.people.manager) };
});
afterAll(() => product?.close());

interface Item extends WrittenItem {
  id: string;
  isOn: boolean;
}

describe('a bank of questions', () => {
  test('is written, changed, switched off and told by skill', async () => {
    const { body: written } = await send('POST', '', half);
    expect(written).toMatchObject({ ...half, isOn: true, by: { name: 'manager of writes' } });
    const changed = { ...half, because: ' Two of them make one. ', isOn: false };
    const { body: now } = await send('PUT', `/${written.id}`, changed);
    expect(now).toMatchObject({ id: written.id, because: 'Two of them make one.', isOn: false });
    const { body: skills } = await product.ask(`${path()}/skills`, manager);
    expect(skills).toEqual({ skills: [{ skill: 'Ratio', on: 0, off: 1, isTaught: false }] });
    expect(await send('POST', '', { ...half, choices: ['1/2', '1/2 '] })).toMatchObject({
      status: 400,
      body: { error: { field: 'choices.1' } },
    });
  });

  test('is taken in from a table, after it was seen what would come of it', async () => {
    const { body: dry } = await take(table, '?dryRun=true');
    expect(dry).toMatchObject({ added: 1, changed: 1, same: 0, refused: [{ line: 4, column: null }] });
    expect(await bank()).toHaveLength(1);
    const { body: taken } = await take(table);
    expect(taken).toEqual(dry);
    expect(await bank()).toMatchObject([
      // What was switched off stays so.
      { question: 'Half?', choices: ['1/3', '1/2', '2/3'], right: 1, because: 'Two; of them', isOn: false },
      { question: 'Third?', choices: ['1/3', '1/2'], right: 0, isOn: true },
    ]);
    const { body: out } = await product.ask<string>(`${path()}/export`, manager);
    expect((await take(out)).body).toMatchObject({ added: 0, changed: 0, same: 2, refused: [] });
    const headers = { authorization: `Bearer ${school.apiKey}`, 'content-type': 'text/csv' };
    const large = { method: 'POST', headers, body: 'x'.repeat(2 * 1024 * 1024 + 1) };
    expect((await product.app.request(`${path()}/import`, large)).status).toBe(413);
  });

  test('loses a question once it is removed', async () => {
    const [first] = await bank();
    expect((await send('DELETE', `/${first?.id ?? ''}`)).status).toBe(200);
    expect((await send('DELETE', `/${first?.id ?? ''}`)).status).toBe(404);
    expect((await send('PUT', `/${first?.id ?? ''}`, half)).status).toBe(404);
    expect(await bank()).toHaveLength(1);
  });

  test('is not for mentors and learners, and not there for another school', async () => {
    for (const [as, status] of [
      [{ cookie: await product.signIn(school.people.mentor) }, 403],
      [{ cookie: await product.signIn(school.people.learner) }, 404],
      [{ cookie: await product.signIn(other.people.admin) }, 404],
      [{ key: other.apiKey }, 404],
    ] as const) {
      expect((await product.ask(path(), as)).status).toBe(status);
      expect((await take(table, '', as)).status).toBe(status);
      const one = { method: 'POST', body: JSON.stringify(half), headers: { origin: product.url } };
      expect((await product.ask(path(), as, one)).status).toBe(status);
    }
    expect(await bank()).toHaveLength(1);
  });
});

type Asker = { cookie: string } | { key: string };

function path(): string {
  return `/v1/programmes/${school.programme}/items`;
}

function send(method: string, more: string, item?: object) {
  const headers = { origin: product.url };
  const body = item === undefined ? {} : { body: JSON.stringify(item) };
  return product.ask<Item>(path() + more, manager, { method, headers, ...body });
}

function take(text: string, query = '', as: Asker = manager) {
  const headers = { origin: product.url, 'content-type': 'text/csv' };
  return product.ask(`${path()}/import${query}`, as, { method: 'POST', headers, body: text });
}

async function bank(): Promise<Item[]> {
  const { body } = await product.ask<{ items: Item[] }>(path(), manager);
  return body.items;
}
