import type { Case } from '#engagement/case.ts';
import { type Failure, failureOf, get, post } from './api.ts';
import type { Feed } from './feed.svelte.ts';
import { live } from './live.svelte.ts';
import { byUrgency } from './urgency.ts';
import { words } from './words.ts';

/** The cases of the tenant and what one does with them; says kindly when somebody else was quicker. */
export class CaseDesk {
  feed = $state.raw<Feed | null>(null);
  busy = $state<string | null>(null);
  /** What to say beside a case, by its id. */
  said = $state<Record<string, string>>({});
  failure = $state.raw<Failure | null>(null);
  #read = $state.raw<Case[] | null>(null);

  /** Where each case stood when it was first seen: nothing may move away under a finger about to claim it. */
  #places = $state.raw<string[]>([]);

  /** The socket's view once it speaks; until then, and where it cannot, what was read over HTTP. */
  cases = $derived.by((): Case[] | null => {
    const cases = this.feed?.view?.of === 'cases' ? this.feed.view.cases : this.#read;
    const places = new Map(this.#places.map((id, place) => [id, place]));
    return cases?.toSorted((a, b) => (places.get(a.id) ?? -1) - (places.get(b.id) ?? -1)) ?? null;
  });

  /** Follows the cases until the returned function is called. */
  follow(): () => void {
    const { feed, leave } = live.follow('cases', (view) => {
      if (view.of === 'cases') this.#place(view.cases);
    });
    this.feed = feed;
    if (feed.view?.of === 'cases') this.#place(feed.view.cases);
    else void this.load();
    return leave;
  }

  async load(): Promise<void> {
    try {
      const { items } = await get<{ items: Case[] }>('/v1/cases?limit=100');
      this.#show(items);
      this.failure = null;
    } catch (error) {
      this.failure = failureOf(error);
    }
  }

  claim(one: Case): Promise<void> {
    return this.#act(one, 'claim', {});
  }

  release(one: Case): Promise<void> {
    return this.#act(one, 'release', {});
  }

  close(one: Case, notes: string): Promise<void> {
    return this.#act(one, 'close', notes.trim() === '' ? {} : { notes: notes.trim() });
  }

  async #act(one: Case, step: 'claim' | 'release' | 'close', body: { notes?: string }): Promise<void> {
    this.busy = one.id;
    delete this.said[one.id];
    try {
      this.#show([await post<Case>(`/v1/cases/${one.id}/${step}`, body)]);
    } catch (error) {
      const { code, message } = failureOf(error);
      const wasLost = code === 'already_claimed';
      // By whom is worth the question: the live announcement may still be on its way.
      if (wasLost) await this.load();
      const holder = this.cases?.find(({ id }) => id === one.id)?.claimedBy?.name;
      this.said[one.id] =
        wasLost && holder !== undefined ? words.cases.lostRace(holder) : words.failure.why(code, message);
    } finally {
      this.busy = null;
    }
  }

  #show(changed: Case[]): void {
    this.feed?.apply({ of: 'cases', cases: changed });
    const ids = new Set(changed.map(({ id }) => id));
    const others = (this.#read ?? []).filter(({ id }) => !ids.has(id));
    this.#read = [...others, ...changed].filter(({ status }) => status !== 'closed');
    this.#place(this.#read);
  }

  /** Most urgent first; whoever comes later comes on top, and the others stay in their order. */
  #place(cases: Case[]): void {
    const known = new Set(this.#places);
    const fresh = cases.toSorted(byUrgency).flatMap(({ id }) => (known.has(id) ? [] : [id]));
    if (fresh.length > 0) this.#places = [...fresh, ...this.#places];
  }
}
