import { alertsBefore } from '#db/postgres/alert-list.ts';
import { moveAlerts } from '#db/postgres/alert-moves.ts';
import { raiseAlerts } from '#db/postgres/alerts.ts';
import { type TenantTransaction, asTenant } from '#db/postgres/connect.ts';
import { type NewIntervention, storeInterventions } from '#db/postgres/interventions.ts';
import { setRetention } from '#db/postgres/retention.ts';
import { storeWeeks } from '#db/postgres/weeks.ts';
import type { Alert, AlertType } from '#engagement/alert.ts';
import type { InterventionKind } from '#engagement/intervention.ts';
import type { SeedPerson, StoredCohort } from '../store.ts';
import { storeCohort, storePast, storePeople } from '../store.ts';
import { type Say, type SeedStores, fillWhole } from '../whole.ts';
import { type TrainingClass, endsOn, trainingClasses, weekStarts } from './classes.ts';
import { goldenAnswered } from './golden.ts';
import { atLocal, datePlus } from './local-time.ts';
import { type EngagementSet, type SetLearner, engagementSet } from './set.ts';

export interface EngagementOptions {
  now: number;
  seed: string | number;
  say: Say;
}

/** Its dates are fixed and long past: nothing of it may be taken for old and removed. */
const keptDays = 3_650;

/** Brief A13: the three tenants, each whole or not at all. Null when all of them are there already. */
export async function seedEngagement(
  stores: SeedStores,
  options: EngagementOptions,
): Promise<EngagementSet | null> {
  const set = engagementSet(options.seed);
  let isNew = false;
  for (const own of trainingClasses) {
    const learners = set.learners.filter((learner) => learner.class === own);
    const made = await fillWhole(
      stores,
      { slug: own.slug, name: own.tenant },
      options.say,
      async (tenant) => {
        await fillClass(stores, tenant, own, learners, options);
        return own;
      },
    );
    isNew ||= made !== null;
  }
  return isNew ? set : null;
}

/** Who looks after a class, by role; they sign in with the password of the demo. */
function staffOf({ slug, tenant, manager, mentor }: TrainingClass): SeedPerson[] {
  const place = `${slug.replace('demo-', '')}.demo`;
  return [
    { name: `Office of ${tenant}`, email: `admin@${place}`, role: 'admin' },
    { name: manager, email: `manager@${place}`, role: 'manager' },
    { name: mentor, email: `mentor@${place}`, role: 'mentor' },
  ];
}

async function fillClass(
  stores: SeedStores,
  tenant: string,
  own: TrainingClass,
  learners: SetLearner[],
  { now, say }: EngagementOptions,
): Promise<void> {
  const { db } = stores;
  say(`making ${own.tenant}`);
  const staff = staffOf(own);
  const ids = await storePeople(stores, tenant, staff);
  await asTenant(db, tenant, (tx) => setRetention(tx, tenant, { eventDays: keptDays, textDays: keptDays }));
  const { programme, cohort: name, course, timeZone } = own;
  const joinedAt = atLocal(weekStarts[0], 0, timeZone);
  const made = await storeCohort(db, tenant, {
    programme,
    name,
    course,
    timeZone,
    endsAt: atLocal(endsOn, 0, timeZone),
    source: 'Attendance and LMS',
    learners: learners.map((learner) => ({ ...learner, joinedAt })),
  });
  const records = learners.flatMap((learner) => learner.weeks.flatMap((week) => week.records));
  const events = records.map((record) => record.event).toSorted((one, other) => one.at - other.at);
  await storePast(stores, tenant, made, events, { now, say });
  const mentor = { id: ids.at(-1) ?? '', name: own.mentor };
  await asTenant(db, tenant, (tx) => storeRemarks(tx, tenant, made, learners, mentor));
}

/** Weeks, the alerts they raise, and what was done about them: all of it before the last week is settled by its Monday. */
async function storeRemarks(
  tx: TenantTransaction,
  tenant: string,
  { places }: StoredCohort,
  learners: SetLearner[],
  mentor: { id: string; name: string },
): Promise<void> {
  for (const { externalId, class: own, weeks } of learners) {
    const enrolment = places.get(externalId)?.[0]?.enrolment ?? '';
    await storeWeeks(
      tx,
      tenant,
      weeks.map(({ week }) => ({ enrolment, week, scoredAt: null })),
    );
    for (const { week, alerts, kind } of weeks) {
      const at = (day: number, hour: number) =>
        new Date(atLocal(datePlus(week.endsOn, day), hour, own.timeZone));
      await raiseAlerts(
        tx,
        tenant,
        alerts.map((alert) => ({ ...alert, enrolment, score: week.score })),
        at(0, 8),
      );
      const isLast = week.startsOn === weekStarts.at(-1);
      const answered = alerts.filter(
        ({ type }) => !isLast || (kind === 'golden' && goldenAnswered.includes(type)),
      );
      const done = isLast ? at(0, 10) : at(2, 9);
      const open = answered.length === 0 ? [] : await openAlerts(tx, tenant);
      const interventions: NewIntervention[] = [];
      for (const { type } of answered) {
        const alert = open.find((one) => one.enrolment === enrolment && one.type === type)?.id;
        if (alert === undefined) throw new Error(`the ${type} alert of a week was not raised`);
        const { kind: what, action } = answers[type];
        interventions.push({ enrolment, kind: what, action, alert, by: mentor, score: week.score, at: done });
        const move = isLast ? 'acknowledge' : 'resolve';
        await moveAlerts(tx, tenant, [alert], { move, notes: action }, mentor, done);
      }
      await storeInterventions(tx, tenant, interventions);
    }
  }
}

/** A class has five learners and no more than four alerts of each: one page holds them all. */
async function openAlerts(tx: TenantTransaction, tenant: string): Promise<Alert[]> {
  return (await alertsBefore(tx, tenant, { status: ['active'], size: 100 })).items;
}

/** What the mentors of the set do about an alert. */
const answers: Record<AlertType, { kind: InterventionKind; action: string }> = {
  attendance: { kind: 'call', action: 'Called about the missed sessions and agreed on how to catch up' },
  lms_inactivity: { kind: 'message', action: 'Sent two short activities to start again with' },
  negative_sentiment: { kind: 'meeting', action: 'Met after class to hear what makes it hard' },
  overall_engagement: {
    kind: 'meeting',
    action: 'Met with the manager and made a plan for the next fortnight',
  },
};
