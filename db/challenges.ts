import { cohortTime } from '#engagement/cohort.ts';
import { dayOf } from '#engagement/day.ts';
import { type Challenge, doneOf, withOwnNames } from '#engagement/nudging/challenge.ts';
import { readWindow } from '#engagement/window.ts';
import { membersAround } from './postgres/challenges.ts';
import { type Database, asTenant } from './postgres/connect.ts';
import type { RedisClient } from './redis/connect.ts';
import { readWindows } from './redis/windows.ts';

/** What came of a week together is seen for two days after it. */
const shownForMs = 2 * 86_400_000;

/** The weeks together that a learner is in or was asked to, with how far everybody is at this moment. */
export async function challengesOf(
  db: Database,
  redis: RedisClient,
  tenant: string,
  learner: string,
  now: number,
): Promise<Challenge[]> {
  const rows = await asTenant(db, tenant, (tx) =>
    membersAround(tx, tenant, learner, new Date(now - shownForMs)),
  );
  const all = Array.from(Map.groupBy(rows, ({ challenge }) => challenge.id).values(), async (own) => {
    const [first] = own;
    const mine = own.find(({ member }) => member.learnerId === learner);
    if (first === undefined || mine === undefined) return [];
    const { challenge, cohortName, timeZone, cohortEndsAt } = first;
    const isJoined = mine.member.joinedAt !== null;
    // Nobody can join what is over.
    if (!isJoined && challenge.endsAt.getTime() <= now) return [];
    const at = cohortTime(cohortEndsAt?.getTime() ?? null, now);
    const ids = own.map(({ member }) => member.enrolmentId);
    const windows = await readWindows(redis, tenant, challenge.cohortId, ids);
    const monday = dayOf(challenge.startsAt.getTime(), timeZone);
    const members = own.map(({ member }, index) => ({
      learner: member.learnerId,
      isJoined: member.joinedAt !== null,
      shownAs: member.shownAs,
      done: doneOf(challenge.goal, readWindow(windows[index] ?? null, at, timeZone), monday),
    }));
    const others = members.filter((one) => one.learner !== learner);
    const joined = others.filter((one) => one.isJoined);
    const seen: Challenge = {
      id: challenge.id,
      cohortName,
      timeZone,
      goal: challenge.goal,
      startsAt: challenge.startsAt.toISOString(),
      endsAt: challenge.endsAt.toISOString(),
      state: isJoined ? 'joined' : 'invited',
      shownAs: mine.member.shownAs,
      done: members.find((one) => one.learner === learner)?.done ?? 0,
      // Written out, so that nothing else of others ever comes along.
      others: isJoined ? withOwnNames(joined.map(({ shownAs, done }) => ({ shownAs, done }))) : [],
      joined: joined.length,
      asked: others.length - joined.length,
    };
    return [seen];
  });
  return (await Promise.all(all)).flat();
}
