import { type Database, asTenant } from '#db/postgres/connect.ts';
import { driftHere } from '#db/postgres/model-drifts.ts';
import { modelInUse } from '#db/postgres/risk-models.ts';
import { allTenants } from '#db/postgres/tenants.ts';
import { type DriftVerdict, driftVerdicts } from '#engagement/drift.ts';

/** Of how many tenants the monitor of drift says this, and how many learners it counted there. */
export interface DriftCount {
  /** Whose model tells their risks. */
  model: 'product' | 'own';
  verdict: DriftVerdict;
  tenants: number;
  learners: number;
}

/** All there can be: also those that nobody is in, or a figure of yesterday would stay. */
export async function countDriftVerdicts(db: Database, now: Date): Promise<DriftCount[]> {
  const counts = (['product', 'own'] as const).flatMap((model) =>
    driftVerdicts.map((verdict): DriftCount => ({ model, verdict, tenants: 0, learners: 0 })),
  );
  for (const tenant of await allTenants(db)) {
    const { model, verdict, learners } = await asTenant(db, tenant, async (tx) => {
      const used = await modelInUse(tx, tenant);
      const drift = await driftHere(tx, tenant, used, now);
      return { ...drift, model: used.id === null ? 'product' : 'own' };
    });
    const count = counts.find((one) => one.model === model && one.verdict === verdict);
    if (count === undefined) continue;
    count.tenants++;
    count.learners += learners;
  }
  return counts;
}
