import { type LearnerRow, unknownRow } from '#engagement/cohort.ts';
import type { LearnerEvent } from '#engagement/event.ts';
import type { Assessment } from '#engagement/assessment.ts';
import { markOf } from '#engagement/mark.ts';
import { type RowChange, applyCohort, noCells } from '#engagement/screen/cohort-change.ts';
import {
  type CohortHead,
  type CohortView,
  type LiveRow,
  advanceTo,
  inOrder,
} from '#engagement/screen/cohort-view.ts';
import { type RecordedMinute, recordedOf } from '#engagement/screen/recording.ts';
import { cellsOf, ringsOf } from '#engagement/screen/rings.ts';
import { toldOf } from '#engagement/screen/told.ts';
import { withSentiment } from '#engagement/sentiment.ts';
import { count, openWindow, packWindow, readWindow } from '#engagement/window.ts';
import { isActivity } from './attendance.ts';
import type { PastLook } from './past-looks.ts';

/** A learner of the cohort, by the senders' id and by ours. */
export interface ScreenLearner {
  externalId: string;
  enrolment: string;
  learner: string;
}

const minuteMs = 60_000;

/**
 * What the screen of a made-up cohort would have shown, had somebody recorded it from `from` to `to`: minute by minute, in
 * which somebody did something or something was told of somebody.
 */
export function* pastScreens(
  cohort: CohortHead,
  learners: readonly ScreenLearner[],
  { events, looks }: { events: readonly LearnerEvent[]; looks: readonly PastLook[] },
  { from, to }: { from: number; to: number },
): Generator<RecordedMinute> {
  const { timeZone } = cohort;
  const windows = new Map(learners.map(({ externalId }) => [externalId, openWindow()]));
  const rows = new Map(learners.map((one) => [one.externalId, nameless(one)]));
  const hear = (event: LearnerEvent): void => {
    const window = windows.get(event.learner);
    const row = rows.get(event.learner);
    if (!window || !row) return;
    count(window, markOf(withSentiment(event), timeZone));
    if (isActivity(event)) row.lastSeenAt = new Date(event.at).toISOString();
  };
  const told = looks.toSorted((one, other) => one.at - other.at);
  const heard = events.toSorted((one, other) => one.at - other.at);
  for (const event of heard) if (event.at < from) hear(event);
  for (const look of told) if (look.at < from) tell(rows.get(look.externalId), look.assessment);
  let view: CohortView = {
    of: 'cohort',
    cohort,
    minute: Math.floor(from / minuteMs),
    rows: inOrder(
      learners.map(({ externalId }): LiveRow => {
        const row = rows.get(externalId) ?? nameless(learners[0] as ScreenLearner);
        const packed = packWindow(windows.get(externalId) ?? openWindow());
        const told = row.score === null && row.risk === null ? [] : [toldOf(row, Math.floor(from / 60_000))];
        return { ...row, ...ringsOf(readWindow(packed, from, timeZone)), told };
      }),
    ),
  };
  let before: CohortView | null = null;
  let wholeAt = 0;
  for (const [minute, own] of minutesOf(heard, told, { from, to })) {
    for (const event of own.events) hear(event);
    for (const look of own.looks) tell(rows.get(look.externalId), look.assessment);
    const at = (minute + 1) * minuteMs - 1;
    const changed = new Set([
      ...own.events.map((one) => one.learner),
      ...own.looks.map((one) => one.externalId),
    ]);
    const changes = [...changed].flatMap((externalId): RowChange[] => {
      const [row, window] = [rows.get(externalId), windows.get(externalId)];
      if (!row || !window) return [];
      const cells = cellsOf(readWindow(packWindow(window), at, timeZone), at);
      return [
        { ...row, ...noCells, ...cells, told: [toldOf(row, Math.floor(at / 60_000))], acceptedAt: null },
      ];
    });
    view = advanceTo(applyCohort(view, { of: 'cohort', rows: changes }), minute);
    const made = recordedOf(minute, before && { view: before, sinceWhole: minute - wholeAt }, view);
    before = view;
    if (made.isWhole) wholeAt = minute;
    yield made;
  }
}

/** Names are not recorded. */
function nameless({ enrolment, learner }: ScreenLearner): LearnerRow {
  return unknownRow({ enrolment, learner, name: '' });
}

/** As the tables round it. */
function tell(row: LearnerRow | undefined, { score, level, trend, risk, band, flags }: Assessment): void {
  if (!row) return;
  const rounded = (value: number | null, places: number): number | null =>
    value === null ? null : Math.round(value * 10 ** places) / 10 ** places;
  Object.assign(row, { score: rounded(score, 1), level, trend, risk: rounded(risk, 4), band, flags });
}

function minutesOf(
  events: readonly LearnerEvent[],
  looks: readonly PastLook[],
  { from, to }: { from: number; to: number },
): [number, { events: LearnerEvent[]; looks: PastLook[] }][] {
  const minutes = new Map<number, { events: LearnerEvent[]; looks: PastLook[] }>();
  const at = (ms: number) => {
    const minute = Math.floor(ms / minuteMs);
    const known = minutes.get(minute) ?? { events: [], looks: [] };
    minutes.set(minute, known);
    return known;
  };
  for (const event of events) if (event.at >= from && event.at < to) at(event.at).events.push(event);
  for (const look of looks) if (look.at >= from && look.at < to) at(look.at).looks.push(look);
  return [...minutes].toSorted(([one], [other]) => one - other);
}
