import { describe, expect, test } from 'vitest';
import { type CoursePlan, noPlan } from '#engagement/course-plan.ts';
import { dayOfDate } from '#engagement/day.ts';
import { timeLineOf } from './time-line.ts';

const plan: CoursePlan = {
  startsOn: '2026-02-02',
  endsOn: '2026-05-31',
  deadlines: [
    { title: 'Essay', dueOn: '2026-03-02', weight: 20 },
    { title: 'Quiz', dueOn: '2026-03-02', weight: 0 },
    { title: 'Exam', dueOn: '2026-05-29', weight: 80 },
  ],
  skills: [],
};
const today = dayOfDate('2026-03-20');

describe('the line of a course', () => {
  test('has a bar for each deadline, as high as it is heavy, and those of one day on each other', () => {
    const line = timeLineOf(plan, today, 800, 100);
    const [exam, essay, quiz] = line?.bars ?? [];
    expect(exam?.height).toBeCloseTo(4 * (essay?.height ?? 0), 9);
    expect(quiz).toMatchObject({ index: 1, height: 4, isOver: true });
    expect(quiz?.x).toBe(essay?.x);
    expect((quiz?.y ?? 0) + 4).toBeLessThan(essay?.y ?? 0);
    expect(exam).toMatchObject({ index: 2, isOver: false });
    expect(line?.months).toHaveLength(3);
  });

  test('shows today while it is near, and else not', () => {
    expect(timeLineOf(plan, today, 800, 100)?.today).toBeGreaterThan(12);
    expect(timeLineOf(plan, today + 400, 800, 100)?.today).toBeNull();
  });

  test('goes as far as the deadlines where nobody said when it begins and ends', () => {
    const line = timeLineOf({ ...plan, startsOn: null, endsOn: null }, today, 800, 100);
    expect([line?.from, line?.to]).toEqual([12, 788]);
    expect(timeLineOf(noPlan, today, 800, 100)).toBeNull();
  });

  test('writes no title over another, and none beyond its edges', () => {
    const many = Array.from({ length: 40 }, (_, index) => ({
      title: `Worksheet number ${index}`,
      dueOn: `2026-0${3 + Math.floor(index / 20)}-${String(1 + (index % 20)).padStart(2, '0')}`,
      weight: 2,
    }));
    const labels = timeLineOf({ ...plan, deadlines: many }, today, 390, 100)?.labels ?? [];
    const spans = labels.map(({ x, y, anchor, text }) => {
      const room = 6.6 * text.length;
      return anchor === 'start' ? { from: x, to: x + room, y } : { from: x - room, to: x, y };
    });
    expect(labels.length).toBeGreaterThan(1);
    for (const [index, one] of spans.entries()) {
      expect(one.from).toBeGreaterThanOrEqual(0);
      expect(one.to).toBeLessThanOrEqual(390);
      for (const other of spans.slice(index + 1)) {
        expect(one.to < other.from || other.to < one.from || Math.abs(one.y - other.y) >= 16).toBe(true);
      }
    }
  });
});
