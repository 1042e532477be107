import { goto } from '$app/navigation';
import type { CohortScreen } from './cohort-screen.svelte.ts';
import { askedOf, queryOf } from './screen-address.ts';

const minuteMs = 60_000;
/** What makes another place to come back to. */
const steps = ['range', 'measure', 'group', 'sort', 'band', 'level', 'flag', 'case'];

/** A link to this page leads to what its sender saw: the address says all that is asked of the screen, and is asked when it changes. */
export class ScreenLink {
  readonly #screen: CohortScreen;
  /** What the address says by now. */
  #written = location.search;

  #search = $derived.by((): string => {
    const { past, asked } = this.#screen;
    const at = past.at === null ? null : Math.floor(past.at / minuteMs) * minuteMs;
    const query = queryOf({ ...asked, at }).toString();
    return query === '' ? '' : `?${query}`;
  });
  path = $derived.by(() => `/cohorts/${this.#screen.cohort}${this.#search}`);

  constructor(screen: CohortScreen) {
    this.#screen = screen;
  }

  /** What one types or drags is one step back, not many; what plays is none until it stands still. */
  write(): void {
    if (this.#screen.past.isPlaying || this.#search === this.#written) return;
    const isStep = stepOf(this.#written) !== stepOf(this.#search);
    this.#written = this.#search;
    void goto(this.path, { replace: !isStep, shallow: true });
  }

  /** Somebody went back: the screen shows what the address says. */
  read(): void {
    const screen = this.#screen;
    if (location.pathname !== `/cohorts/${screen.cohort}` || location.search === this.#written) return;
    this.#written = location.search;
    const asked = askedOf(new URLSearchParams(this.#written));
    const isReordered = asked.order !== screen.asked.order;
    screen.asked = asked;
    if (isReordered) screen.sort(asked.order);
    screen.past.goTo(asked.at);
  }
}

function stepOf(search: string): string {
  const query = new URLSearchParams(search);
  return steps.map((name) => query.get(name) ?? '').join(' ');
}
