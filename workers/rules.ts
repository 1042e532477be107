import { type Database, type TenantTransaction, asTenant } from '#db/postgres/connect.ts';
import { type StoredOutage, hiddenBy, outagesSince } from '#db/postgres/outages.ts';
import { type CohortRules, cohortSettings, outagesKnownMs } from '#db/postgres/scorings.ts';
import { readRiskModel, usedModel } from '#db/postgres/risk-models.ts';
import { type OpenModel, openModel } from '#engagement/open-model.ts';
import { parseModel } from '#engagement/risk-model.ts';
import { rulesHeldForMs } from '#engagement/scoring.ts';
import { shippedModel } from '#engagement/shipped-model.ts';
import type { Outage } from '#engagement/source.ts';

/** Rules of a cohort, with the model by which its tenant tells risks. */
export interface KnownRules extends CohortRules {
  model: OpenModel;
}

/** What is known of a tenant. */
interface Held {
  readAt: number;
  rules: Map<string, KnownRules>;
  /** Cohorts that were read, be they there or not. */
  known: Set<string>;
  /** Those asked for since: the others are let go of the next time. */
  asked: Set<string>;
  /** What each outage hides, by cohort: worked out once, and once more when it is over. */
  hidden: Map<string, Map<string, Outage>>;
  /** While they are being read. */
  reading: Promise<void> | null;
}

/**
 * Knows the rules of cohorts for a moment, so that PostgreSQL is not asked at each look: those of a tenant are
 * read together, however many leases want them.
 */
export class Rules {
  readonly #db: Database;
  readonly #held = new Map<string, Held>();
  /** Tenants' own models, the one that was asked for last at the end. */
  readonly #models = new Map<string, OpenModel>();
  readonly #onBadModel: (told: { tenant: string; model: string; problem: string }) => void;

  constructor(
    db: Database,
    onBadModel: (told: { tenant: string; model: string; problem: string }) => void = () => {},
  ) {
    this.#db = db;
    this.#onBadModel = onBadModel;
  }

  /** By cohort; one that is no more is left out. */
  async of(tenant: string, cohorts: readonly string[], now: number): Promise<Map<string, KnownRules>> {
    const held = this.#held.get(tenant) ?? newlyHeld();
    this.#held.set(tenant, held);
    for (const cohort of cohorts) held.asked.add(cohort);
    const isKnown = (cohort: string): boolean => held.known.has(cohort);
    for (let tries = 0; tries < triesMax; tries++) {
      if (now - held.readAt <= rulesHeldForMs && cohorts.every(isKnown)) break;
      held.reading ??= this.#read(tenant, held, now).finally(() => {
        held.reading = null;
      });
      await held.reading;
    }
    return new Map(
      cohorts.flatMap((cohort) => {
        const rules = held.rules.get(cohort);
        return rules ? [[cohort, rules] as const] : [];
      }),
    );
  }

  async #read(tenant: string, held: Held, now: number): Promise<void> {
    const cohorts = [...held.asked];
    held.asked.clear();
    const { settings, outages, model } = await asTenant(this.#db, tenant, async (tx) => ({
      settings: await cohortSettings(tx, tenant, cohorts),
      outages: await this.#outages(tx, tenant, held, now),
      model: await this.#model(tx, tenant),
    }));
    held.rules = new Map(
      Array.from(settings, ([id, own]) => [
        id,
        { ...own, model, outages: outages.flatMap((hidden) => hidden.get(id) ?? []) },
      ]),
    );
    held.known = new Set(cohorts);
    held.readAt = now;
  }

  /** The tenant's own model, opened once, or the product's. */
  async #model(tx: TenantTransaction, tenant: string): Promise<OpenModel> {
    const used = await usedModel(tx, tenant);
    if (used === null) return shippedModel;
    const { id } = used;
    const known = this.#models.get(id) ?? this.#opened(tenant, id, await readRiskModel(tx, tenant, id));
    this.#models.delete(id);
    this.#models.set(id, known);
    for (const oldest of this.#models.keys()) {
      if (this.#models.size <= modelsMost) break;
      this.#models.delete(oldest);
    }
    return known;
  }

  /** With what cannot be opened nobody would be looked at: then the product's own tells. */
  #opened(tenant: string, id: string, given: unknown): OpenModel {
    const parsed = parseModel(given);
    if (parsed.ok) return openModel(parsed.model);
    this.#onBadModel({ tenant, model: id, problem: parsed.problem });
    return shippedModel;
  }

  async #outages(
    tx: TenantTransaction,
    tenant: string,
    held: Held,
    now: number,
  ): Promise<Map<string, Outage>[]> {
    const found = await outagesSince(tx, tenant, { since: now - outagesKnownMs });
    const unknown = found.filter((outage) => !held.hidden.has(nameOf(outage)));
    for (const { outage, cohort, parts } of await hiddenBy(tx, tenant, unknown)) {
      const { source, name, from, to } = outage;
      const own = held.hidden.get(nameOf(outage)) ?? new Map<string, Outage>();
      held.hidden.set(nameOf(outage), own.set(cohort, { source, name, parts, from, to }));
    }
    const known = found.map(
      (outage) => [nameOf(outage), held.hidden.get(nameOf(outage)) ?? new Map<string, Outage>()] as const,
    );
    held.hidden = new Map(known);
    return known.map(([, hidden]) => hidden);
  }
}

/** Open they take a few megabytes each. */
const modelsMost = 64;

/** A lease may wait for what another one reads, and find that its own cohorts were not among it. */
const triesMax = 3;

function newlyHeld(): Held {
  return {
    readAt: 0,
    rules: new Map(),
    known: new Set(),
    asked: new Set(),
    hidden: new Map(),
    reading: null,
  };
}

function nameOf({ id, to }: StoredOutage): string {
  return `${id} ${to}`;
}
