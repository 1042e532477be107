import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { unknownRow } from '#engagement/cohort.ts';
import type { Delta, View } from '#engagement/live.ts';
import { noCells } from '#engagement/screen/cohort-change.ts';
import { type CohortView, emptyRings } from '#engagement/screen/cohort-view.ts';
import { envelopeOf } from '#engagement/screen/envelope.ts';
import { viewHash } from '#engagement/screen/view-bytes.ts';
import { TopicCopy } from '#engagement/topic-copy.ts';
import type { Viewer } from './live-lane.ts';
import { LiveTopic } from './live-topic.ts';

const epoch = 'e';
const minute = 29_000_000;
const ana = unknownRow({ enrolment: 'e-ana', learner: 'l-ana', name: 'ana' });
const cohort = { id: 'c', name: 'Spring', programme: 'Maths', timeZone: 'UTC', endsAt: null };
const first: CohortView = { of: 'cohort', cohort, minute, rows: [{ ...ana, ...emptyRings }] };

beforeEach(() => vi.useFakeTimers({ now: minute * 60_000 }));
afterEach(() => vi.useRealTimers());

/** A topic of one cohort, and what is announced of it. */
async function openTopic(): Promise<{ topic: LiveTopic; announce: (score: number) => void }> {
  let seq = 0;
  const topic = new LiveTopic(
    {
      topic: 'cohort/c',
      positionNow: () => Promise.resolve({ epoch, seq }),
      changesSince: () => Promise.resolve(null),
      snapshot: () => Promise.resolve<View>(first),
    },
    () => undefined,
  );
  await topic.open();
  return {
    topic,
    announce(score) {
      seq++;
      const row = { ...ana, ...noCells, score, acceptedAt: null };
      topic.heard({ epoch, seq, at: Date.now(), change: { of: 'cohort', rows: [row] } });
    },
  };
}

/** A page with a line that can be held up. */
function openPage(): { page: TopicCopy; viewer: Viewer; line: { isFree: boolean; sent: string[] } } {
  const page = new TopicCopy('cohort/c');
  page.asked(Date.now());
  const line = { isFree: true, sent: [] as string[] };
  const viewer: Viewer = {
    form: 'bytes',
    isBehind: false,
    send(frame) {
      if (!line.isFree) return false;
      const bytes = frame.as('bytes');
      // Behind the head of a WebSocket frame of so few bytes, whose first says what they are.
      const [isText, body] = [bytes[0] === 0x81, bytes.subarray(2)];
      const message = isText ? (JSON.parse(body.toString()) as Delta) : envelopeOf(body);
      line.sent.push(message.kind);
      if ('isPacked' in message) page.takeBytes(message);
      else page.takeDelta(message);
      return true;
    },
  };
  return { page, viewer, line };
}

const scoreOn = ({ view }: TopicCopy): unknown => (view?.of === 'cohort' ? view.rows[0]?.score : view);

describe('somebody who could not keep up', () => {
  test('is given everything once they can take it', async () => {
    const { topic, announce } = await openTopic();
    const { page, viewer, line } = openPage();
    await topic.show(viewer, 'view', null);
    line.isFree = false;
    announce(10);
    expect(viewer.isBehind).toBe(true);
    line.isFree = true;
    announce(20);
    await vi.advanceTimersByTimeAsync(1_100);
    expect(scoreOn(page)).toBe(20);
    expect(line.sent).toEqual(['snapshot', 'snapshot']);
  });

  test('is given it as well when their page went idle meanwhile', async () => {
    const { topic, announce } = await openTopic();
    const [slow, other] = [openPage(), openPage()];
    await topic.show(slow.viewer, 'view', null);
    await topic.show(other.viewer, 'view', null);
    slow.line.isFree = false;
    announce(10);
    topic.move(slow.viewer, 'idle');
    slow.line.isFree = true;
    announce(20);
    await vi.advanceTimersByTimeAsync(2_000);
    announce(30);
    await vi.advanceTimersByTimeAsync(2_000);
    expect([scoreOn(slow.page), scoreOn(other.page)]).toEqual([30, 30]);
    expect(viewHash(slow.page.view as CohortView)).toBe(viewHash(other.page.view as CohortView));
  });

  test('learns that it missed the last frame although nothing more happens', async () => {
    const { topic, announce } = await openTopic();
    const { page, viewer } = openPage();
    let isLost = false;
    const lossy: Viewer = { ...viewer, send: (frame) => isLost || viewer.send(frame) };
    await topic.show(lossy, 'view', null);
    isLost = true;
    announce(10);
    isLost = false;
    expect(page.position).toEqual({ epoch, seq: 0 });
    topic.remind(Date.now() + 500);
    expect(page.isForgotten(Date.now() + 5_000)).toBe(false);
    topic.remind(Date.now() + 4_000);
    expect(page.isForgotten(Date.now() + 5_000)).toBe(true);
  });

  test('and has gone is sent nothing', async () => {
    const { topic, announce } = await openTopic();
    const { viewer, line } = openPage();
    await topic.show(viewer, 'view', null);
    line.isFree = false;
    announce(10);
    topic.leave(viewer);
    line.isFree = true;
    line.sent.splice(0);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(line.sent).toEqual([]);
  });
});
