import type { Change, Topic, View } from '#engagement/live.ts';
import { type StepListener, TopicCopy } from '#engagement/topic-copy.ts';

/** One topic that this page follows: its copy, and what of it is drawn. */
export class Feed {
  view = $state.raw<View | null>(null);
  isRefused = $state(false);
  readonly copy: TopicCopy;
  readonly listeners = new Set<StepListener>();
  followers = 0;

  constructor(topic: Topic) {
    this.copy = new TopicCopy(topic, (after, before, change) => {
      this.view = after;
      this.isRefused = false;
      for (const listener of this.listeners) listener(after, before, change);
    });
  }

  get topic(): Topic {
    return this.copy.topic;
  }

  /** What an answer over HTTP has told us before the socket did. */
  apply(change: Change): void {
    this.copy.apply(change);
    this.view = this.copy.view;
  }

  refuse(): void {
    this.copy.isRefused = true;
    this.isRefused = true;
  }
}
