import { type CohortView, advanceTo, liveMinutes } from '#engagement/screen/cohort-view.ts';
import { activeMinutes } from '#engagement/cohort.ts';
import { type Band, bands } from '#engagement/risk.ts';
import { clock } from '#web/lib/clock.svelte.ts';
import { type Order, inPlace, orderedBy } from '#web/lib/heatmap/order.ts';
import {
  type Delay,
  activeCount,
  delayFigures,
  eventsByMinute,
  eventsPerMinute,
} from '#web/lib/heatmap/pulse.ts';
import type { Unheard } from '#web/lib/heatmap/paint.ts';
import { type Stretch, cellsHeard, columnsDown } from '#web/lib/heatmap/time-axis.ts';
import type { Feed } from '#web/lib/feed.svelte.ts';
import { live } from '#web/lib/live.svelte.ts';
import { SourceNews } from '#web/lib/source-news.svelte.ts';
import { words } from '#web/lib/words.ts';
import { type Happening, happeningsBetween } from './happenings.ts';

/** A stretch of the map in which a source was down. */
export interface DownStretch extends Stretch {
  id: string;
  name: string;
  from: number;
  isOver: boolean;
}

export type BandFilter = Band | 'unknown';

const happeningsMax = 30;
const delaysMax = 2_000;
const delayWindowMs = 60_000;

/** All that the screen of one cohort knows beyond what the feed brings. */
export class CohortScreen {
  feed = $state.raw<Feed | null>(null);
  order = $state<Order>('risk');
  search = $state('');
  band = $state<BandFilter | null>(null);
  happenings = $state.raw<Happening[]>([]);
  openedAt = clock.read();
  #sources = new SourceNews();
  #places = $state.raw<string[]>([]);
  #delays = $state.raw<Delay[]>([]);
  #minute = $derived(Math.floor(clock.now / 60_000));

  /** As the feed has it, moved on to the running minute. */
  view = $derived.by((): CohortView | null => {
    const view = this.feed?.view;
    if (view?.of !== 'cohort') return null;
    // The clock of a cohort that has ended stands still.
    return view.cohort.endsAt === null ? advanceTo(view, this.#minute) : view;
  });
  /** Of sources that feed this cohort, oldest first. */
  down = $derived.by((): DownStretch[] => {
    const { view } = this;
    if (view === null) return [];
    return this.#sources.of([view.cohort.id]).flatMap(({ id, name, startedAt, endedAt }): DownStretch[] => {
      const [from, to] = [Date.parse(startedAt), endedAt === null ? null : Date.parse(endedAt)];
      const stretch = columnsDown({ from, to }, view.minute, liveMinutes);
      return stretch === null ? [] : [{ ...stretch, id, name, from, isOver: to !== null }];
    });
  });
  unheard = $derived.by((): Unheard => {
    const columns = this.down.flatMap(({ first, last }) =>
      Array.from({ length: last - first + 1 }, (_, index) => first + index),
    );
    const minute = this.view?.minute ?? this.#minute;
    return { from: cellsHeard(minute, liveMinutes, live.knownUntil), down: new Set(columns) };
  });

  rows = $derived(inPlace(this.view?.rows ?? [], this.#places));
  shown = $derived(
    this.rows.filter(({ name, band }) => {
      const isWanted = this.band === null || (band ?? 'unknown') === this.band;
      return isWanted && name.toLocaleLowerCase().includes(this.search.trim().toLocaleLowerCase());
    }),
  );
  /** The order was right when it was made; rows have changed since and stayed where they were. */
  isOrderOld = $derived.by(() => {
    const now = orderedBy(this.order, this.rows, words.language);
    return now.some((enrolment, place) => enrolment !== this.#places[place]);
  });

  counts = $derived.by((): Record<BandFilter, number> => {
    const counts = { low: 0, medium: 0, high: 0, critical: 0, unknown: 0 };
    for (const { band } of this.rows) counts[band ?? 'unknown'] += 1;
    return counts;
  });
  openCases = $derived(this.rows.filter((row) => row.case && row.case.status !== 'closed').length);
  active = $derived(activeCount(this.rows, activeMinutes));
  byMinute = $derived(eventsByMinute(this.rows, liveMinutes));
  perMinute = $derived(eventsPerMinute(this.byMinute));
  delay = $derived(delayFigures(this.#delays, clock.now, delayWindowMs));

  /** Follows the cohort until the returned function is called. */
  follow(cohort: string): () => void {
    const { feed, leave } = live.follow(`cohort/${cohort}`, (after, before, change) => {
      if (after.of !== 'cohort') return;
      const now = clock.read();
      if (before?.of === 'cohort') this.#note(happeningsBetween(before.rows, after.rows, now));
      if (before === null) this.sort(this.order, after);
      if (change?.of === 'cohort') this.#measure(change.rows);
    });
    this.feed = feed;
    if (feed.view?.of === 'cohort') this.sort(this.order, feed.view);
    const leaveSources = this.#sources.follow();
    return () => {
      leaveSources();
      leave();
      live.latencyMs = null;
    };
  }

  sort(order: Order, view: CohortView | null = this.view): void {
    this.order = order;
    this.#places = orderedBy(order, view?.rows ?? [], words.language);
  }

  #note(happenings: Happening[]): void {
    if (happenings.length > 0) {
      this.happenings = [...happenings, ...this.happenings].slice(0, happeningsMax);
    }
  }

  /** From accepted by the server to drawn: the next frame is the one that shows it. */
  #measure(changed: { acceptedAt: number | null }[]): void {
    requestAnimationFrame(() => {
      const at = clock.read();
      const delays = changed.flatMap(({ acceptedAt }) =>
        acceptedAt === null ? [] : [{ at, ms: Math.max(0, at - acceptedAt) }],
      );
      if (delays.length === 0) return;
      this.#delays = [...this.#delays, ...delays].slice(-delaysMax);
      live.latencyMs = delayFigures(this.#delays, at, delayWindowMs)?.p50 ?? null;
    });
  }
}

export const bandFilters: BandFilter[] = [...bands.toReversed(), 'unknown'];
