import { cohortSummaries } from '#db/postgres/cohorts.ts';
import { asTenant } from '#db/postgres/connect.ts';
import { type EnrolmentPlace, enrolmentsOf } from '#db/postgres/enrolments.ts';
import { sharedSecret } from '#db/postgres/secrets.ts';
import { type ShownWall, claimedSince, showWall } from '#db/postgres/walls.ts';
import { readUsual, windowsOfCohort } from '#db/redis/usual.ts';
import { pseudonymDraw, pseudonymSecret } from '#db/wall-token.ts';
import type { CohortSummary } from '#engagement/cohort.ts';
import { dayOf, startOfDay } from '#engagement/day.ts';
import { pseudonymsOf } from '#engagement/pseudonym.ts';
import type { WallAnswer, WallFigures, WallRow } from '#engagement/wall.ts';
import { type OpenWall, countForWall, figuresOf, openWall, rowsSeen } from '#engagement/wall-counts.ts';
import { groupMin } from '#engagement/wall-groups.ts';
import { readWindow } from '#engagement/window.ts';
import type { Stores } from './stores.ts';

/** What one wall shows now; null for one that is gone. */
export async function wallAnswer(
  stores: Stores,
  tenant: string,
  wall: string,
  now: number,
): Promise<WallAnswer | null> {
  const found = await asTenant(stores.db, tenant, async (tx) => {
    const shown = await showWall(tx, tenant, wall, new Date(now));
    if (shown === null) return null;
    const turn = turnOf(shown, now);
    const [cohort] = turn
      ? (await cohortSummaries(tx, tenant, { only: shown.cohorts[turn.place - 1] ?? '', size: 1 })).items
      : [];
    if (cohort === undefined) return { shown, turn: null, known: null };
    const today = new Date(startOfDay(dayOf(now, cohort.timeZone), cohort.timeZone));
    const claims = await claimedSince(tx, tenant, cohort.id, today);
    const isNamed = shown.mode === 'pseudonyms' && cohort.learners >= groupMin;
    const enrolments = isNamed ? await enrolmentsOf(tx, tenant, [cohort.id]) : null;
    return { shown, turn, known: { cohort, claims, enrolments } };
  });
  if (found === null) return null;
  const { shown, turn, known } = found;
  return {
    at: new Date(now).toISOString(),
    mode: shown.mode,
    secondsPerCohort: shown.secondsPerCohort,
    turn,
    cohort: known && {
      name: known.cohort.name,
      programme: known.cohort.programme.name,
      timeZone: known.cohort.timeZone,
      figures: await figuresNow(stores, tenant, wall, known, now),
    },
  };
}

/** All televisions of a link show the same cohort, by the clock, so that one answer does for all of them. */
function turnOf({ cohorts, secondsPerCohort }: ShownWall, now: number): WallAnswer['turn'] {
  if (cohorts.length === 0) return null;
  const turnMs = secondsPerCohort * 1_000;
  const turn = Math.floor(now / turnMs);
  const endsAt = new Date((turn + 1) * turnMs).toISOString();
  return { place: (turn % cohorts.length) + 1, of: cohorts.length, endsAt };
}

async function figuresNow(
  { db, redis }: Stores,
  tenant: string,
  wall: string,
  {
    cohort,
    claims,
    enrolments,
  }: { cohort: CohortSummary; claims: number; enrolments: EnrolmentPlace[] | null },
  now: number,
): Promise<WallFigures | null> {
  if (cohort.learners < groupMin) return null;
  const open = openWall(enrolments !== null);
  for await (const windows of windowsOfCohort(redis, tenant, cohort.id)) {
    for (const { enrolment, packed } of windows) {
      countForWall(open, enrolment, readWindow(packed, now, cohort.timeZone));
    }
  }
  const usual = await readUsual(redis, tenant, cohort.id);
  const figures = figuresOf(open, { bands: cohort.bands, learners: cohort.learners, claims, usual });
  if (figures === null) return null;
  if (enrolments === null) return { ...figures, rows: null };
  const secret = await sharedSecret(db, pseudonymSecret);
  const ids = enrolments.map((place) => place.enrolment);
  return { ...figures, rows: rowsOf(open, ids, secret, wall) };
}

/** By pseudonym, not by who was there last: nobody is first, and a row keeps its place. */
function rowsOf(open: OpenWall, enrolments: string[], secret: string, wall: string): WallRow[] {
  const named = pseudonymsOf(enrolments, (enrolment) => pseudonymDraw(secret, wall, enrolment));
  const rows = (rowsSeen(open) ?? []).flatMap(({ enrolment, cells }) => {
    const pseudonym = named.get(enrolment);
    return pseudonym ? [{ pseudonym, cells }] : [];
  });
  return rows.toSorted(
    ({ pseudonym: one }, { pseudonym: other }) =>
      one.first - other.first || one.second - other.second || one.again - other.again,
  );
}
