import { pinchedTo } from '#web/lib/heatmap/zoom.ts';
import type { GridWindow } from './grid-window.svelte.ts';

/** A finger: where it is, as a share of the width, and the column that it holds. */
interface Finger {
  place: number;
  holds: number;
}

/** Two fingers on the map: each holds the time that it came down on, wherever it goes. */
export class Pinch {
  readonly #window: GridWindow;
  #fingers = new Map<number, Finger>();

  constructor(window: GridWindow) {
    this.#window = window;
  }

  get isOn(): boolean {
    return this.#fingers.size === 2;
  }

  down(event: PointerEvent): void {
    // A third finger is none of this.
    if (event.pointerType !== 'touch' || this.isOn) return;
    this.#fingers.set(event.pointerId, { place: this.#placeOf(event), holds: 0 });
    if (!this.isOn) return;
    const { screen, span } = this.#window;
    for (const finger of this.#fingers.values())
      finger.holds = screen.shownColumns.first + finger.place * span;
  }

  move(event: PointerEvent): void {
    const finger = this.#fingers.get(event.pointerId);
    if (finger === undefined) return;
    finger.place = this.#placeOf(event);
    const [one, other] = [...this.#fingers.values()];
    if (one === undefined || other === undefined) return;
    const { screen } = this.#window;
    screen.ask({ zoom: pinchedTo(one, other, screen.columns.count) });
  }

  /** Lifted, or taken by the browser, which scrolls with it. */
  up(event: PointerEvent): void {
    this.#fingers.delete(event.pointerId);
  }

  #placeOf({ clientX }: PointerEvent): number {
    const box = this.#window.heat?.getBoundingClientRect();
    return box === undefined || box.width === 0 ? 0 : (clientX - box.left) / box.width;
  }
}
