import { createRoute, z } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import { createMiddleware } from 'hono/factory';
import { type TenantTransaction, asTenant } from '#db/postgres/connect.ts';
import {
  type ByWhom,
  type StoredItem,
  addItems,
  changeItem,
  countItems,
  itemById,
  itemsBySkill,
  itemsMost,
  removeItem,
  skillsOfBank,
  wholeBank,
} from '#db/postgres/items.ts';
import { isProgramme } from '#db/postgres/programmes.ts';
import { writeItemsCsv } from '#engagement/nudging/item-csv.ts';
import { type WrittenItem, itemProblem, tidyItem } from '#engagement/nudging/item-problem.ts';
import { type Caller, type Variables, answers, body, idParam, listOf, newApi, pageQuery } from './api.ts';
import { Refused, notFound } from './errors.ts';
import { identified, requireRole } from './identity.ts';
import { importItems, importedMost } from './item-import.ts';
import { importShape, itemBody, itemShape, skillsShape } from './item-shapes.ts';
import type { Stores } from './stores.ts';

const itemParam = idParam.extend({ item: z.string().max(64) });
/** Two thousand questions as long as most are fill a third of it. */
const tableMaxBytes = 2 * 1024 * 1024;

/** The questions that a programme's learners may be asked, below its id. */
export function itemRoutes(stores: Stores) {
  const api = newApi();
  api.use(identified(stores));
  api.use(whoMay(stores));
  api.use('/import', bodyLimit({ maxSize: tableMaxBytes, onError: tooLarge }));

  return api
    .openapi(
      createRoute({
        method: 'get',
        path: '/',
        summary: 'Questions of a programme, by skill',
        request: {
          params: idParam,
          query: z.object({ ...pageQuery, skill: z.string().max(200).optional() }),
        },
        responses: answers('A page of questions', listOf(itemShape)),
      }),
      async (c) => {
        const { cursor: after, limit: size, skill } = c.req.valid('query');
        const page = await within(c.get('caller'), (tx, tenant) =>
          itemsBySkill(tx, tenant, c.req.valid('param').id, { skill, after, size }),
        );
        return c.json(page, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/skills',
        summary: 'Skills of a programme, and how many questions there are on each',
        description: 'In the order of the course plan; those that no plan names come last.',
        request: { params: idParam },
        responses: answers('All skills', skillsShape),
      }),
      async (c) => {
        const { id } = c.req.valid('param');
        const skills = await within(c.get('caller'), (tx, tenant) => skillsOfBank(tx, tenant, id));
        return c.json({ skills }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/export',
        summary: 'All questions of a programme as a table',
        description: 'CSV that can be changed in a spreadsheet and taken in again.',
        request: { params: idParam },
        responses: {
          200: { description: 'The table', content: { 'text/csv': { schema: z.string() } } },
        },
      }),
      async (c) => {
        const { id } = c.req.valid('param');
        const bank = await within(c.get('caller'), (tx, tenant) => wholeBank(tx, tenant, id));
        const headers = {
          'content-type': 'text/csv; charset=utf-8',
          'content-disposition': 'attachment; filename="questions.csv"',
        };
        // Spreadsheets take a text without this mark for one in the character set of their own country.
        return c.body(`\uFEFF${writeItemsCsv(bank)}`, 200, headers);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/',
        summary: 'Write a question',
        request: { params: idParam, ...body(itemBody) },
        responses: answers('The question as it is kept', itemShape),
      }),
      async (c) => {
        const { id } = c.req.valid('param');
        const { isOn, ...sent } = c.req.valid('json');
        const written = checked(sent);
        const caller = c.get('caller');
        const item = await within(caller, async (tx, tenant) => {
          if ((await countItems(tx, tenant, id)) >= itemsMost) throw tooMany();
          const [added = ''] = await addItems(tx, tenant, id, [written], by(caller));
          if (!isOn) await changeItem(tx, tenant, id, added, { ...written, isOn }, by(caller));
          return there(await itemById(tx, tenant, id, added));
        });
        return c.json(item, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'put',
        path: '/{item}',
        summary: 'Change a question, or switch it on or off',
        description: 'Checks that were made before keep the question as it was.',
        request: { params: itemParam, ...body(itemBody) },
        responses: answers('The question as it is kept', itemShape),
      }),
      async (c) => {
        const { id, item } = c.req.valid('param');
        const { isOn, ...sent } = c.req.valid('json');
        const caller = c.get('caller');
        const changed = await within(caller, async (tx, tenant) => {
          there(await itemById(tx, tenant, id, item));
          await changeItem(tx, tenant, id, item, { ...checked(sent), isOn }, by(caller));
          return there(await itemById(tx, tenant, id, item));
        });
        return c.json(changed, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'delete',
        path: '/{item}',
        summary: 'Remove a question',
        description: 'Checks that were made before keep it.',
        request: { params: itemParam },
        responses: answers('It is gone', z.object({ removed: z.literal(true) })),
      }),
      async (c) => {
        const { id, item } = c.req.valid('param');
        const isGone = await within(c.get('caller'), (tx, tenant) => removeItem(tx, tenant, id, item));
        if (!isGone) throw notFound('question');
        return c.json({ removed: true as const }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: '/import',
        summary: 'Take in a table of questions',
        description: `CSV with a comma, a semicolon or a tab between cells. The first line names the columns: \`skill\`, \`question\`, \`choice1\` to \`choice6\`, \`right\` (number, letter or words of a choice), \`because\`. At most ${importedMost} questions at once. Lines that cannot be read are named; all others are taken. With \`dryRun=true\` nothing is kept.`,
        request: {
          params: idParam,
          query: z.object({ dryRun: z.enum(['true', 'false']).default('false') }),
          body: { required: true, content: { 'text/csv': { schema: z.string() } } },
        },
        responses: answers('What was taken, or would be', importShape),
      }),
      async (c) => {
        const { id: programme } = c.req.valid('param');
        const isDryRun = c.req.valid('query').dryRun === 'true';
        const caller = c.get('caller');
        const text = await c.req.text();
        const done = await within(caller, (tx, tenant) =>
          importItems(tx, { tenant, programme, text, isDryRun }, by(caller)),
        );
        if (done === null) throw tooMany();
        return c.json(done, 200);
      },
    );

  function within<T>(
    { tenant }: Caller,
    work: (tx: TenantTransaction, tenant: string) => Promise<T>,
  ): Promise<T> {
    return asTenant(stores.db, tenant.id, (tx) => work(tx, tenant.id));
  }
}

/** First whether the programme is there, then who may: what belongs to another tenant is not found, whatever is asked of it. */
function whoMay(stores: Stores) {
  return createMiddleware<Variables>(async (c, next) => {
    const { tenant, role } = c.get('caller');
    const id = c.req.param('id') ?? '';
    const isThere =
      role !== 'learner' && (await asTenant(stores.db, tenant.id, (tx) => isProgramme(tx, tenant.id, id)));
    if (!isThere) throw notFound('programme');
    requireRole(c.get('caller'), 'admin', 'manager', 'program');
    await next();
  });
}

function checked(sent: WrittenItem): WrittenItem {
  const problem = itemProblem(sent);
  if (problem) throw new Refused(400, 'bad_request', problem.message, { field: problem.field });
  return tidyItem(sent);
}

function by({ id, name }: Caller): ByWhom {
  return { id, name, at: new Date() };
}

function there(item: StoredItem | null): StoredItem {
  if (item === null) throw notFound('question');
  return item;
}

function tooMany(): Refused {
  const message = `At most ${importedMost} questions can be taken in at once, and a programme can have ${itemsMost}.`;
  return new Refused(400, 'bank_full', message);
}

function tooLarge(): never {
  throw new Refused(413, 'too_large', 'The table may have at most 2 MiB.');
}
