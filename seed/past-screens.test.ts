import { expect, test } from 'vitest';
import { markOf } from '#engagement/mark.ts';
import { type RecordedMinute, rebuilt } from '#engagement/screen/recording.ts';
import { ringsOf } from '#engagement/screen/rings.ts';
import { withSentiment } from '#engagement/sentiment.ts';
import { count, openWindow, packWindow, readWindow } from '#engagement/window.ts';
import { demoHistory } from './history.ts';
import { pastLooks } from './past-looks.ts';
import { pastScreens } from './past-screens.ts';

const now = Date.parse('2026-05-20T14:00:00Z');
const timeZone = 'Europe/London';

test('what was recorded of a made-up cohort is what its windows and looks said at the time', () => {
  const history = demoHistory({ to: now, timeZone, seed: 42 });
  const looks = pastLooks(history, { from: history.from, to: now, timeZone });
  const head = { id: 'c', name: 'Spring', programme: 'Maths', timeZone, endsAt: null };
  const learners = history.learners.map(({ externalId }) => ({
    externalId,
    enrolment: `e-${externalId}`,
    learner: externalId,
  }));
  const from = now - 2 * 86_400_000;
  const recorded: RecordedMinute[] = [
    ...pastScreens(head, learners, { events: history.events, looks }, { from, to: now }),
  ];
  expect(recorded.length).toBeGreaterThan(50);

  for (const index of [10, Math.floor(recorded.length / 2), recorded.length - 1]) {
    const whole = recorded.slice(0, index + 1).findLastIndex(({ isWhole }) => isWhole);
    const view = rebuilt(recorded.slice(whole, index + 1));
    const at = ((recorded[index]?.minute ?? 0) + 1) * 60_000 - 1;
    for (const row of view?.rows ?? []) {
      const window = openWindow();
      const own = history.events.filter(({ learner, at: when }) => learner === row.learner && when <= at);
      for (const event of own) count(window, markOf(withSentiment(event), timeZone));
      expect(row).toMatchObject(ringsOf(readWindow(packWindow(window), at, timeZone)));
      const last = looks.findLast((look) => look.externalId === row.learner && look.at <= at);
      expect(row.band).toBe(last?.assessment.band ?? null);
    }
    expect(view?.rows).toHaveLength(learners.length);
  }
});
