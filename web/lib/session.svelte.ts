import type { Me, Role } from '#engagement/person.ts';
import { Failure, failureOf, get, post } from './api.ts';

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

  /** Asks once; later calls return at once unless there was no answer. */
  async settle(): Promise<void> {
    if (this.state === 'unknown' || this.state === 'unreachable') await this.refresh();
  }

  async refresh(): Promise<void> {
    try {
      const [about, me] = await Promise.all([this.about ?? get<About>('/v1/about'), whoAmI()]);
      this.about = about;
      this.me = me;
      this.state = me ? 'in' : 'out';
    } catch (error) {
      this.isPartAway = failureOf(error).status > 0;
      this.state = 'unreachable';
    }
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
    this.me = null;
    this.state = 'out';
  }
}

export const session = new Session();

async function whoAmI(): Promise<Me | null> {
  try {
    return await get<Me>('/v1/me');
  } catch (error) {
    if (error instanceof Failure && error.status === 401) return null;
    throw error;
  }
}
