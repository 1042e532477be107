import { SvelteSet } from 'svelte/reactivity';
import { type Alert, type AlertCounts, type DismissReason, isOpen } from '#engagement/alert.ts';
import type { InterventionKind } from '#engagement/intervention.ts';
import { type Change, type View, liveAlertsMax } from '#engagement/live.ts';
import { type Failure, failureOf, get, post } from '#web/lib/api.ts';
import type { Feed } from '#web/lib/feed.svelte.ts';
import { live } from '#web/lib/live.svelte.ts';
import { words } from '#web/lib/words.ts';
import { type InboxFilter, filterOf, linesOf, rangeOf, statusesOf } from './inbox-filter.ts';

/** What is done to one alert or many. */
export type Answer =
  | { move: 'acknowledge' | 'reopen' }
  | { move: 'resolve'; notes?: string; intervention?: NewIntervention; interventionId?: string }
  | { move: 'dismiss'; notes?: string; reason: DismissReason };

interface NewIntervention {
  kind: InterventionKind;
  action: string;
}
interface Part {
  items: Alert[];
  next: string | null;
}
interface Outcome {
  id: string;
  outcome: 'done' | 'not_possible' | 'not_found';
  alert: Alert | null;
}

/** A page of the API. */
const pageSize = 200;
/** Counts are asked for once after a burst of changes. */
const countSoonMs = 400;
/** Scores move without any news of an alert. */
const scoresEveryMs = 60_000;

/** The alerts of the tenant, what of them is looked at, and what one does with them. */
export class AlertInbox {
  feed = $state.raw<Feed | null>(null);
  filter = $state.raw<InboxFilter>(filterOf(new URLSearchParams()));
  counts = $state.raw<AlertCounts | null>(null);
  /** The line under the keyboard. */
  cursor = $state<string | null>(null);
  opened = $state<string | null>(null);
  chosen = new SvelteSet<string>();
  /** Came in while one looked. */
  fresh = new SvelteSet<string>();
  isBusy = $state(false);
  /** What could not be done, and why. */
  said = $state<string | null>(null);
  failure = $state.raw<Failure | null>(null);
  /** Where older ones go on; null when there are none, undefined before anybody asked. */
  next = $state<string | null | undefined>(undefined);
  #read = $state.raw<ReadonlyMap<string, Alert>>(new Map());
  #anchor: string | null = null;
  #counting: ReturnType<typeof setTimeout> | undefined;

  constructor(filter: InboxFilter) {
    this.filter = filter;
  }

  /** What was read over HTTP, and over it what the socket says: that is newer. */
  alerts = $derived.by((): Alert[] | null => {
    const shown = this.feed?.view?.of === 'alerts' ? this.feed.view.alerts : null;
    if (shown === null && this.next === undefined) return null;
    const all = new Map(this.#read);
    for (const alert of shown ?? []) all.set(alert.id, alert);
    return [...all.values()];
  });
  lines = $derived(linesOf(this.alerts ?? [], this.filter));
  picked = $derived(this.lines.filter(({ id }) => this.chosen.has(id)));
  /** More than the socket shows, or answered ones: those are read page by page. */
  hasMore = $derived.by(() => {
    if (this.next === null) return false;
    const isAllLive = this.filter.status === 'open' && (this.alerts?.length ?? 0) < liveAlertsMax;
    return this.next !== undefined || !isAllLive;
  });

  /** Follows the alerts until the returned function is called. */
  follow(): () => void {
    const { feed, leave } = live.follow('alerts', (view, before, change) =>
      this.#heard(view, before, change),
    );
    this.feed = feed;
    void this.count();
    if (!feed.view) void this.load();
    const scores = setInterval(() => void this.#readScores(), scoresEveryMs);
    return () => {
      clearInterval(scores);
      clearTimeout(this.#counting);
      leave();
    };
  }

  /** Looks at something else; what is answered is read from the server. */
  look(change: Partial<InboxFilter>): void {
    const status = this.filter.status;
    this.filter = { ...this.filter, ...change };
    this.chosen.clear();
    if (this.filter.status === status) return;
    this.next = undefined;
    void this.load();
  }

  /** Reads the newest of what is looked at, and on from there when asked again. */
  async load(): Promise<void> {
    const { status } = this.filter;
    const after = typeof this.next === 'string' ? `&cursor=${encodeURIComponent(this.next)}` : '';
    const path = `/v1/alerts?status=${statusesOf(status).join(',')}&limit=${pageSize}${after}`;
    try {
      const { items, next } = await get<Part>(path);
      if (this.filter.status !== status) return;
      this.#keep(items);
      this.next = next;
      this.failure = null;
    } catch (error) {
      this.failure = failureOf(error);
    }
  }

  async count(): Promise<void> {
    // Figures that cannot be had are left out; what matters fails loudly elsewhere.
    this.counts = await get<AlertCounts>('/v1/alerts/summary').catch(() => this.counts);
  }

  /** Where the next key leads: `by` lines from the cursor. */
  step(by: number): string | null {
    const place = this.lines.findIndex(({ id }) => id === this.cursor);
    const to = place < 0 ? 0 : Math.max(0, Math.min(this.lines.length - 1, place + by));
    this.cursor = this.lines[to]?.id ?? null;
    if (this.opened !== null && this.cursor !== null) this.opened = this.cursor;
    return this.cursor;
  }

  toggle(id: string): void {
    this.#anchor = id;
    if (!this.chosen.delete(id)) this.chosen.add(id);
  }

  /** Chooses all from where the last choice was made. */
  choose(id: string): void {
    for (const one of rangeOf(this.lines, this.#anchor ?? this.cursor, id)) this.chosen.add(one);
    this.#anchor ??= id;
  }

  chooseAll(isWanted: boolean): void {
    this.chosen.clear();
    this.#anchor = null;
    if (isWanted) for (const { id } of this.lines) this.chosen.add(id);
  }

  /** Those that are chosen, or else the one under the keyboard or on the side. */
  targets(): Alert[] {
    if (this.picked.length > 0) return this.picked;
    const id = this.opened ?? this.cursor;
    return this.alerts?.filter((alert) => alert.id === id) ?? [];
  }

  /** Does it, and says what could not be done. True when all of it was. */
  async answer(to: Alert[], how: Answer): Promise<boolean> {
    const place = this.lines.findIndex(({ id }) => id === this.cursor);
    this.isBusy = true;
    this.said = null;
    try {
      const [only] = to;
      if (to.length === 1 && only) this.#take([await post<Alert>(...requestOf(only, how))]);
      else await this.#answerAll(to, how);
    } catch (error) {
      const { code, message } = failureOf(error);
      this.said = words.failure.why(code, message);
    } finally {
      this.isBusy = false;
    }
    for (const { id } of to) this.chosen.delete(id);
    this.#holdCursor(place);
    this.#countSoon();
    return this.said === null;
  }

  async #answerAll(to: Alert[], how: Answer): Promise<void> {
    const body = { ids: to.map(({ id }) => id), ...how };
    const { results } = await post<{ results: Outcome[] }>('/v1/alerts/bulk', body);
    this.#take(results.flatMap(({ alert }) => alert ?? []));
    const left = results.filter(({ outcome }) => outcome !== 'done').length;
    if (left > 0) this.said = words.alerts.bulkLeft(results.length - left, left);
  }

  async #readScores(): Promise<void> {
    if (document.visibilityState !== 'visible') return;
    const path = `/v1/alerts?status=${statusesOf('open').join(',')}&limit=${pageSize}`;
    // The scores stay as they were when they cannot be had; the frame says that the server is away.
    const part = await get<Part>(path).catch(() => null);
    if (part) this.feed?.apply({ of: 'alerts', alerts: part.items });
  }

  #heard(view: View, before: View | null, change: Change | null): void {
    if (view.of !== 'alerts') return;
    if (change === null && view.alerts.length < liveAlertsMax) {
      // All that is open is in the view: what we took for open and is not there was answered meanwhile.
      this.#read = new Map([...this.#read].filter(([, alert]) => !isOpen(alert)));
    }
    if (change?.of === 'alerts') {
      const known = new Set(before?.of === 'alerts' ? before.alerts.map(({ id }) => id) : []);
      for (const { id, status } of change.alerts) {
        if (status === 'active' && !known.has(id)) this.fresh.add(id);
      }
      this.#keep(change.alerts.filter((alert) => !isOpen(alert) || this.#read.has(alert.id)));
    }
    this.#countSoon();
  }

  /** An answer over HTTP is shown before the socket tells of it. */
  #take(alerts: Alert[]): void {
    this.feed?.apply({ of: 'alerts', alerts });
    this.#keep(alerts);
  }

  #keep(alerts: Alert[]): void {
    if (alerts.length > 0)
      this.#read = new Map([...this.#read, ...alerts.map((one) => [one.id, one] as const)]);
  }

  /** The line that was answered may be gone: the next one takes its place. */
  #holdCursor(place: number): void {
    if (place < 0 || this.lines.some(({ id }) => id === this.cursor)) return;
    this.cursor = this.lines[Math.min(place, this.lines.length - 1)]?.id ?? null;
  }

  #countSoon(): void {
    clearTimeout(this.#counting);
    this.#counting = setTimeout(() => void this.count(), countSoonMs);
  }
}

function requestOf({ id }: Alert, { move, ...body }: Answer): [path: string, body: object] {
  return [`/v1/alerts/${encodeURIComponent(id)}/${move}`, body];
}
