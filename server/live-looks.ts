import type { Logger } from 'pino';
import { asTenant } from '#db/postgres/connect.ts';
import { recordLook } from '#db/postgres/looks.ts';
import type { Topic } from '#engagement/live.ts';
import type { Caller } from './api.ts';
import type { Stores } from './stores.ts';

/** Looks of this hour that need not be noted again; were they forgotten, they would be counted twice. */
const notedMax = 50_000;
const hourMs = 3_600_000;

/** Whoever watches learners by name leaves a mark, as every reading does: once an hour, however often they come back. */
export class LiveLooks {
  readonly #stores: Stores;
  readonly #log: Logger;
  readonly #noted = new Set<string>();

  constructor(stores: Stores, log: Logger) {
    this.#stores = stores;
    this.#log = log;
  }

  note({ id, role, tenant }: Caller, topic: Topic): void {
    const [kind, cohortId = ''] = topic.split('/');
    const what = kind === 'cohort' || kind === 'cases' || kind === 'alerts' ? kind : null;
    if (what === null || role === 'learner') return;
    const now = new Date();
    const key = `${Math.floor(now.getTime() / hourMs)} ${id} ${topic}`;
    if (this.#noted.has(key)) return;
    if (this.#noted.size >= notedMax) this.#noted.clear();
    this.#noted.add(key);
    const { db } = this.#stores;
    asTenant(db, tenant.id, (tx) => recordLook(tx, tenant.id, { byId: id, role, what, cohortId }, now)).catch(
      (error: unknown) => {
        this.#noted.delete(key);
        this.#log.warn({ err: error }, 'a look could not be recorded');
      },
    );
  }
}
