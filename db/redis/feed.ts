import { randomBytes } from 'node:crypto';
import type { Listener, RedisClient } from './connect.ts';
import type { Change, Topic } from '#engagement/live.ts';
import { feedKey, newsKey } from './keys.ts';
import { shardOf } from './shards.ts';

/** One numbered change of a topic. Numbers compare only within an epoch. */
export interface Announcement {
  epoch: string;
  seq: number;
  /** When it was made, in ms, by the clock of Redis. */
  at: number;
  change: Change;
}

export interface Position {
  epoch: string;
  seq: number;
}

/** Changes kept for those who reconnect: at ten a second, half a minute of the busiest topic. */
const changesKept = 300;
/** A cohort's are recorded as well, by a worker that may be away for a while. */
const cohortChangesKept = 2_000;
/** A thousand learners at work change by a megabyte a second: no topic may fill Redis. */
const bytesKept = 8 * 2 ** 20;
const cohortBytesKept = 32 * 2 ** 20;
const keptS = 86_400;

/** The feed of a learner's own page is named by the learner; the page itself only says `me`. */
export type FeedTopic = Exclude<Topic, 'me'> | `me/${string}`;

export async function announce(
  redis: RedisClient,
  tenant: string,
  topic: FeedTopic,
  change: Change,
): Promise<void> {
  const key = feedKey(tenant, topic);
  const epoch = randomBytes(6).toString('hex');
  const cohort = topic.startsWith('cohort/') ? topic.slice('cohort/'.length) : null;
  const [kept, bytes] = cohort === null ? [changesKept, bytesKept] : [cohortChangesKept, cohortBytesKept];
  const keys = [key, `${key}:n`, newsKey(shardOf(cohort ?? tenant))] as const;
  const name = cohort === null ? '' : `${tenant}/${cohort}`;
  await redis.announce(...keys, JSON.stringify(change), epoch, kept, keptS, name, bytes);
}

/** What was told of a cohort does not lead to what is so now: screens begin anew with the next change. */
export async function restartFeed(redis: RedisClient, tenant: string, cohort: string): Promise<void> {
  const key = feedKey(tenant, `cohort/${cohort}`);
  await redis.unlink(key, `${key}:n`);
}

/** Where a topic stands now; a topic that never spoke stands at 0 of no epoch. */
export async function positionOf(redis: RedisClient, tenant: string, topic: FeedTopic): Promise<Position> {
  const [epoch, seq] = await redis.hmget(`${feedKey(tenant, topic)}:n`, 'epoch', 'seq');
  return { epoch: epoch ?? '', seq: Number(seq ?? 0) };
}

/** Every change after a position, or null when not all of them are kept any more. */
export async function changesSince(
  redis: RedisClient,
  tenant: string,
  topic: FeedTopic,
  since: Position,
): Promise<Announcement[] | null> {
  const now = await positionOf(redis, tenant, topic);
  if (now.epoch !== since.epoch || now.seq < since.seq) return null;
  if (now.seq === since.seq) return [];
  const entries = await redis.xrange(feedKey(tenant, topic), `(${since.seq}-0`, '+');
  const changes = entries.map(([id, [, change = 'null', , at = '0']]) => ({
    epoch: now.epoch,
    seq: Number(id.split('-')[0]),
    at: Number(at),
    change: JSON.parse(change) as Change,
  }));
  return changes[0]?.seq === since.seq + 1 ? changes : null;
}

/** Listens to topics over one connection; `heard` gets every change that arrives. */
export class FeedListener {
  readonly #redis: Listener;
  readonly #heardBy = new Map<string, (announcement: Announcement) => void>();

  constructor(redis: Listener) {
    this.#redis = redis;
    redis.on('smessage', (channel: string, message: string) => {
      const heard = this.#heardBy.get(channel);
      if (heard) heard(announcementOf(message));
    });
  }

  async listen(tenant: string, topic: FeedTopic, heard: (announcement: Announcement) => void): Promise<void> {
    const key = feedKey(tenant, topic);
    this.#heardBy.set(key, heard);
    await this.#redis.ssubscribe(key);
  }

  async stop(tenant: string, topic: FeedTopic): Promise<void> {
    const key = feedKey(tenant, topic);
    this.#heardBy.delete(key);
    await this.#redis.sunsubscribe(key);
  }
}

function announcementOf(message: string): Announcement {
  const [epoch = '', seq = '0', at = '0'] = message.split(' ', 3);
  const change = JSON.parse(message.slice(epoch.length + seq.length + at.length + 3)) as Change;
  return { epoch, seq: Number(seq), at: Number(at), change };
}
