import type { CohortView } from '#engagement/screen/cohort-view.ts';
import { type Failure, failureOf } from '#web/lib/api.ts';
import { clock } from '#web/lib/clock.svelte.ts';
import { type Recorded, pastView, recordedOf } from './past-view.ts';

export const speeds = [1, 10, 60, 600] as const;
export type Speed = (typeof speeds)[number];

const minuteMs = 60_000;
/** As often as the picture moves while it plays; what the server answers slower sets the pace. */
const stepMs = 250;

/** The screen at a moment of the past, and its playing on from there. */
export class Past {
  /** The moment that is shown; null is now. */
  at = $state<number | null>(null);
  view = $state.raw<CohortView | null>(null);
  /** Something that was announced around then was lost. */
  isMissing = $state(false);
  failure = $state.raw<Failure | null>(null);
  recorded = $state.raw<Recorded | null>(null);
  speed = $state<Speed>(60);
  isPlaying = $state(false);

  #cohort: string;
  #asked: number | null = null;
  #isAsking = false;
  #timer: ReturnType<typeof setInterval> | undefined;
  #playedAt = 0;

  constructor(cohort: string) {
    this.#cohort = cohort;
  }

  /** Finds out how far back one can go; without an answer there is no way back, and the bar says so. */
  async open(): Promise<void> {
    this.recorded = await recordedOf(this.#cohort).catch(() => null);
  }

  /** Shows a moment; beyond what was recorded, and in the running minute, it is now. */
  goTo(at: number | null): void {
    const oldest = this.recorded === null ? null : Date.parse(this.recorded.from);
    const wanted = at === null || at >= clock.read() - minuteMs ? null : Math.max(at, oldest ?? at);
    this.at = wanted;
    if (wanted === null) {
      this.pause();
      this.view = null;
      this.failure = null;
      return;
    }
    void this.#load();
  }

  step(minutes: number): void {
    this.pause();
    this.goTo((this.at ?? clock.read()) + minutes * minuteMs);
  }

  play(): void {
    if (this.at === null) return;
    this.isPlaying = true;
    this.#playedAt = performance.now();
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#playOn(), stepMs);
  }

  pause(): void {
    this.isPlaying = false;
    clearInterval(this.#timer);
  }

  close(): void {
    this.pause();
  }

  #playOn(): void {
    const now = performance.now();
    const passed = now - this.#playedAt;
    // While an answer is on its way time stands still: the picture is never ahead of its own clock.
    this.#playedAt = now;
    if (this.#isAsking || this.at === null) return;
    this.goTo(this.at + passed * this.speed);
  }

  /** One question at a time, and the newest wish after it: dragging asks for no more than can be answered. */
  async #load(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    while (this.at !== null && minuteOf(this.at) !== this.#asked) {
      this.#asked = minuteOf(this.at);
      try {
        const { view, isMissing } = await pastView(this.#cohort, this.#asked * minuteMs);
        if (this.at !== null) {
          this.view = view;
          this.isMissing = isMissing;
        }
        this.failure = null;
      } catch (error) {
        this.failure = failureOf(error);
        this.pause();
      }
    }
    if (this.at === null || this.failure !== null) this.#asked = null;
    this.#isAsking = false;
  }
}

function minuteOf(at: number): number {
  return Math.floor(at / minuteMs);
}
