import { z } from 'zod';
import type { CohortUsual } from '#engagement/cohort-usual.ts';
import type { RedisClient } from './connect.ts';
import { usualDueKey, usualKey, windowsKey } from './keys.ts';

/** Longer than a holiday: hours and habits are learned over weeks. */
const keptS = 60 * 86_400;
/** Asked of Redis at once; it may answer with a few more. */
const windowsAtOnce = 1_000;

const share = z.number().nonnegative();
const kept = z.object({
  learners: z.number(),
  weekday: z.number(),
  day: share.nullable(),
  week: share.nullable(),
  hours: z.array(share),
  heard: z.array(share),
  heardDay: z.number(),
  learnerDays: z.number(),
  nights: z.record(z.string(), z.number()),
  came: z
    .object({ day: z.number(), shares: z.array(share), recents: z.array(share), lost: share })
    .nullable(),
}) satisfies z.ZodType<CohortUsual>;

/** Null until workers have seen the cohort, or when what is kept was written by another version. */
export async function readUsual(
  redis: RedisClient,
  tenant: string,
  cohort: string,
): Promise<CohortUsual | null> {
  const text = await redis.get(usualKey(tenant, cohort));
  return text === null ? null : (kept.safeParse(JSON.parse(text)).data ?? null);
}

export async function keepUsual(
  redis: RedisClient,
  tenant: string,
  cohort: string,
  usual: CohortUsual,
): Promise<void> {
  await redis.set(usualKey(tenant, cohort), JSON.stringify(usual), 'EX', keptS);
}

/** Whether it is time to look at a cohort again, and ours to do: of many workers one hears yes, and for so long no other. */
export async function takeUsual(
  redis: RedisClient,
  tenant: string,
  cohort: string,
  forMs: number,
): Promise<boolean> {
  return (await redis.set(usualDueKey(tenant, cohort), '1', 'PX', forMs, 'NX')) === 'OK';
}

/** All packed windows of a cohort, some at a time. */
export async function* windowsOfCohort(
  redis: RedisClient,
  tenant: string,
  cohort: string,
): AsyncGenerator<{ enrolment: string; packed: Uint8Array }[]> {
  const key = windowsKey(tenant, cohort);
  let cursor = '0';
  do {
    const [next, found] = await redis.hscanBuffer(key, cursor, 'COUNT', windowsAtOnce);
    cursor = next.toString();
    const windows: { enrolment: string; packed: Uint8Array }[] = [];
    for (let index = 0; index + 1 < found.length; index += 2) {
      const [name, packed] = [found[index], found[index + 1]];
      if (name && packed) windows.push({ enrolment: name.toString(), packed });
    }
    yield windows;
  } while (cursor !== '0');
}
