import type { Me, Role } from '#engagement/person.ts';
import { Failure, failureOf, get, post } from './api.ts';
import { forgetKnown, lastKnown, nowKnown } from './last-known.ts';

export interface About {
  name: string;
  version: string;
  demo: boolean;
}

/** Who is signed in. `unreachable` is neither in nor out: we could not ask. */
class Session {
  state = $state<'unknown' | 'in' | 'out' | 'unreachable'>('unknown');
  /** Unreachable because a store is away: the server itself did answer. */
  isPartAway = $state(false);
  me = $state.raw<Me | null>(null);
  about = $state.raw<About | null>(null);
  /** Of a page that opened without a connection: when what it shows was true, in milliseconds since 1970. */
  keptAt = $state<number | null>(null);

  /** Asks once; later calls return at once unless there was no answer. */
  async settle(): Promise<void> {
    if (this.state === 'unknown' || this.state === 'unreachable') await this.refresh();
  }

  async refresh(): Promise<void> {
    try {
      const [about, me] = await Promise.all([this.about ?? get<About>(paths.about), whoAmI()]);
      keepOf(about, me);
      this.about = about;
      this.me = me;
      this.keptAt = null;
      this.state = me ? 'in' : 'out';
    } catch (error) {
      this.isPartAway = failureOf(error).status > 0;
      if (!this.#openKept()) this.state = 'unreachable';
    }
  }

  /** Asks again now and then while what is shown was kept; returns what ends it, as an effect wants it. */
  keepAsking(): () => void {
    const look = (): void => void this.refresh();
    const timer = setInterval(look, askAgainMs);
    addEventListener('online', look);
    return () => {
      clearInterval(timer);
      removeEventListener('online', look);
    };
  }

  async signIn(email: string, password: string): Promise<void> {
    await post('/v1/auth/sign-in/email', { email, password });
    await this.refresh();
  }

  async continueAs(role: Exclude<Role, 'admin'>): Promise<void> {
    await post('/v1/demo/continue', { as: role });
    await this.refresh();
  }

  async signOut(): Promise<void> {
    await post('/v1/auth/sign-out');
    this.ended();
  }

  /** Asks whether the session still holds; not being able to ask changes nothing. */
  async check(): Promise<void> {
    const me = await whoAmI().catch(() => this.me);
    if (!me && this.me) this.ended();
  }

  ended(): void {
    forgetKnown();
    this.me = null;
    this.keptAt = null;
    this.state = 'out';
  }

  #openKept(): boolean {
    const me = lastKnown<Me>(paths.me);
    const about = lastKnown<About>(paths.about);
    if (me === null || about === null) return false;
    this.me = me.value;
    this.about = about.value;
    this.keptAt = me.at;
    this.state = 'in';
    return true;
  }
}

const paths = { about: '/v1/about', me: '/v1/me' };
/** Soon enough for a connection that the browser does not know to be back. */
const askAgainMs = 5_000;

/** A learner's own page opens without a connection; whatever was kept of somebody else ends here. */
function keepOf(about: About, me: Me | null): void {
  if (lastKnown<Me>(paths.me)?.value.user.id !== me?.user.id) forgetKnown();
  if (me?.role !== 'learner') return;
  nowKnown(paths.about, about);
  nowKnown(paths.me, me);
}

export const session = new Session();

async function whoAmI(): Promise<Me | null> {
  try {
    return await get<Me>(paths.me);
  } catch (error) {
    if (error instanceof Failure && error.status === 401) return null;
    throw error;
  }
}
