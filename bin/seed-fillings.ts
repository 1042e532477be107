import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { readDemoFile, writeDemoFile } from '#seed/demo-file.ts';
import { type DemoKeys, seedDemo, workingKeys } from '#seed/demo.ts';
import { trainingClasses } from '#seed/engagement/classes.ts';
import { seedEngagement } from '#seed/engagement/fill.ts';
import { linesOf as engagementLines } from '#seed/engagement/summary.ts';
import { seedPresentation } from '#seed/oulad/load.ts';
import { seedScale } from '#seed/scale.ts';
import { demoPassword } from '#seed/store.ts';
import { truthLines } from '#seed/truth.ts';
import { lanternhill } from '#seed/tutoring/people.ts';
import { summaryLines } from '#seed/tutoring/summary.ts';
import { seedTutoring } from '#seed/tutoring/tutoring.ts';
import type { SeedStores } from '#seed/whole.ts';
import { barOn } from './bar.ts';
import { BadOption } from './options.ts';
import { say, tell } from './seed-lines.ts';
import type { Filling, SeedWishes } from './seed-wishes.ts';

type Filled<What extends Filling['what']> = Extract<Filling, { what: What }>;
type Wishes = Pick<SeedWishes, 'seed' | 'truth'>;

/** Fills what was asked for, and says what there is now. */
export function fill(stores: SeedStores, filling: Filling, wishes: Wishes): Promise<void> {
  switch (filling.what) {
    case 'demo':
      return fillDemo(stores, filling, wishes);
    case 'engagement':
      return fillEngagement(stores, wishes);
    case 'tutoring':
      return fillTutoring(stores, filling, wishes);
    case 'scale':
      return fillScale(stores, filling, wishes);
    case 'presentation':
      return fillPresentation(stores, filling, wishes);
  }
}

async function fillDemo(
  stores: SeedStores,
  { ifEmpty, out }: Filled<'demo'>,
  { seed, truth }: Wishes,
): Promise<void> {
  const took = stopwatch();
  const seeded = await seedDemo(stores, { now: Date.now(), seed, say });
  if (seeded.outcome === 'filled') {
    if (out !== null) await writeKeys(out, seeded.keys);
    await writeTruth(truth, seeded.truths.flatMap(truthLines));
    tell(`Filled the demo: ${seeded.learners} learners, ${seeded.events} events, in ${took()} s.`);
    if (out === null) tell(JSON.stringify(seeded.keys));
    return;
  }
  if (!ifEmpty)
    throw new BadOption(
      'the demo is filled already: --if-empty leaves it as it is, --clear --set demo makes it anew',
    );
  if (out === null) return tell('The demo is filled already.');
  const known = await readDemoFile(out);
  const keys = await workingKeys(stores, known);
  const isNew = keys.sourceKey !== known.sourceKey;
  if (isNew) await writeKeys(out, keys);
  tell(`The demo is filled already${isNew ? `; new keys are in ${out}` : ''}.`);
}

async function fillEngagement(stores: SeedStores, { seed }: Wishes): Promise<void> {
  const took = stopwatch();
  const set = await seedEngagement(stores, { now: Date.now(), seed, say });
  if (set === null) throw thereAlready('the engagement set', '--set engagement');
  tell(`Filled the engagement set in ${took()} s: ${engagementLines(set).join('\n')}`);
  for (const { tenant, slug } of trainingClasses)
    tellSignIn(tenant, `manager@${slug.replace('demo-', '')}.demo`);
}

async function fillTutoring(
  stores: SeedStores,
  { sessions }: Filled<'tutoring'>,
  { seed, truth }: Wishes,
): Promise<void> {
  const took = stopwatch();
  const made = await seedTutoring(stores, { seed, sessions, say });
  if (made === null) throw thereAlready('the tutoring set', '--set tutoring');
  await writeTruth(
    truth,
    [...made.truth.learners, ...made.truth.sessions].map((one) => JSON.stringify(one)),
  );
  tell(`Filled the tutoring set in ${took()} s, ${made.events} events:`);
  for (const line of summaryLines(made)) tell(`  ${line}`);
  tellSignIn(lanternhill.tenant, lanternhill.admin.email);
}

async function fillScale(stores: SeedStores, { learners }: Filled<'scale'>, { seed }: Wishes): Promise<void> {
  const took = stopwatch();
  const show = barOn(process.stderr);
  const made = await seedScale(stores, {
    learners,
    seed,
    now: Date.now(),
    say,
    onProgress: ({ learners: done, of, events }) => show({ done, of, events }),
  });
  if (made === null) throw thereAlready('the load test', `--scale ${learners}`);
  const before = made.learnersBefore > 0 ? `, ${made.learnersBefore} of them by a run before` : '';
  tell(
    `Filled ${made.cohorts} cohorts of the load test: ${made.learners} learners${before}, ${made.events} events in ${took()} s.`,
  );
  tellSignIn('Load test', 'manager@load.demo');
}

async function fillPresentation(
  stores: SeedStores,
  { folder, presentation, day }: Filled<'presentation'>,
  { truth }: Wishes,
): Promise<void> {
  const took = stopwatch();
  const asked = day === null ? {} : { day };
  const made = await seedPresentation(stores, { folder, presentation, now: Date.now(), say, ...asked });
  if (made === null) throw thereAlready(presentation, `--from ${folder} --presentation ${presentation}`);
  await writeTruth(
    truth,
    made.truths.map((one) => JSON.stringify(one)),
  );
  tell(
    `Loaded ${presentation} as of day ${made.day} of ${made.lengthDays}: ${made.learners} learners, ${made.events} events, in ${took()} s.`,
  );
  for (const email of made.staff) tellSignIn(presentation, email);
  tell(made.attribution);
}

function tellSignIn(where: string, email: string): void {
  tell(`${where}: sign in as ${email}, password "${demoPassword}".`);
}

function thereAlready(what: string, again: string): BadOption {
  return new BadOption(`${what} is filled already: --clear ${again} makes it anew`);
}

async function writeKeys(out: string, keys: DemoKeys): Promise<void> {
  await mkdir(dirname(out), { recursive: true });
  await writeDemoFile(out, keys);
}

/** For whoever judges the product: it never reads this. */
async function writeTruth(file: string | null, lines: string[]): Promise<void> {
  if (file === null) return;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, lines.map((line) => `${line}\n`).join(''));
  tell(`What is true of them is in ${file}.`);
}

function stopwatch(): () => string {
  const began = performance.now();
  return () => ((performance.now() - began) / 1000).toFixed(1);
}
