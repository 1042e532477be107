import { type Database, asTenant } from '#db/postgres/connect.ts';
import { type CohortRules, cohortRules } from '#db/postgres/scorings.ts';
import { rulesHeldForMs } from '#engagement/scoring.ts';

/** Then all are forgotten: nobody looks at so many cohorts within two seconds. */
const cohortsMax = 10_000;

/** Knows the rules of cohorts for a moment, so that PostgreSQL is not asked at each look. */
export class Rules {
  readonly #db: Database;
  #held = new Map<string, { readAt: number; rules: CohortRules | null }>();

  constructor(db: Database) {
    this.#db = db;
  }

  /** By cohort; one that is no more is left out. */
  async of(tenant: string, cohorts: readonly string[], now: number): Promise<Map<string, CohortRules>> {
    const unknown = cohorts.filter((cohort) => {
      const held = this.#held.get(cohort);
      return held === undefined || now - held.readAt > rulesHeldForMs;
    });
    if (unknown.length > 0) {
      if (this.#held.size > cohortsMax) this.#held.clear();
      const found = await asTenant(this.#db, tenant, (tx) => cohortRules(tx, tenant, unknown));
      for (const cohort of unknown) this.#held.set(cohort, { readAt: now, rules: found.get(cohort) ?? null });
    }
    return new Map(
      cohorts.flatMap((cohort) => {
        const rules = this.#held.get(cohort)?.rules;
        return rules ? [[cohort, rules] as const] : [];
      }),
    );
  }
}
