import { shardOf, tagOf } from './shards.ts';

/*
 * Every key we keep in Redis, its shape, and when it goes. All of it can be made anew from
 * PostgreSQL (`npm run rebuild`), except log entries not yet archived, which is why the log is
 * written to disk before an event is acknowledged; hours and habits in what is usual, which are
 * learned anew over weeks; and the moment a source was heard last, of which PostgreSQL knows the hour.
 *
 * key                                        shape                                    goes
 * {sNNN}:windows:<tenant>:<cohort>           hash: by enrolment its packed rings      with the cohort
 * {sNNN}:seen:<tenant>:<source>:<cohort>:<day>  set of event ids                      2 days after its first one
 * {sNNN}:said:<tenant>:<cohort>              hash: by enrolment, said.ts               with the cohort
 * {sNNN}:log                                 stream: a batch an entry, see log.ts     trimmed once archived
 * {sNNN}:aside                               stream: what PostgreSQL refused, log.ts  7 days after its last one
 * {sNNN}:due                                 sorted set: who, by when to be looked at never
 * {sNNN}:counted                             sorted set: who is watched, by when counted  when it was told
 * {sNNN}:fence                               number of the newest lease               never
 * {sNNN}:feed:<tenant>:<topic>               stream of the last changes, id = seq-0   a day after the last one
 * {sNNN}:feed:<tenant>:<topic>:n             hash: epoch, seq, bytes of the feed      with the feed
 * {sNNN}:news                                sorted set: cohorts that changed, by when  when it was recorded
 * {sNNN}:rate:<tenant>:<source>              hash: tokens, at                         when the bucket is full again
 * {sNNN}:guess:<address>                     hash: tokens, at                         when the bucket is full again
 * {sNNN}:once:<tenant>:<source>:<key>        hash: body, answer of a request          a day after it was first sent
 * {sNNN}:usual:<tenant>:<cohort>             string: what is usual, as JSON           60 days after it was last worked out
 * {sNNN}:usual:<tenant>:<cohort>:due         string: somebody works it out            when it is time again
 * {sNNN}:heard:<tenant>                      hash: by source when it sent its last event  5 weeks after the last one
 * ticket:<tenant>:<ticket>                   string: who it lets in                   used once, or 30 s
 * tried:<tenant>:<webhook>                   string: what came of the last test, JSON a day after it
 *
 * Three things are said, not kept: a feed's changes to those who listen (sharded, under the feed's key), the number of a shard in
 * which an event made somebody due, and of one in which somebody was counted whom others watch.
 */

/** All windows of a cohort: fewer bytes a learner than a key for each, and one name for a step to send. */
export const windowsKey = (tenant: string, cohort: string) =>
  `${tagOf(shardOf(cohort))}:windows:${tenant}:${cohort}`;

export const saidKey = (tenant: string, cohort: string) =>
  `${tagOf(shardOf(cohort))}:said:${tenant}:${cohort}`;

/** Their pattern. */
export const allWindowsKeys = '{s*}:windows:*';

export const seenKey = (shard: number, tenant: string, source: string, cohort: string, day: number) =>
  `${tagOf(shard)}:seen:${tenant}:${source}:${cohort}:${day}`;

export const logKey = (shard: number) => `${tagOf(shard)}:log`;

export const asideKey = (shard: number) => `${tagOf(shard)}:aside`;

export const dueKey = (shard: number) => `${tagOf(shard)}:due`;

export const countedKey = (shard: number) => `${tagOf(shard)}:counted`;

/** Not a key: where workers hear the number of a shard in which somebody has become due. */
export const wakeChannel = 'wake';

/** Not a key either: where workers hear the number of a shard in which somebody was counted whom others watch. */
export const countedChannel = 'counted';

export const fenceKey = (shard: number) => `${tagOf(shard)}:fence`;

/** A cohort's feed lives with the cohort; a tenant-wide one with the tenant. */
export const feedKey = (tenant: string, topic: string) => {
  const [kind, id] = topic.split('/');
  return `${tagOf(shardOf(kind === 'cohort' && id !== undefined ? id : tenant))}:feed:${tenant}:${topic}`;
};

/** Which cohorts of a shard have changes that are not recorded yet. */
export const newsKey = (shard: number) => `${tagOf(shard)}:news`;

export const rateKey = (tenant: string, source: string) =>
  `${tagOf(shardOf(source))}:rate:${tenant}:${source}`;

/** Of no tenant yet: whoever guesses knows none. */
export const guessKey = (address: string) => `${tagOf(shardOf(address))}:guess:${address}`;

export const onceKey = (tenant: string, source: string, key: string) =>
  `${tagOf(shardOf(source))}:once:${tenant}:${source}:${key}`;

/** What is usual in a cohort lives with its windows, from which it is made. */
export const usualKey = (tenant: string, cohort: string) =>
  `${tagOf(shardOf(cohort))}:usual:${tenant}:${cohort}`;

export const usualDueKey = (tenant: string, cohort: string) => `${usualKey(tenant, cohort)}:due`;

export const heardKey = (tenant: string) => `${tagOf(shardOf(tenant))}:heard:${tenant}`;

export const triedKey = (tenant: string, webhook: string) => `tried:${tenant}:${webhook}`;

export const ticketKey = (tenant: string, ticket: string) => `ticket:${tenant}:${ticket}`;
