import type { Listener, RedisClient } from './connect.ts';
import { dueKey, fenceKey, saidKey, wakeChannel } from './keys.ts';
import { askShards } from './pipelines.ts';
import { shardCount, shardOf } from './shards.ts';

/** An enrolment and where it is. */
export interface DueEnrolment {
  tenant: string;
  cohort: string;
  enrolment: string;
}

/** Those due in one shard, taken for a while. `fence` grows with every lease and is stored with what comes of it. */
export interface Lease {
  shard: number;
  fence: number;
  endsAt: number;
  due: (DueEnrolment & { since: number })[];
}

export function dueMember({ tenant, cohort, enrolment }: DueEnrolment): string {
  return `${tenant}/${cohort}/${enrolment}`;
}

export const allShards = Array.from({ length: shardCount }, (_, shard) => shard);

/** Takes at most `most` due enrolments of each shard, in one round trip. */
export async function leaseDue(
  redis: RedisClient,
  leaseMs: number,
  most: number,
  shards: number[] = allShards,
): Promise<Lease[]> {
  const { replies, failure } = await askShards(
    redis,
    shards,
    (shard) => shard,
    (pipeline, shard) => pipeline.lease(dueKey(shard), fenceKey(shard), leaseMs, most),
  );
  const leases = shards.flatMap((shard, index) => {
    const reply = replies[index] as string[] | null;
    return reply === null ? [] : [leaseOf(shard, reply)];
  });
  // A lease that was given is used, though another node be away: nobody else gets it until it ends.
  if (failure && leases.length === 0) throw failure;
  return leases;
}

/** Hears of shards in which somebody has become due by an event. A message may be lost: looking at all now and then is what counts. */
export async function listenForDue(listener: Listener, heard: (shard: number) => void): Promise<void> {
  listener.on('message', (channel, shard) => {
    if (channel === wakeChannel) heard(Number(shard));
  });
  await listener.subscribe(wakeChannel);
}

/** When somebody is to be looked at again, and what is to be remembered of what was said of them now. */
export interface Next {
  due: DueEnrolment;
  at: number;
  note?: string;
}

/** Ends a lease: everyone in it is looked at again at the time given, unless something happened meanwhile. */
export async function endLease(redis: RedisClient, lease: Lease, next: Next[]): Promise<void> {
  const byCohort = Map.groupBy(next, ({ due }) => `${due.tenant}/${due.cohort}`);
  await Promise.all(
    Array.from(byCohort.values(), async (own) => {
      const [first] = own;
      if (first === undefined) return;
      const { tenant, cohort } = first.due;
      const words = own.flatMap(({ due, at, note = '' }) => [due.enrolment, Math.ceil(at), note]);
      const keys = [dueKey(lease.shard), saidKey(tenant, cohort)] as const;
      await redis.done(...keys, lease.endsAt, dueMember({ tenant, cohort, enrolment: '' }), ...words);
    }),
  );
}

/** Makes enrolments due, at the latest at `at`. */
export async function markDue(redis: RedisClient, due: DueEnrolment[], at: number): Promise<void> {
  const byShard = Map.groupBy(due, (one) => shardOf(one.cohort));
  await Promise.all(
    Array.from(byShard, ([shard, own]) =>
      redis.zadd(dueKey(shard), 'LT', ...own.flatMap((one) => [at, dueMember(one)])),
    ),
  );
}

function leaseOf(shard: number, [fence, endsAt, ...pairs]: string[]): Lease {
  return { shard, fence: Number(fence), endsAt: Number(endsAt), due: membersOf(pairs) };
}

/** Members of a sorted set and the times they stand there with. */
export function membersOf(pairs: string[]): (DueEnrolment & { since: number })[] {
  const members: (DueEnrolment & { since: number })[] = [];
  for (let index = 0; index < pairs.length; index += 2) {
    const [tenant = '', cohort = '', enrolment = ''] = (pairs[index] ?? '').split('/');
    members.push({ tenant, cohort, enrolment, since: Number(pairs[index + 1]) });
  }
  return members;
}
