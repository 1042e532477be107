import { tick } from 'svelte';
import { goto } from '$app/navigation';
import { keyOf } from '#web/lib/heatmap/groups.ts';
import { type Place, moved, nameColumn } from './grid-moves.ts';
import type { GridPointer } from './grid-pointer.svelte.ts';
import type { GridWindow } from './grid-window.svelte.ts';
import { type Corner, selectionBetween } from './region.ts';

/** Where the keyboard is on the map, and where its keys lead. */
export class GridKeys {
  readonly #window: GridWindow;
  readonly #pointer: GridPointer;
  /** `key` names a line, so that it stays with its learner. Columns count among those shown. */
  #cursor = $state.raw<{ key: string; column: number } | null>(null);
  /** Where a region began that is being marked. */
  #anchor: Corner | null = null;

  // Tab always finds a way in: when its line has left the screen, the keyboard begins with the first one there.
  key = $derived.by(() => {
    const { visible } = this.#window;
    const line = visible.find((one) => keyOf(one) === this.#cursor?.key) ?? visible[0];
    return line && keyOf(line);
  });
  column = $derived.by(() => Math.min(this.#window.span - 1, this.#cursor?.column ?? nameColumn));

  constructor(window: GridWindow, pointer: GridPointer) {
    this.#window = window;
    this.#pointer = pointer;
  }

  /** The name of a line, or the head of a group, has got the focus. */
  focused(key: string): void {
    this.#cursor = { key, column: nameColumn };
  }

  async press(event: KeyboardEvent): Promise<void> {
    if (event.altKey || event.metaKey) return;
    const { screen, span } = this.#window;
    const { lines } = screen;
    const index = this.#line();
    const line = lines[index];
    if (event.key === 'Escape') this.#pointer.pointed = null;
    if (event.key === 'Enter' && line?.kind === 'row' && this.column !== nameColumn) {
      await goto(`/learners/${line.row.learner}`);
      return;
    }
    const place = moved({ row: index, column: this.column }, event, lines.length, span);
    if (!place) return;
    event.preventDefault();
    if (event.shiftKey) this.#mark(index, place);
    else this.#anchor = null;
    await this.#moveTo(place);
  }

  /** To the next learner, or the one before, from wherever the keyboard is. */
  async step(by: 1 | -1): Promise<void> {
    const isInside = this.#window.body?.contains(document.activeElement) ?? false;
    const index = this.#line();
    const last = this.#window.screen.lines.length - 1;
    const row = isInside ? Math.max(0, Math.min(last, index + by)) : Math.max(0, index);
    await this.#moveTo({ row, column: this.column });
  }

  #line(): number {
    return this.#window.screen.lines.findIndex((line) => keyOf(line) === this.key);
  }

  #mark(index: number, place: Place): void {
    const { screen } = this.#window;
    const { first } = screen.shownColumns;
    const anchor = (this.#anchor ??= {
      line: index,
      column: this.column === nameColumn ? null : first + this.column,
    });
    // Up and down alone choose learners; a stretch of time comes with the first step aside.
    const isAside = anchor.column !== null && place.column !== anchor.column - first;
    const column = isAside && place.column !== nameColumn ? first + place.column : null;
    screen.select(selectionBetween(anchor, { line: place.row, column }, screen.lines, screen.columns));
  }

  async #moveTo(place: Place): Promise<void> {
    const line = this.#window.screen.lines[place.row];
    if (!line) return;
    this.#window.reveal(place.row);
    this.#cursor = { key: keyOf(line), column: place.column };
    this.#pointer.pointed = place.column === nameColumn ? null : this.#cursor;
    await tick();
    const cell = this.#window.body?.querySelector<HTMLElement>('[data-cursor]');
    cell?.focus({ preventScroll: true });
    cell?.scrollIntoView({ block: 'nearest' });
  }
}
