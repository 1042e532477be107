import { goto } from '$app/navigation';
import { cellAt } from '#web/lib/heatmap/geometry.ts';
import { type Line, keyOf } from '#web/lib/heatmap/groups.ts';
import { zoomedBy } from '#web/lib/heatmap/zoom.ts';
import type { GridWindow } from './grid-window.svelte.ts';
import { Pinch } from './pinch.ts';
import { type Corner, selectionBetween, toggled } from './region.ts';

/** A hand that clicks trembles by less. */
const dragMinPx = 5;
const wheelPerFactor = 240;

/** What a pointer does on the map: it looks at a cell, opens a learner, draws a region, zooms. */
export class GridPointer {
  readonly #window: GridWindow;
  readonly #pinch: Pinch;
  /** The cell that a tip is shown for, whether the pointer or the keyboard is on it. Columns count among those shown. */
  pointed = $state.raw<{ key: string; column: number } | null>(null);
  isDragging = $state(false);
  /** Where a region began that is being marked. */
  #anchor: (Corner & { x: number; y: number }) | null = null;

  constructor(window: GridWindow) {
    this.#window = window;
    this.#pinch = new Pinch(window);
  }

  point(event: PointerEvent): void {
    this.#pinch.move(event);
    if (this.#pinch.isOn) return;
    const { screen } = this.#window;
    const corner = this.#cornerUnder(event);
    const line = corner && screen.lines[corner.line];
    this.pointed =
      corner && line ? { key: keyOf(line), column: corner.column - screen.shownColumns.first } : null;
    const anchor = this.#anchor;
    if (anchor === null || corner === null) return;
    this.isDragging ||= Math.hypot(event.clientX - anchor.x, event.clientY - anchor.y) > dragMinPx;
    if (this.isDragging) screen.select(selectionBetween(anchor, corner, screen.lines, screen.columns));
  }

  press(event: PointerEvent): void {
    this.#pinch.down(event);
    if (this.#pinch.isOn) this.pointed = null;
    if (event.button !== 0 || event.pointerType === 'touch') return;
    const corner = this.#cornerUnder(event);
    if (corner === null) return;
    this.#window.heat?.setPointerCapture(event.pointerId);
    this.#anchor = { ...corner, x: event.clientX, y: event.clientY };
  }

  lift(event: PointerEvent): void {
    this.#pinch.up(event);
  }

  cancel(event: PointerEvent): void {
    this.#pinch.up(event);
    this.#anchor = null;
  }

  async click(event: MouseEvent): Promise<void> {
    const wasDragging = this.isDragging;
    this.isDragging = false;
    this.#anchor = null;
    if (wasDragging) return;
    const corner = this.#cornerUnder(event);
    const line = corner && this.#window.screen.lines[corner.line];
    if (line?.kind !== 'row') return;
    if (event.shiftKey || event.ctrlKey || event.metaKey) return this.pick(line, event);
    await goto(`/learners/${line.row.learner}`);
  }

  /** With shift all up to there, with ctrl this one more or less; without either a link is a link. */
  pick(line: Line, event: MouseEvent): void {
    if (line.kind === 'head' || !(event.shiftKey || event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    const { screen } = this.#window;
    const { lines, columns } = screen;
    const { selection } = screen.asked;
    const to = lines.indexOf(line);
    const last = selection?.learners.at(-1);
    const from = lines.findIndex((one) => one.kind === 'row' && one.row.enrolment === last);
    if (event.shiftKey && from >= 0) {
      screen.select(
        selectionBetween({ line: from, column: null }, { line: to, column: null }, lines, columns),
      );
    } else screen.select(toggled(selection, line.row.enrolment));
  }

  /** A wheel that zooms must keep the page from doing so, which a passive listener may not: until the returned function is called. */
  zoomOn(parts: readonly HTMLElement[]): () => void {
    const wheel = (event: WheelEvent): void => this.#wheel(event);
    for (const one of parts) one.addEventListener('wheel', wheel, { passive: false });
    return () => parts.forEach((one) => one.removeEventListener('wheel', wheel));
  }

  #wheel(event: WheelEvent): void {
    const { screen, heat } = this.#window;
    if (!(event.ctrlKey || event.metaKey) || heat === null) return;
    event.preventDefault();
    const box = heat.getBoundingClientRect();
    const place = Math.max(0, Math.min(1, (event.clientX - box.left) / box.width));
    const factor = 2 ** (-event.deltaY / wheelPerFactor);
    screen.ask({ zoom: zoomedBy(screen.asked.zoom, factor, place, screen.columns.count) });
  }

  #cornerUnder(event: MouseEvent): (Corner & { column: number }) | null {
    const { heat, sizes, span, screen } = this.#window;
    if (heat === null) return null;
    const box = heat.getBoundingClientRect();
    const geometry = { ...sizes, width: box.width, columns: span, gap: 1 };
    const cell = cellAt(geometry, screen.lines.length, event.clientX - box.left, event.clientY - box.top);
    return cell && { line: cell.row, column: screen.shownColumns.first + cell.column };
  }
}
