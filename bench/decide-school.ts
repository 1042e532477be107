import { randomBytes } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { createPerson, hashOf, openAccounts } from '#db/postgres/accounts.ts';
import { asTenant } from '#db/postgres/connect.ts';
import { addItems } from '#db/postgres/items.ts';
import { keepHours } from '#db/postgres/mentors.ts';
import type { Asked } from '#db/postgres/nudge-decisions.ts';
import { changePolicy } from '#db/postgres/nudge-policies.ts';
import { ensurePartitions } from '#db/postgres/partitions.ts';
import { sharedSecret } from '#db/postgres/secrets.ts';
import { dayMs } from '#engagement/day.ts';
import { usualPolicy } from '#engagement/nudging/policy.ts';
import type { Weekday } from '#engagement/scoring.ts';
import { type School, createSchool } from './school.ts';
import type { Stand } from './stand.ts';

/** As many as a tenant that keeps events for half a year has: a question on events is planned for each. */
const partitionDays = 184;
const historyDays = 56;
const eventsADay = 3;
const pastNudges = 4;
const mentors = 3;
const skills = ['Fractions', 'Division', 'Angles', 'Ratios', 'Decimals'];
const itemsEach = 5;

/** A school whose learners have a history, were nudged before, and have everything there is to be offered. */
export async function createNudgedSchool(stand: Stand, learners: number): Promise<School> {
  const school = await createSchool(stand, learners);
  const now = Date.now();
  await stand.owner`select set_config('app.tenant', ${school.tenant}, false)`;
  await offer(stand, school.tenant, now);
  await live(stand, school.tenant, now);
  await remember(stand, school.tenant);
  await stand.owner`analyze`;
  return school;
}

/** What asks about each of them, one in four for two reasons. */
export async function occasionsIn({ db }: Stand, tenant: string, period: string): Promise<Asked[]> {
  const until = Date.now() + 5 * dayMs;
  const people = await asTenant(db, tenant, (tx) =>
    tx.execute<{ learner: string; enrolment: string; cohort: string }>(
      sql`select learner_id as learner, id as enrolment, cohort_id as cohort from enrolments order by id`,
    ),
  );
  return [...people].flatMap((one, index): Asked[] => {
    const about = { ...one, period, until };
    const low: Asked = { ...about, rule: 'low_results', params: { percent: 48 } };
    const quiet: Asked = { ...about, rule: 'quiet_days', params: { days: 2 } };
    const together: Asked = { ...about, rule: 'working_together', params: {} };
    const asked = [[quiet, low], [quiet], [low], [together]];
    return asked[index % asked.length] ?? [];
  });
}

async function offer({ db }: Stand, tenant: string, now: number): Promise<void> {
  const by = { id: 'bench', name: 'Bench' };
  const minute = Math.floor((now % dayMs) / 60_000);
  // It is quiet now and for hours, so that nothing is sent while decisions are measured.
  const quietHours = { from: (minute + 1_380) % 1_440, to: (minute + 600) % 1_440 };
  const origins: [string] = ['http://127.0.0.1'];
  const accounts = openAccounts(db, { origins, secret: await sharedSecret(db, 'sessions') });
  const passwordHash = await hashOf(accounts, randomBytes(16).toString('hex'));
  const hours = ([1, 2, 3, 4, 5] as Weekday[]).map((weekday) => ({ weekday, from: 540, to: 1_020 }));
  for (let mentor = 0; mentor < mentors; mentor++) {
    const person = { tenant, role: 'mentor' as const, name: `Mentor ${mentor}`, passwordHash };
    const id = await createPerson(accounts, db, { ...person, email: `mentor-${mentor}@${tenant}.test` });
    const own = { about: null, timeZone: 'UTC', hours };
    await asTenant(db, tenant, (tx) => keepHours(tx, tenant, id, own, new Date(now)));
  }
  const items = skills.flatMap((skill) =>
    Array.from({ length: itemsEach }, (_, number) => ({
      skill,
      question: `Question ${number} on ${skill}`,
      choices: ['one', 'two', 'three'],
      right: 0,
      because: 'It is so.',
    })),
  );
  await asTenant(db, tenant, async (tx) => {
    await changePolicy(
      tx,
      tenant,
      { programme: null, policy: { ...usualPolicy, quietHours }, by },
      new Date(now),
    );
    const [programme] = await tx.execute<{ id: string }>(sql`select id from programmes`);
    await addItems(tx, tenant, programme?.id ?? '', items, { ...by, at: new Date(now) });
    // One in five likes to work with others.
    await tx.execute(sql`
      insert into nudge_preferences (tenant_id, learner_id, preferences, updated_at)
      select ${tenant}, id, jsonb_build_object('channels', '[]'::jsonb, 'declined', '[]'::jsonb, 'quietHours', null,
        'timeZone', null, 'pausedUntil', null, 'snoozedUntil', null, 'joinsChallenges', true, 'shownAs', null), now()
      from learners where hashtext(id) % 5 = 0`);
  });
}

async function live({ db, owner }: Stand, tenant: string, now: number): Promise<void> {
  const today = Math.floor(now / dayMs);
  await ensurePartitions(
    db,
    Array.from({ length: partitionDays }, (_, ago) => today - ago),
    now,
  );
  await owner`
    insert into events (tenant_id, enrolment_id, at, source_id, id, type, received_at, body)
    select ${tenant}, e.id, at, 'bench', e.id || '/' || n, case n % 3 when 0 then 'content_view' else 'answer' end, at,
      case n % 3 when 0 then '{}'::jsonb else jsonb_build_object(
        'skill', (${skills}::text[])[1 + abs(hashtext(e.id || n)) % ${skills.length}], 'correct', abs(hashtext(n || e.id)) % 100 < 55) end
    from generate_series(0, ${historyDays * eventsADay - 1}) as n, enrolments e,
      lateral (select now() - interval '3 days' - n * interval '1 day' / ${eventsADay}
        - (abs(hashtext(e.id)) % 600) * interval '1 minute' as at) as times
    where e.tenant_id = ${tenant} order by n desc, e.id`;
  await owner`
    insert into assessments (enrolment_id, tenant_id, cohort_id, learner_id, score, parts, level, risk, band, reasons, flags, assessed_at, fence)
    select id, tenant_id, cohort_id, learner_id, 50, '[]', 'high', 0.4,
      (array['medium', 'high', 'critical'])[1 + abs(hashtext(id)) % 3], '[]', '{}', now(), 1
    from enrolments where tenant_id = ${tenant}`;
}

/** What was decided on them before, and what came of it. */
async function remember({ owner }: Stand, tenant: string): Promise<void> {
  await owner`
    insert into nudges (id, tenant_id, learner_id, enrolment_id, cohort_id, kind, rule, period, params, created_at, due_at, delivered_at)
    select e.id || '-' || n, ${tenant}, e.learner_id, e.id, e.cohort_id,
      (array['reminder', 'micro_assessment', 'peer_challenge', 'mentor_connection'])[1 + abs(hashtext(e.id || n)) % 4],
      'quiet_days', 'before ' || n, '{}', at, at, at
    from generate_series(1, ${pastNudges}) as n, enrolments e, lateral (select now() - (4 + 9 * n) * interval '1 day' as at) as times
    where e.tenant_id = ${tenant}`;
  await owner`
    insert into nudge_decisions (id, tenant_id, learner_id, enrolment_id, cohort_id, rule, period, asked_at, asked, until, decided_at, reason,
      kind, arm, send_at, chance, candidates, nudge_id, returned24, returned72, did, active14, measured_at, band, treated_chance, facts)
    select n.id, n.tenant_id, n.learner_id, n.enrolment_id, n.cohort_id, n.rule, n.period, n.due_at, '{}', n.due_at, n.due_at, 'due',
      n.kind, 'treated', n.due_at, 0.25, '[]', n.id, false, abs(hashtext(n.id)) % 3 = 0, false, null, n.due_at,
      a.band, 0.9, jsonb_build_object('band', a.band, 'arms', '{}'::jsonb, 'policy', jsonb_build_object('holdOutPercent', 10),
        'habit', (select jsonb_agg(abs(hashtext(n.id || hour)) % 5) from generate_series(1, 168) as hour))
    from nudges n join assessments a on a.enrolment_id = n.enrolment_id where n.tenant_id = ${tenant}`;
}
