import type { Caller } from './api.ts';

/** Whoever comes back within this is known by their cookie; what ends by itself meanwhile, the sweep of rights sees. */
const knownForMs = 60_000;
/** The oldest are forgotten: they are asked for again. */
const knownMax = 20_000;

/**
 * Who a cookie belongs to, remembered for a moment: thousands of pages that lose their connection at once ask no store when they
 * come back. Whose rights may have changed is forgotten at once.
 */
export class LiveCallers {
  readonly #look: (cookie: string | undefined) => Promise<Caller | null>;
  readonly #known = new Map<string, { caller: Caller; until: number }>();
  /** How often something was forgotten: what was asked before that may be out of date when it is answered. */
  #forgotten = 0;

  constructor(look: (cookie: string | undefined) => Promise<Caller | null>) {
    this.#look = look;
  }

  async of(cookie: string | undefined, now: number): Promise<Caller | null> {
    const known = cookie === undefined ? undefined : this.#known.get(cookie);
    if (known !== undefined && known.until > now) return known.caller;
    const before = this.#forgotten;
    const caller = await this.#look(cookie);
    if (before !== this.#forgotten) return this.#look(cookie);
    if (cookie !== undefined && caller !== null) this.#remember(cookie, caller, now);
    return caller;
  }

  /** Of a person or a key; null: everybody. */
  forget(holder: string | null): void {
    this.#forgotten += 1;
    if (holder === null) this.#known.clear();
    else for (const [cookie, { caller }] of this.#known) if (caller.id === holder) this.#known.delete(cookie);
  }

  #remember(cookie: string, caller: Caller, now: number): void {
    this.#known.delete(cookie);
    this.#known.set(cookie, { caller, until: now + knownForMs });
    const [oldest] = this.#known.keys();
    if (this.#known.size > knownMax && oldest !== undefined) this.#known.delete(oldest);
  }
}
