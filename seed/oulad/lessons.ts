import { type RiskView, featureCount, writeFeatures } from '#engagement/risk-features.ts';
import { type HeadName, headNames } from '#engagement/risk-model.ts';
import { type ClassHistory, viewsOn } from '#engagement/training/class-history.ts';
import type { Lessons } from '#engagement/training/train.ts';
import { classHistoryOf } from './class-history.ts';
import { type Snapshot, readSnapshots } from './labels.ts';
import { type OuladLearner, type Presentation, presentationsIn, readPresentation } from './presentation.ts';

/** The features of snapshots, row after row. */
export interface Asked {
  snapshots: Snapshot[];
  features: Float32Array;
}

/** The snapshots of each presentation of a folder that is wanted, with their features. */
export async function* askedIn(
  folder: string,
  isWanted: (snapshot: Snapshot) => boolean,
): AsyncGenerator<{ presentation: Presentation; history: ClassHistory; asked: Asked }> {
  const byPresentation = await readSnapshots(folder);
  for (const name of await presentationsIn(folder)) {
    const wanted = (byPresentation.get(name) ?? []).filter(isWanted);
    if (wanted.length === 0) continue;
    const presentation = await readPresentation(folder, name);
    const history = classHistoryOf(presentation);
    yield { presentation, history, asked: askedOf(history, wanted) };
  }
}

/** Everything a model learns from a folder: the presentations of its training part. Null when there is none. */
export async function lessonsIn(folder: string, say: (line: string) => void): Promise<Lessons | null> {
  const parts: Asked[] = [];
  const classes: string[] = [];
  for await (const { presentation, history, asked } of askedIn(folder, ({ split }) => split === 'train')) {
    const moments = betweenWeeks(presentation).filter(teaches);
    const between = askedOf(history, moments);
    const unsure = askedOf(history, moments.filter(isUnsure), withGaps);
    for (const snapshot of asked.snapshots) {
      if (!teaches(snapshot)) snapshot.answers = { ...snapshot.answers, silence: Number.NaN };
    }
    parts.push(asked, between, unsure);
    classes.push(presentation.name);
    say(
      `${presentation.name}: ${asked.snapshots.length + between.snapshots.length + unsure.snapshots.length} moments`,
    );
  }
  if (parts.length === 0) return null;
  const rows = parts.reduce((sum, { snapshots }) => sum + snapshots.length, 0);
  const features = new Float32Array(rows * featureCount);
  const answers = Object.fromEntries(headNames.map((head) => [head, new Float32Array(rows)])) as Record<
    HeadName,
    Float32Array
  >;
  let at = 0;
  for (const part of parts) {
    features.set(part.features, at * featureCount);
    for (const { answers: own } of part.snapshots) {
      for (const head of headNames) answers[head][at] = own[head];
      at++;
    }
  }
  return { data: 'Open University Learning Analytics Dataset', classes, features, answers };
}

/** Snapshots by the day they are of: what is known of the cohort on it is worked out once. */
function askedOf(
  history: ClassHistory,
  snapshots: Snapshot[],
  change: (view: RiskView, snapshot: Snapshot) => RiskView = (view) => view,
): Asked {
  const learners = new Map(history.learners.map((learner) => [learner.id, learner]));
  const features = new Float32Array(snapshots.length * featureCount);
  const rows = Map.groupBy(snapshots.keys(), (row) => snapshots[row]?.day ?? 0);
  for (const [day, own] of rows) {
    const viewOf = viewsOn(history, day);
    for (const row of own) {
      const snapshot = snapshots[row];
      const learner = snapshot === undefined ? undefined : learners.get(snapshot.learner);
      if (snapshot === undefined || learner === undefined)
        throw new Error(`nobody is ${snapshot?.learner} in ${history.name}`);
      const view = change(viewOf(learner), snapshot);
      writeFeatures(view, 0, features.subarray(row * featureCount, (row + 1) * featureCount));
    }
  }
  return { snapshots, features };
}

/**
 * Moments on other weekdays than the labels', so that nothing is learned about Sundays. Whether somebody came in the next
 * fourteen days can be told of each day; what became of them in the end is told by the labels often enough.
 */
function betweenWeeks({ name, lengthDays, learners }: Presentation): Snapshot[] {
  const snapshots: Snapshot[] = [];
  for (const learner of learners) {
    const days = new Set(learner.clicks.map(({ day }) => day));
    for (let week = 1; week <= weeksMost; week++) {
      for (const weekday of weekdaysBetween) {
        const day = 7 * week + weekday;
        if (day + spanDays > lengthDays || !isIn(learner, day)) continue;
        const has = (from: number): boolean => {
          for (let one = from; one < from + spanDays; one++) if (days.has(one)) return true;
          return false;
        };
        snapshots.push({
          presentation: name,
          learner: String(learner.id),
          week: day / 7,
          day,
          isActive: has(day - spanDays + 1),
          split: 'train',
          answers: {
            silence: has(day + 1) ? 0 : 1,
            withdrawal: Number.NaN,
            withdrawal28: Number.NaN,
            noncompletion: Number.NaN,
          },
        });
      }
    }
  }
  return snapshots;
}

const spanDays = 14;
const weeksMost = 32;
const weekdaysBetween = [2, 5];

/** As in the labels: who has withdrawn without a date is in none. */
function isIn({ registeredOn, unregisteredOn, finalResult }: OuladLearner, day: number): boolean {
  if (finalResult === 'Withdrawn' && unregisteredOn === null) return false;
  return (registeredOn ?? day) <= day && (unregisteredOn === null || unregisteredOn > day);
}

/** Who has been silent for two weeks mostly stays so: a few of these moments teach it as well as all of them. */
function teaches({ isActive, week, learner }: Snapshot): boolean {
  return isActive || (Math.floor(week) + Number(learner)) % silentOnesEvery === 0;
}

const silentOnesEvery = 6;

/** Some moments are shown once more with less known of them, so that the model has learned to do without. */
function isUnsure({ day, learner }: Snapshot): boolean {
  return (day + Number(learner)) % unsureOnesEvery === 0;
}

const unsureOnesEvery = 8;

/** Nothing of the others, nothing of what is due, or neither. */
function withGaps(view: RiskView, { learner }: Snapshot): RiskView {
  const lack = Number(learner) % 3;
  return {
    ...view,
    cohort: lack === 0 ? view.cohort : null,
    course: lack === 1 ? view.course : [unplanned(view, 0), unplanned(view, 1)],
  };
}

function unplanned({ course }: RiskView, daysAgo: 0 | 1): RiskView['course'][0] {
  return { ...course[daysAgo], hasDeadlines: false, share: Number.NaN, left: Number.NaN };
}
