import { windowOf } from '#web/lib/heatmap/geometry.ts';
import { isPhone } from '#web/lib/screen.ts';
import type { CohortScreen } from './cohort-screen.svelte.ts';
import { tileLines } from './heat-tile.ts';
import type { RowSize } from './screen-address.ts';

const wide: Record<RowSize, { rowHeight: number; cellTop: number; cellHeight: number }> = {
  small: { rowHeight: 18, cellTop: 2, cellHeight: 14 },
  usual: { rowHeight: 24, cellTop: 3, cellHeight: 18 },
  large: { rowHeight: 36, cellTop: 4, cellHeight: 28 },
};
/** On a phone the strip lies under the name, over the whole width. */
const narrow = { rowHeight: 60, cellTop: 34, cellHeight: 18 };

/** Few at a time, so that no frame of a scroll has all the work; a screenful is to spare for whoever is quicker than the page. */
const rowSteps = { step: 4, spare: 16 };
const tileSteps = { step: tileLines, spare: tileLines };

/** Where the map is on the screen, and which of its lines are there. */
export class GridWindow {
  readonly screen: CohortScreen;
  /** All lines, as high as they are; and the cells of all of them. */
  body = $state.raw<HTMLElement | null>(null);
  heat = $state.raw<HTMLElement | null>(null);
  /** Upper edge of the lines in the window; it moves as the page is scrolled. */
  top = $state(0);
  #viewHeight = $state(innerHeight);

  sizes = $derived.by(() => (isPhone.current ? narrow : wide[this.#size]));
  rows = $derived.by(() => ({ from: this.#rowsFrom, to: this.#rowsTo }));
  tiles = $derived.by(() => ({ from: this.#tilesFrom, to: this.#tilesTo }));
  visible = $derived.by(() => this.screen.lines.slice(this.#rowsFrom, this.#rowsTo));
  /** How many columns are shown. */
  span = $derived.by(() => this.screen.shownColumns.last - this.screen.shownColumns.first + 1);

  #size = $derived.by(() => this.screen.asked.size);
  #seenRows = $derived.by(() => this.#seen(rowSteps));
  #seenTiles = $derived.by(() => this.#seen(tileSteps));
  // Both ends apart, so that a scroll which moves neither changes nothing that is drawn.
  #rowsFrom = $derived(this.#seenRows.from);
  #rowsTo = $derived(this.#seenRows.to);
  #tilesFrom = $derived(this.#seenTiles.from);
  #tilesTo = $derived(this.#seenTiles.to);

  constructor(screen: CohortScreen) {
    this.screen = screen;
  }

  /** Follows the page as it is scrolled until the returned function is called. */
  follow(): () => void {
    const look = (): void => this.look();
    look();
    addEventListener('scroll', look, { passive: true });
    addEventListener('resize', look);
    return () => {
      removeEventListener('scroll', look);
      removeEventListener('resize', look);
    };
  }

  look(): void {
    this.top = this.body?.getBoundingClientRect().top ?? 0;
    this.#viewHeight = innerHeight;
  }

  /** Scrolls until a line is among those that are there. */
  reveal(line: number): void {
    if (line >= this.#rowsFrom && line < this.#rowsTo) return;
    scrollBy(0, this.top + line * this.sizes.rowHeight - innerHeight / 2);
    this.look();
  }

  #seen(steps: { step: number; spare: number }): { from: number; to: number } {
    const { rowHeight: lineHeight } = this.sizes;
    const place = { lineHeight, scrolledPast: Math.max(0, -this.top), viewHeight: this.#viewHeight };
    return windowOf(this.screen.lines.length, place, steps);
  }
}
