/** The time that the page shows by; it ticks once a second and follows the server where the two disagree. */
class Clock {
  now = $state(Date.now());
  #aheadMs = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  start(): void {
    this.#timer ??= setInterval(() => this.tick(), 1_000);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  tick(): void {
    this.now = this.read();
  }

  read(): number {
    return Date.now() - this.#aheadMs;
  }

  /** How far this machine's clock runs ahead of the server's. */
  correct(aheadMs: number): void {
    if (aheadMs === this.#aheadMs) return;
    this.#aheadMs = aheadMs;
    this.tick();
  }
}

export const clock = new Clock();
