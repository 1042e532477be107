import { untrack } from 'svelte';
import { activeMinutes, endOf } from '#engagement/cohort.ts';
import { dayOf } from '#engagement/day.ts';
import { type CohortView, type LiveRow, advanceTo, liveMinutes } from '#engagement/screen/cohort-view.ts';
import { usualScoring } from '#engagement/scoring.ts';
import { clock } from '#web/lib/clock.svelte.ts';
import { type Stretch, columnsDown, columnsIn, columnsOf, unheardFrom } from '#web/lib/heatmap/columns.ts';
import { type DaysOff, daysOffIn } from '#web/lib/heatmap/days-off.ts';
import { linesOf } from '#web/lib/heatmap/groups.ts';
import type { Known, Measure } from '#web/lib/heatmap/measures.ts';
import { type Order, inPlace, isInOrder, orderedBy } from '#web/lib/heatmap/order.ts';
import {
  type Delay,
  activeCount,
  delayFigures,
  eventsByMinute,
  eventsPerMinute,
} from '#web/lib/heatmap/pulse.ts';
import { riskSpread } from '#web/lib/heatmap/spread.ts';
import { shownColumns } from '#web/lib/heatmap/zoom.ts';
import type { Feed } from '#web/lib/feed.svelte.ts';
import { live } from '#web/lib/live.svelte.ts';
import { SourceNews } from '#web/lib/source-news.svelte.ts';
import { words } from '#web/lib/words.ts';
import { type Happening, happeningsBetween } from './happenings.ts';
import { keepSelection, keptSelection } from './kept-selection.ts';
import { Marks } from './marks.svelte.ts';
import { Past } from './past.svelte.ts';
import { Roster } from './roster.svelte.ts';
import { isNarrowed, isWanted } from './row-filter.ts';
import { type Asked, type BandFilter, type Selection, learnersMax, usual } from './screen-address.ts';

/** A stretch of the map in which a source was down. */
export interface DownStretch extends Stretch {
  id: string;
  name: string;
  from: number;
  isOver: boolean;
}

const happeningsMax = 100;
const delaysMax = 2_000;
const delayWindowMs = 60_000;
/** A slow beat: rows that move while one reads are worse than rows that stand a minute too long. */
const resortEveryMs = 60_000;

/** All that the screen of one cohort knows beyond what the feed brings. */
export class CohortScreen {
  readonly cohort: string;
  readonly past: Past;
  readonly marks: Marks;
  readonly roster: Roster;
  feed = $state.raw<Feed | null>(null);
  asked = $state.raw<Asked>(usual);
  happenings = $state.raw<Happening[]>([]);
  openedAt = clock.read();
  /** Groups of which only the head is shown. */
  folded = $state.raw<ReadonlySet<string>>(new Set());
  /** Whether rows are ordered anew each minute. */
  isBeating = $state(false);
  /** Somebody points at the map or moves in it: its rows stay. */
  isHeld = $state(false);
  frozen = $state.raw<{ view: CohortView; at: number } | null>(null);
  changesSincePause = $state(0);
  /** The selection that a link named is not to be had. */
  isKeptLost = $state(false);
  #sources = new SourceNews();
  #places = $state.raw<string[]>([]);
  #delays = $state.raw<Delay[]>([]);
  #minute = $derived(Math.floor(clock.now / 60_000));

  /** As the feed has it, moved on to the running minute. */
  now = $derived.by((): CohortView | null => {
    const view = this.feed?.view;
    if (view?.of !== 'cohort') return null;
    // The clock of a cohort that has ended stands still.
    return view.cohort.endsAt === null ? advanceTo(view, this.#minute) : view;
  });
  /** What is shown: a moment of the past, the picture that was held, or now. */
  view = $derived.by((): CohortView | null => {
    if (this.past.at !== null) return this.past.view;
    return this.frozen?.view ?? this.now;
  });
  /** The moment that is shown where it is not now: from there "5 days ago" is counted. */
  shownAt = $derived.by((): number | null => {
    if (this.past.at !== null) return this.past.at;
    if (this.frozen !== null) return this.frozen.at;
    return this.view === null ? null : endOf(this.view.cohort);
  });
  /** Whose screen it is; null until the first picture is there. While a moment of the past is loaded, what it is now. */
  about = $derived((this.view ?? this.now)?.cohort ?? null);
  endsAt = $derived(this.about === null ? null : endOf(this.about));
  timeZone = $derived(this.view?.cohort.timeZone ?? 'UTC');

  // Numbers and words, which stay the same while views come and go: all that is drawn by the columns is drawn anew with them.
  #shownMinute = $derived(this.view?.minute ?? this.#minute);
  #range = $derived(this.asked.range);
  columns = $derived(columnsOf(this.#range, this.#shownMinute, this.timeZone));
  #zoom = $derived(this.asked.zoom);
  shownColumns = $derived(shownColumns(this.#zoom, this.columns.count));

  /** The stretch of time that the columns shown stand for. */
  shownSpan = $derived({
    from: this.columns.starts[this.shownColumns.first] ?? 0,
    to: this.columns.starts[this.shownColumns.last + 1] ?? 0,
  });
  /** What stands at the right end of the axis. */
  endName = $derived.by((): string => {
    const { columns, shownColumns: shown } = this;
    const isLast = shown.last === columns.count - 1;
    if (isLast && this.shownAt === null) return words.heat.now;
    if (isLast && this.past.at === null && this.frozen === null) return words.heat.end;
    return words.screen.tick(columns.starts[shown.last + 1] ?? 0, columns.unit, this.timeZone);
  });

  /** Of sources that feed this cohort, oldest first. */
  down = $derived.by((): DownStretch[] => {
    const { columns } = this;
    return this.#outagesOf(this.asked.measure).flatMap(({ id, name, from, to }): DownStretch[] => {
      const stretch = columnsDown(columns, { from, to });
      return stretch === null ? [] : [{ ...stretch, id, name, from, isOver: to !== null }];
    });
  });
  known = $derived.by((): Known => {
    const { columns } = this;
    const isNow = this.past.at === null && this.frozen === null;
    return {
      unheardFrom: unheardFrom(columns, isNow ? live.knownUntil : null),
      down: new Set(this.down.flatMap(columnsIn)),
      holidays: this.#holidays,
      enrolledAt: this.roster.enrolledAt,
    };
  });
  /** Days on which nothing was expected of anybody, as far as the map goes back. */
  daysOff = $derived.by((): DaysOff[] => {
    const { holidays = [], restDays = [] } = this.marks.value ?? {};
    return daysOffIn(this.columns, { holidays, restDays }, this.timeZone);
  });
  #holidays = $derived(new Set(this.daysOff.flatMap(columnsIn)));

  rows = $derived(inPlace<LiveRow>(this.view?.rows ?? [], this.#places));
  shown = $derived(this.rows.filter((row) => isWanted(row, this.asked)));
  #isNarrowed = $derived(isNarrowed(this.asked));
  #listed = $derived(new Set(this.shown.map(({ enrolment }) => enrolment)));
  #lastDay = $derived(dayOf(this.#shownMinute * 60_000, this.timeZone));
  lines = $derived.by(() => {
    const by = { courses: this.roster.courses, today: this.#lastDay };
    return linesOf(this.shown, this.asked.group, this.folded, by);
  });
  /** As they were at the last second: figures of all of them are for eyes, which read no faster. */
  #settled = $derived.by(() => {
    void [clock.now, this.past.view, this.frozen, this.#places, this.view === null];
    return untrack(() => this.rows);
  });
  /** The order was right when it was made; rows have changed since and stayed where they were. */
  isOrderOld = $derived(!isInOrder(this.asked.order, this.#settled, words.language));
  /** Each row's place, so that a change of places can be shown as a move. */
  places = $derived(this.#places);

  counts = $derived.by((): Record<BandFilter, number> => {
    const counts = { low: 0, medium: 0, high: 0, critical: 0, unknown: 0 };
    for (const { band } of this.#settled) counts[band ?? 'unknown'] += 1;
    return counts;
  });
  floors = $derived.by(() => this.marks.value?.floors ?? usualScoring.risk);
  openCases = $derived(this.#settled.filter((row) => row.case && row.case.status !== 'closed').length);
  active = $derived(activeCount(this.#settled, activeMinutes));
  byMinute = $derived(eventsByMinute(this.#settled, liveMinutes));
  perMinute = $derived(eventsPerMinute(this.byMinute));
  spread = $derived(riskSpread(this.#settled));
  delay = $derived(delayFigures(this.#delays, clock.now, delayWindowMs));

  constructor(cohort: string, asked: Asked) {
    this.cohort = cohort;
    this.asked = asked;
    this.past = new Past(cohort);
    this.marks = new Marks(cohort);
    this.roster = new Roster(cohort);
  }

  /** Follows the cohort until the returned function is called. */
  follow(): () => void {
    const { feed, leave } = live.follow(`cohort/${this.cohort}`, (after, before, change) => {
      if (after.of !== 'cohort') return;
      const now = clock.read();
      if (before?.of === 'cohort') this.#note(happeningsBetween(before.rows, after.rows, now));
      if (before === null && this.#places.length === 0) this.sort(this.asked.order, after);
      if (change?.of !== 'cohort') return;
      if (this.frozen !== null) this.changesSincePause += change.rows.length;
      this.#measure(change.rows);
    });
    this.feed = feed;
    if (feed.view?.of === 'cohort') this.sort(this.asked.order, feed.view);
    const leaveSources = this.#sources.follow();
    const leaveRoster = this.roster.follow();
    const alerts = live.follow('alerts', (_, before) => {
      if (before !== null) this.marks.again();
    });
    const beat = setInterval(() => this.#resort(), resortEveryMs);
    return () => {
      clearInterval(beat);
      alerts.leave();
      leaveSources();
      leaveRoster();
      leave();
      this.past.close();
      live.latencyMs = null;
    };
  }

  /** Whether a learner is among those shown: marks of others are none of this map's. */
  isListed(enrolment: string): boolean {
    return !this.#isNarrowed || this.#listed.has(enrolment);
  }

  ask(change: Partial<Asked>): void {
    this.asked = { ...this.asked, ...change };
  }

  sort(order: Order, view: CohortView | null = this.view): void {
    if (order !== this.asked.order) this.ask({ order });
    this.#places = orderedBy(order, view?.rows ?? [], words.language);
  }

  select(selection: Selection | null): void {
    this.ask({ selection, kept: null });
  }

  /** Those selected, by who they are rather than by their enrolments. */
  learnersOf({ learners }: Selection): string[] {
    const chosen = new Set(learners);
    return this.rows.filter(({ enrolment }) => chosen.has(enrolment)).map(({ learner }) => learner);
  }

  /** Has the server keep a selection that no address could hold, so that a link to it can be shared. */
  async keep(): Promise<void> {
    const { selection, kept } = this.asked;
    if (selection === null || kept !== null || selection.learners.length <= learnersMax) return;
    this.ask({ kept: await keepSelection(this.cohort, selection, this.shownSpan) });
  }

  /** Selects what a link names that the server keeps. */
  async openKept(): Promise<void> {
    const { kept } = this.asked;
    if (kept === null) return;
    try {
      this.ask({ selection: await keptSelection(this.cohort, kept) });
    } catch {
      this.isKeptLost = true;
      this.ask({ kept: null });
    }
  }

  fold(group: string): void {
    const folded = new Set(this.folded);
    if (!folded.delete(group)) folded.add(group);
    this.folded = folded;
  }

  /** The picture stands still until it is asked to go on; what happens meanwhile is counted. */
  pause(): void {
    if (this.frozen === null && this.now !== null && this.past.at === null) {
      this.frozen = { view: this.now, at: clock.read() };
      this.changesSincePause = 0;
    } else this.frozen = null;
  }

  /** Rows move by themselves only where nobody would lose what they look at. */
  #resort(): void {
    const isStill = this.isHeld || this.frozen !== null || this.asked.selection !== null;
    if (this.isBeating && !isStill && document.visibilityState === 'visible') this.sort(this.asked.order);
  }

  #outagesOf(measure: Measure): { id: string; name: string; from: number; to: number | null }[] {
    const part = measure === 'attendance' || measure === 'sentiment' ? measure : null;
    // A feed is quicker than a question; an outage that both tell of is told once.
    const told = this.#sources.of([this.cohort]).map(({ source, name, startedAt, endedAt, cohorts }) => ({
      source,
      name,
      from: startedAt,
      to: endedAt,
      parts: cohorts.find(({ id }) => id === this.cohort)?.parts ?? [],
    }));
    const heard = new Set(told.map(({ source, from }) => `${source} ${Date.parse(from)}`));
    const older = (this.marks.value?.outages ?? []).filter(
      ({ source, from }) => !heard.has(`${source} ${Date.parse(from)}`),
    );
    return [...older, ...told]
      .filter(({ parts }) => part === null || parts.includes(part))
      .map(({ source, name, from, to }) => ({
        id: `${source} ${from}`,
        name,
        from: Date.parse(from),
        to: to === null ? null : Date.parse(to),
      }))
      .toSorted((one, other) => one.from - other.from);
  }

  #note(happenings: Happening[]): void {
    if (happenings.length === 0) return;
    this.happenings = [...happenings, ...this.happenings].slice(0, happeningsMax);
    if (happenings.some(({ what }) => what === 'case_claimed')) this.marks.again();
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
