import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { asTenant } from '#db/postgres/connect.ts';
import { preferencesOf, switchChannel } from '#db/postgres/nudge-preferences.ts';
import { sharedSecret } from '#db/postgres/secrets.ts';
import { unsubscribeSecret, unsubscribeToken } from '#db/unsubscribe.ts';
import type { Role } from '#engagement/person.ts';
import { type Product, openProduct } from '#test/product.ts';
import { openReader } from '#test/push-service.ts';
import { type School, createSchool } from '#test/school.ts';
import { ownStores } from '#test/stores.ts';

let product: Product;
let school: School;
let other: School;

beforeAll(async () => {
  product = await openProduct(await ownStores(), { HOLDFAST_LOOPBACK: 'true' });
  school = await createSchool(product.stores.db, product.stores.accounts, 'channels');
  other = await createSchool(product.stores.db, product.stores.accounts, 'elsewhere');
});
afterAll(() => product?.close());

describe('webhooks', () => {
  test('are an admin’s to add, try and remove, and nobody sees those of others', async () => {
    const got: string[] = [];
    const server = createServer((request, response) => {
      got.push(String(request.headers['webhook-signature']));
      response.writeHead(204).end();
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const made = await ask('admin', 'POST', '/v1/webhooks', { url });
    expect(made).toMatchObject({ status: 200, body: { webhook: { url, isOn: true } } });
    const { webhook, secret } = made.body as { webhook: { id: string }; secret: string };
    const { id } = webhook;
    expect(secret).toMatch(/^whsec_/);
    const list = await ask('manager', 'GET', '/v1/webhooks');
    expect(JSON.stringify(list.body)).not.toContain('whsec_');
    expect((await ask('manager', 'POST', `/v1/webhooks/${id}/test`)).status).toBe(403);
    expect((await ask('admin', 'POST', `/v1/webhooks/${id}/test`)).status).toBe(200);
    await vi.waitFor(async () => {
      const { body } = await ask('manager', 'GET', '/v1/webhooks');
      expect(body).toMatchObject({ items: [{ id, tried: { trouble: null } }] });
    });
    expect(got).toHaveLength(1);
    const theirs = { cookie: await product.signIn(other.people.admin) };
    const away = { method: 'DELETE', headers: { origin: product.url } };
    expect((await product.ask(`/v1/webhooks/${id}`, theirs, away)).status).toBe(404);
    expect((await ask('admin', 'PUT', `/v1/webhooks/${id}`, { isOn: false })).body).toMatchObject({
      items: [{ isOn: false }],
    });
    expect((await ask('admin', 'DELETE', `/v1/webhooks/${id}`)).body).toMatchObject({ items: [] });
    server.close();
  });

  test.for(['nowhere', 'ftp://example.org/', 'https://ada:secret@example.org/'])(
    'go not to %s',
    async (url) => {
      expect(await ask('admin', 'POST', '/v1/webhooks', { url })).toMatchObject({
        status: 400,
        body: { error: { field: 'url' } },
      });
    },
  );
});

describe('pushes', () => {
  test('are a learner’s to turn on and off, browser by browser', async () => {
    const { p256dh, auth } = openReader();
    const endpoint = 'https://push.example.org/of-maya';
    const { body } = await ask('learner', 'GET', '/v1/me/push/key');
    expect((body as { key: string }).key).toMatch(/^[\w-]{87}$/);
    expect((await ask('manager', 'POST', '/v1/me/push', { endpoint, keys: { p256dh, auth } })).status).toBe(
      403,
    );
    for (const wrong of [
      { endpoint: 'http://push.example.org/', keys: { p256dh, auth } },
      { endpoint, keys: { p256dh: 'short', auth } },
    ])
      expect((await ask('learner', 'POST', '/v1/me/push', wrong)).status).toBe(400);
    const on = await ask('learner', 'POST', '/v1/me/push', { endpoint, keys: { p256dh, auth } });
    expect(on).toMatchObject({ status: 200, body: { browsers: 1 } });
    expect(await channels()).toEqual(['push']);
    expect((await ask('learner', 'DELETE', '/v1/me/push', { endpoint })).body).toEqual({ browsers: 0 });
    expect(await channels()).toEqual([]);
  });
});

describe('deliveries', () => {
  test('are for admins and managers, and what is not there is not sent again', async () => {
    expect((await ask('manager', 'GET', '/v1/nudges/deliveries?status=dead')).body).toEqual({
      items: [],
      next: null,
    });
    expect((await ask('mentor', 'GET', '/v1/nudges/deliveries')).status).toBe(403);
    expect((await ask('admin', 'GET', '/v1/nudges/deliveries?status=lost')).status).toBe(400);
    expect((await ask('admin', 'POST', '/v1/nudges/deliveries/none/resend')).status).toBe(404);
  });

  test('by mail are turned off with one bare POST, and not by looking at the link', async () => {
    const { tenant, learner } = school;
    await asTenant(product.stores.db, tenant, (tx) =>
      switchChannel(tx, tenant, learner, 'email', true, new Date()),
    );
    const secret = await sharedSecret(product.stores.db, unsubscribeSecret);
    const path = `/v1/nudge-mails/unsubscribe?token=${unsubscribeToken(secret, 'nudges', tenant, learner)}`;
    expect((await product.ask(path)).status).toBe(200);
    expect(await channels()).toEqual(['email']);
    expect((await product.ask(`${path}x`, {}, { method: 'POST' })).status).toBe(404);
    expect((await product.ask(path, {}, { method: 'POST' })).status).toBe(200);
    expect(await channels()).toEqual([]);
  });
});

async function channels(): Promise<string[]> {
  const { tenant, learner } = school;
  const { channels: agreed } = await asTenant(product.stores.db, tenant, (tx) =>
    preferencesOf(tx, tenant, learner),
  );
  return agreed;
}

async function ask(role: Role, method: string, path: string, body?: object) {
  return product.ask(
    path,
    { cookie: await product.signIn(school.people[role]) },
    { method, headers: { origin: product.url }, ...(body && { body: JSON.stringify(body) }) },
  );
}
