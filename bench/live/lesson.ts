import { randomBytes } from 'node:crypto';
import { createPerson, hashOf, openAccounts } from '#db/postgres/accounts.ts';
import { sharedSecret } from '#db/postgres/secrets.ts';
import { assessDue } from '#workers/assess.ts';
import { markDue } from '#db/redis/due.ts';
import { Rules } from '#workers/rules.ts';
import { type School, createSchool } from '../school.ts';
import type { Stand, Started } from '../stand.ts';
import { writeTerm } from '../term.ts';

/** One cohort with a term behind it, whose learners were all looked at. */
export interface Lesson extends School {
  cohort: string;
  topic: `cohort/${string}`;
}

/** One person has all the sockets, and the screen as well. */
const socketsPerPerson = 20_000;
const password = 'the password of the manager';

/** A server that many may watch from one place. */
export function startServer(stand: Stand): Promise<Started> {
  return stand.start('server/main.ts', { HOLDFAST_SOCKETS_PER_PERSON: String(socketsPerPerson) });
}

export async function createLesson(stand: Stand, learners: number): Promise<Lesson> {
  const { db, redis } = stand;
  const school = await createSchool(stand, learners, 1);
  const all = await writeTerm(stand, school);
  await markDue(redis, all, Date.now());
  const rules = new Rules(db);
  while ((await assessDue(db, redis, rules)) > 0);
  const [cohort = ''] = school.cohortIds;
  return { ...school, cohort, topic: `cohort/${cohort}` };
}

/** The cookie of somebody who may see all of a school. */
export async function signIn({ db }: Stand, { port }: Started, { tenant }: School): Promise<string> {
  const origin = `http://127.0.0.1:${port}`;
  const origins: [string] = [origin];
  const accounts = openAccounts(db, { origins, secret: await sharedSecret(db, 'sessions') });
  const passwordHash = await hashOf(accounts, password);
  const email = `${randomBytes(4).toString('hex')}@lesson.test`;
  await createPerson(accounts, db, { tenant, role: 'manager', name: 'Manager', email, passwordHash });
  const answer = await fetch(`${origin}/v1/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify({ email, password }),
  });
  if (!answer.ok) throw new Error(`sign-in failed: ${answer.status} ${await answer.text()}`);
  return answer.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
}
