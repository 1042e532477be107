import type { PolicyDecision, PolicyInForce } from '#engagement/nudging/policy-change.ts';
import { type Failure, failureOf, get, put } from '#web/lib/api.ts';
import { Resource } from '#web/lib/resource.svelte.ts';

interface Switched {
  isOff: boolean;
  /** Who stopped all nudges, and when; null while they are on. */
  stop: { at: string; by: string; note: string | null } | null;
}

const path = '/v1/nudges/policy';
/** Often enough for whoever wonders whether somebody has stopped them. */
const everyMs = 30_000;
/** Of others who decide something at the same moment; each of them was faster once. */
const triesMost = 5;

/** The switch of a tenant for all its nudges, apart from whatever else is decided about them. */
export class NudgeSwitch {
  readonly state = new Resource(readSwitch);
  isBusy = $state(false);
  failure = $state.raw<Failure | null>(null);

  keepFresh(): () => void {
    return this.state.keepFresh(everyMs);
  }

  /** Turns it in what holds at this moment, so that nothing else is decided by it; says whether it is done. */
  async turn(isOn: boolean, note: string): Promise<boolean> {
    this.isBusy = true;
    this.failure = null;
    try {
      await turned(isOn, note);
      await this.state.load();
    } catch (error) {
      this.failure = failureOf(error);
    } finally {
      this.isBusy = false;
    }
    return this.failure === null;
  }
}

async function readSwitch(): Promise<Switched> {
  const { isAllOff, since, by } = await get<PolicyInForce>(path);
  if (!isAllOff) return { isOff: false, stop: null };
  const { items } = await get<{ items: PolicyDecision[] }>(`${path}/history`);
  const decision = items.find(({ changes }) => changes.some(({ field, to }) => field === 'isOn' && !to));
  if (decision) {
    const { at, by: who, note } = decision;
    return { isOff: true, stop: { at, by: who.name, note } };
  }
  // Stopped so long ago that what was decided since fills a page.
  return { isOff: true, stop: since !== null && by ? { at: since, by: by.name, note: null } : null };
}

async function turned(isOn: boolean, note: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    const { policy, since } = await get<PolicyInForce>(path);
    try {
      await put<PolicyInForce>(path, { policy: { ...policy, isOn }, note, since });
      return;
    } catch (error) {
      if (failureOf(error).code !== 'changed_meanwhile' || tries === triesMost) throw error;
    }
  }
}
