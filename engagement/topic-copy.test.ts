import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type LearnerRow, unknownRow } from './cohort.ts';
import { applyChange, mergeChanges } from './live.ts';
import { type CohortChange, applyCohort, noCells } from './screen/cohort-change.ts';
import { type CohortView, emptyRings, inOrder } from './screen/cohort-view.ts';
import { type Envelope, envelopeBytes, envelopeOf, topicHash } from './screen/envelope.ts';
import { type Touch, stepBytes } from './screen/step-bytes.ts';
import { viewBytes, viewHash } from './screen/view-bytes.ts';
import { TopicCopy } from './topic-copy.ts';

const topic = 'cohort/c';
const epoch = 'e';
const minute = 29_000_000;
const cohort = { id: 'c', name: 'Spring', programme: 'Maths', timeZone: 'Europe/Berlin', endsAt: null };
const names = ['ana', 'ben', 'cleo'];

const minutes = fc.uniqueArray(fc.tuple(fc.integer({ min: -3, max: 3 }).map(later), fc.nat(300)), {
  maxLength: 2,
  selector: ([at]) => at,
});
const change = fc
  .record({
    counted: fc.uniqueArray(fc.record({ name: fc.constantFrom(...names, 'dora'), minutes }), {
      maxLength: 3,
      selector: ({ name }) => name,
    }),
    rows: fc.uniqueArray(
      fc.record({
        name: fc.constantFrom(...names, 'dora'),
        risk: fc.option(
          fc.nat(10_000).map((parts) => parts / 10_000),
          { nil: null },
        ),
        minutes,
        // It is told as it is found: not of an hour that is over.
        told: fc.array(
          fc.tuple(fc.integer({ min: -50, max: 3 }).map(later), fc.nat(100), fc.constant(null)),
          { maxLength: 2 },
        ),
      }),
      { maxLength: 3, selector: ({ name }) => name },
    ),
    gone: fc.subarray(names.map((name) => `e-${name}`)),
    isGone: fc.nat(2).map((one) => one === 0),
  })
  .map(({ rows, counted, gone, isGone }): CohortChange => ({
    of: 'cohort',
    counted: counted.map(({ name, minutes }) => ({
      enrolment: `e-${name}`,
      lastSeenAt: minutes[0] ? new Date(minutes[0][0] * 60_000).toISOString() : null,
      minutes,
      hours: [],
      days: [],
      acceptedAt: null,
    })),
    rows: rows.map(({ name, ...more }) => ({ ...rowOf(name), ...noCells, ...more, acceptedAt: null })),
    ...(isGone && gone.length > 0 ? { gone } : {}),
  }));
/** What the network does with a message. */
const weather = fc.constantFrom('well', 'well', 'lost', 'twice', 'late', 'broken');

function later(by: number): number {
  return minute + by;
}

function rowOf(name: string): LearnerRow {
  return unknownRow({ enrolment: `e-${name}`, learner: `l-${name}`, name });
}

function empty(): CohortView {
  return {
    of: 'cohort',
    cohort,
    minute,
    rows: inOrder(names.map((name) => ({ ...rowOf(name), ...emptyRings }))),
  };
}

/** A server that knows all it ever showed, and a network that does to its messages what it likes. */
class Broken {
  readonly changes: CohortChange[] = [];
  readonly views = [empty()];
  readonly copy = new TopicCopy(topic, (after) => this.#compare(after.of === 'cohort' ? after : null));
  now = 0;
  readonly #late: (() => void)[] = [];

  get seq(): number {
    return this.changes.length;
  }

  get view(): CohortView {
    return this.views[this.seq] as CohortView;
  }

  happens(what: CohortChange, as: string): void {
    const before = this.view;
    const after = applyCohort(before, what);
    this.changes.push(what);
    this.views.push(after);
    const touch = (isRenewed: boolean): Touch => ({ acceptedAt: null, isRenewed, isUnsure: false });
    const named = [...(what.counted ?? []), ...what.rows];
    const touched = new Map(named.map(({ enrolment }) => [enrolment, touch(false)]));
    for (const enrolment of what.gone ?? []) touched.set(enrolment, touch(true));
    this.#carry(this.#bytes('step', this.seq - 1, stepBytes(before, after, touched, 0)), as);
  }

  /** From where the page is, or all of it; the answer travels as badly as anything else. */
  ask(as: string): void {
    const { position } = this.copy;
    this.copy.asked(this.now);
    if (position.epoch === undefined || position.seq === undefined) {
      return this.#carry(this.#bytes('snapshot', this.seq, viewBytes(this.view)), as);
    }
    const [first, ...rest] = this.changes.slice(position.seq);
    if (first === undefined) return;
    const body = rest.reduce<CohortChange>((all, one) => mergeChanges(all, one) as CohortChange, first);
    const delta = { epoch, base: position.seq, seq: this.seq, body };
    this.#deliver(() => this.#after(this.copy.takeDelta(delta), as), as);
  }

  /** What is held up comes now. */
  clear(): void {
    for (const one of this.#late.splice(0)) one();
  }

  #bytes(kind: Envelope['kind'], base: number, body: Uint8Array): Uint8Array {
    return envelopeBytes({
      kind,
      topic: topicHash(topic),
      epoch,
      base,
      seq: this.seq,
      isPacked: false,
      body,
    });
  }

  #carry(bytes: Uint8Array, as: string): void {
    const envelope = envelopeOf(bytes);
    const body = as === 'broken' ? envelope.body.slice(0, envelope.body.length - 3) : envelope.body;
    this.#deliver(() => this.#after(this.copy.takeBytes({ ...envelope, body }), as), as);
  }

  #deliver(arrive: () => void, as: string): void {
    if (as === 'lost') return;
    if (as === 'late') return void this.#late.push(arrive);
    arrive();
    if (as === 'twice') arrive();
  }

  #after(taken: ReturnType<TopicCopy['takeBytes']>, as: string): void {
    if (this.copy.isToAsk(taken, this.now)) this.ask(as === 'broken' ? 'lost' : as);
  }

  /** Wherever the page believes to be, it shows what was shown there. */
  #compare(shown: CohortView | null): void {
    const at = this.copy.position.seq;
    const should = at === undefined ? undefined : this.views[at];
    if (shown === null || should === undefined)
      throw new Error('a cohort is shown at a place in its numbering');
    if (viewHash(shown) !== viewHash(should))
      throw new Error(`what is shown at ${at} is not what was shown there`);
  }
}

describe('a page behind a network that loses, repeats, holds up and breaks messages', () => {
  test('shows nothing that was not so, and comes to what is so', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ change, weather, wait: fc.nat(1_000), isClear: fc.boolean() }), {
          maxLength: 12,
        }),
        change,
        (steps, last) => {
          const network = new Broken();
          network.ask(steps[0]?.weather ?? 'well');
          for (const step of steps) {
            network.now += step.wait;
            network.happens(step.change, step.weather);
            if (step.isClear) network.clear();
            if (network.copy.isForgotten(network.now)) network.ask(step.weather);
          }
          // It is well again; something happens, and a beat comes.
          network.clear();
          network.now += 5_000;
          network.happens(last, 'well');
          if (network.copy.isForgotten(network.now)) network.ask('well');
          const shown = network.copy.view;
          expect(shown?.of === 'cohort' && viewHash(shown)).toBe(viewHash(network.view));
        },
      ),
      { numRuns: 500 },
    );
  });

  test('asks once for what is missed, however much comes after it', () => {
    const network = new Broken();
    network.ask('well');
    network.now = 10_000;
    const body: CohortChange = { of: 'cohort', rows: [] };
    const step = (base: number) => network.copy.takeDelta({ epoch, base, seq: base + 1, body });
    const asked = [1, 2, 3, 4].filter((base) => {
      const isAsked = network.copy.isToAsk(step(base), network.now);
      if (isAsked) network.copy.asked(network.now);
      return isAsked;
    });
    expect(asked).toEqual([1]);
    expect(network.copy.isToAsk(step(5), network.now + 5_000)).toBe(true);
    // Nothing more happens: the next beat is the time to ask.
    expect(network.copy.isForgotten(network.now + 5_000)).toBe(true);
  });
});

test('two changes as one lead where they lead one after the other, whoever goes and comes again', () => {
  fc.assert(
    fc.property(change, change, change, (before, one, other) => {
      const view = applyCohort(empty(), before);
      const apart = applyChange(applyChange(view, one), other);
      const joined = applyChange(view, mergeChanges(one, other));
      if (apart.of !== 'cohort' || joined.of !== 'cohort') throw new Error('a cohort stays a cohort');
      expect(viewHash(joined)).toBe(viewHash(apart));
    }),
    { numRuns: 1_000 },
  );
});
