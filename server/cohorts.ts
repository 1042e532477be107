import { createRoute, z } from '@hono/zod-openapi';
import { pastView } from '#db/cohort-past.ts';
import { asTenant } from '#db/postgres/connect.ts';
import { cohortSummaries, learnerRows, learnerSorts } from '#db/postgres/cohorts.ts';
import { type PastCells, countsByCell } from '#db/postgres/events.ts';
import { readWindows } from '#db/redis/windows.ts';
import { caseStatuses } from '#engagement/case.ts';
import { type CohortSummary, type LearnerRow, cohortTime, endOf } from '#engagement/cohort.ts';
import { dayOf, startOfDay } from '#engagement/day.ts';
import { parseTime } from '#engagement/event.ts';
import { flags } from '#engagement/flag.ts';
import { type Heatmap, cellsOf, heatmapRanges } from '#engagement/heatmap.ts';
import { bands } from '#engagement/risk.ts';
import type { CohortView, LiveRow } from '#engagement/screen/cohort-view.ts';
import { readWindow } from '#engagement/window.ts';
import { answers, idParam, listOf, newApi, pageQuery } from './api.ts';
import { cohortRosterRoutes } from './cohort-roster.ts';
import { cohortFor, lookAtCohort } from './cohort-access.ts';
import { cohortPastRoutes } from './cohort-past.ts';
import { cohortMarkRoutes } from './cohort-marks.ts';
import { coursePlanRoutes } from './course-plans.ts';
import { notFound } from './errors.ts';
import { identified, requireStaff } from './identity.ts';
import { selectionRoutes } from './selections.ts';
import type { Stores } from './stores.ts';

/** A heatmap shows one cohort whole; a larger one is read in pages of its table. */
const heatmapRowsMax = 10_000;

const level = z.enum(['high', 'medium', 'low', 'fully_engaged']);
const trend = z.enum(['improving', 'stable', 'declining', 'critical_decline']);
const flag = z.enum(flags);

const cohortSummary = z
  .object({
    id: z.string(),
    name: z.string(),
    programme: z.object({ id: z.string(), name: z.string() }),
    timeZone: z.string(),
    endsAt: z.string().nullable(),
    learners: z.number(),
    bands: z.record(z.enum([...bands, 'unknown']), z.number()),
    levels: z.record(z.enum([...level.options, 'unknown']), z.number()),
    engagement: z.number().nullable(),
    lastEventAt: z.string().nullable(),
    openCases: z.number(),
  })
  .openapi('Cohort') satisfies z.ZodType<CohortSummary>;

const learnerRow = z
  .object({
    enrolment: z.string(),
    learner: z.string(),
    name: z.string(),
    score: z.number().nullable(),
    level: level.nullable(),
    trend: trend.nullable(),
    risk: z.number().nullable(),
    band: z.enum(bands).nullable(),
    flags: z.array(flag),
    lastSeenAt: z.string().nullable(),
    case: z
      .object({ id: z.string(), status: z.enum(caseStatuses), claimedBy: z.string().nullable() })
      .nullable(),
  })
  .openapi('LearnerRow') satisfies z.ZodType<LearnerRow>;

const ranges = ['hour', 'day', 'week', 'term'] as const;

const heatmap = z
  .object({
    range: z.enum(ranges),
    at: z.string(),
    stepMs: z.number(),
    rows: z.array(
      z.object({
        enrolment: z.string(),
        learner: z.string(),
        name: z.string(),
        cells: z.array(z.number()),
      }),
    ),
  })
  .openapi('Heatmap') satisfies z.ZodType<Heatmap>;

export function cohortRoutes(stores: Stores) {
  const api = newApi();
  api.use(identified(stores));

  return api
    .openapi(
      createRoute({
        method: 'get',
        path: '/',
        summary: 'Cohorts of the tenant, by name',
        request: { query: z.object(pageQuery) },
        responses: answers('A page of cohorts', listOf(cohortSummary)),
      }),
      async (c) => {
        const caller = c.get('caller');
        requireStaff(caller);
        const tenant = caller.tenant.id;
        const { cursor, limit } = c.req.valid('query');
        const page = await asTenant(stores.db, tenant, (tx) =>
          cohortSummaries(tx, tenant, { after: cursor, size: limit }),
        );
        return c.json(page, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/{id}',
        summary: 'One cohort: counts by band and level, engagement now, last event',
        request: { params: idParam },
        responses: answers('The cohort', cohortSummary),
      }),
      async (c) => {
        const caller = c.get('caller');
        const tenant = caller.tenant.id;
        const { id } = c.req.valid('param');
        const page = await asTenant(stores.db, tenant, async (tx) => {
          await cohortFor(tx, caller, id);
          return cohortSummaries(tx, tenant, { only: id, size: 1 });
        });
        const [cohort] = page.items;
        if (!cohort) throw notFound('cohort');
        return c.json(cohort, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/{id}/learners',
        summary: 'Learners of a cohort: score, level, trend, risk, band, flags, last seen',
        request: {
          params: idParam,
          query: z.object({
            ...pageQuery,
            sort: z.enum(learnerSorts).default('risk'),
            band: z.enum(bands).optional(),
          }),
        },
        responses: answers('A page of learners', listOf(learnerRow)),
      }),
      async (c) => {
        const caller = c.get('caller');
        const tenant = caller.tenant.id;
        const { id } = c.req.valid('param');
        const { cursor, limit, sort, band } = c.req.valid('query');
        const page = await asTenant(stores.db, tenant, async (tx) => {
          await lookAtCohort(tx, caller, id, new Date());
          return learnerRows(tx, tenant, { cohort: id, sort, band, after: cursor, size: limit });
        });
        return c.json(page, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/{id}/heatmap',
        summary: 'Learners x time cells, now or as it stood at a past time',
        request: {
          params: idParam,
          query: z.object({
            range: z.enum(ranges).default('hour'),
            at: z
              .string()
              .refine((text) => parseTime(text) !== undefined, 'at must be an RFC 3339 time')
              .optional(),
          }),
        },
        responses: answers('The heatmap', heatmap),
      }),
      async (c) => {
        const caller = c.get('caller');
        const tenant = caller.tenant.id;
        const { id } = c.req.valid('param');
        const { range, at } = c.req.valid('query');
        const past = parseTime(at);
        const { rows, cohort, now } = await asTenant(stores.db, tenant, async (tx) => {
          const cohort = await lookAtCohort(tx, caller, id, new Date());
          const page = await learnerRows(tx, tenant, { cohort: id, size: heatmapRowsMax });
          return { rows: page.items, cohort, now: cohortTime(endOf(cohort), Date.now()) };
        });
        const cells =
          past === undefined
            ? await cellsNow(tenant, cohort, rows, range, now)
            : await cellsAt(tenant, cohort, rows, range, past);
        return c.json(
          {
            range,
            at: new Date(past ?? now).toISOString(),
            stepMs: heatmapRanges[range].stepMs,
            rows: rows.map(({ enrolment, learner, name }, index) => ({
              enrolment,
              learner,
              name,
              cells: cells[index] ?? [],
            })),
          },
          200,
        );
      },
    )
    .route('/', cohortPastRoutes(stores))
    .route('/:id/marks', cohortMarkRoutes(stores))
    .route('/:id/roster', cohortRosterRoutes(stores))
    .route('/:id/plan', coursePlanRoutes(stores))
    .route('/:id/selections', selectionRoutes(stores));

  async function cellsNow(
    tenant: string,
    { id, timeZone }: CohortView['cohort'],
    rows: LearnerRow[],
    range: Heatmap['range'],
    now: number,
  ) {
    const ids = rows.map((row) => row.enrolment);
    const windows = await readWindows(stores.redis, tenant, id, ids);
    return windows.map((window) => cellsOf(readWindow(window, now, timeZone), range));
  }

  /** As it was shown then; of a moment before anything was recorded as it is counted from history. */
  async function cellsAt(
    tenant: string,
    cohort: CohortView['cohort'],
    rows: LearnerRow[],
    range: Heatmap['range'],
    at: number,
  ) {
    const past = await asTenant(stores.db, tenant, (tx) => pastView(tx, tenant, cohort.id, at));
    if (past === null) return cellsCounted(tenant, cohort, rows, range, at);
    const shown = new Map(past.view.rows.map((row) => [row.enrolment, ringOf(row, range)]));
    return rows.map(({ enrolment }) => shown.get(enrolment) ?? none(heatmapRanges[range].cells));
  }

  async function cellsCounted(
    tenant: string,
    { id, timeZone }: CohortView['cohort'],
    rows: LearnerRow[],
    range: Heatmap['range'],
    at: number,
  ) {
    const { cells, ring, stepMs } = heatmapRanges[range];
    const until = new Date(at + 1);
    const past: PastCells =
      ring === 'days'
        ? { from: new Date(startOfDay(dayOf(at, timeZone) - cells + 1, timeZone)), until, timeZone }
        : { from: new Date((Math.floor(at / stepMs) - cells + 1) * stepMs), until, stepMs };
    const counts = await asTenant(stores.db, tenant, (tx) => countsByCell(tx, tenant, id, past));
    const grid = new Map(rows.map((row) => [row.enrolment, none(cells)]));
    for (const { enrolment, cell, events } of counts) {
      const row = grid.get(enrolment);
      if (row) row[cell] = events;
    }
    return [...grid.values()];
  }
}

function ringOf(row: LiveRow, range: Heatmap['range']): number[] {
  const ring = { hour: row.cells, day: row.hours, week: row.days, term: row.days }[range];
  return ring.slice(-heatmapRanges[range].cells);
}

function none(cells: number): number[] {
  return Array.from({ length: cells }, () => 0);
}
