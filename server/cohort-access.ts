import { cohortById } from '#db/postgres/cohorts.ts';
import type { TenantTransaction } from '#db/postgres/connect.ts';
import { recordLook } from '#db/postgres/looks.ts';
import type { CohortHead } from '#engagement/screen/cohort-view.ts';
import type { Caller } from './api.ts';
import { notFound } from './errors.ts';
import { requireStaff } from './identity.ts';

/** What else comes in an address is nobody's id, and PostgreSQL cannot even be asked about a NUL. */
export const idText = /^[\w-]{1,64}$/;

/**
 * The cohort, for its staff; for a learner there is none, theirs or not. Asked before anything else: what belongs to another
 * tenant is not found, whatever is asked of it.
 */
export async function cohortFor(tx: TenantTransaction, caller: Caller, id: string): Promise<CohortHead> {
  const isAsked = caller.role !== 'learner' && idText.test(id);
  const cohort = isAsked ? await cohortById(tx, caller.tenant.id, id) : null;
  if (cohort === null) throw notFound('cohort');
  requireStaff(caller);
  return cohort;
}

/** The same for whoever is shown its learners, which is recorded. */
export async function lookAtCohort(
  tx: TenantTransaction,
  caller: Caller,
  id: string,
  now: Date,
): Promise<CohortHead> {
  const cohort = await cohortFor(tx, caller, id);
  const look = { byId: caller.id, role: caller.role, what: 'cohort' as const, cohortId: id };
  await recordLook(tx, caller.tenant.id, look, now);
  return cohort;
}
