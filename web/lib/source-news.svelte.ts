import type { OutageNews } from '#engagement/source.ts';
import type { Feed } from './feed.svelte.ts';
import { live } from './live.svelte.ts';

/** Which sources are down, as open pages are told. */
export class SourceNews {
  feed = $state.raw<Feed | null>(null);
  outages = $derived(this.feed?.view?.of === 'sources' ? this.feed.view.outages : []);

  /** Follows the sources until the returned function is called. */
  follow(): () => void {
    const { feed, leave } = live.follow('sources');
    this.feed = feed;
    return leave;
  }

  /** Outages that hide something of one of these cohorts, those that are over among them. */
  of(cohorts: string[]): OutageNews[] {
    return this.outages.filter((outage) => outage.cohorts.some(({ id }) => cohorts.includes(id)));
  }
}
