import { describe, expect, test } from 'vitest';
import { itemProblem } from '#engagement/nudging/item-problem.ts';
import { coursePlan } from './course.ts';
import { northfieldItems } from './northfield-items.ts';

describe('the questions of the demo', () => {
  test('may all be asked, each once, and are on skills that its course teaches', () => {
    const taught = new Set(coursePlan(0).skills.map(({ skill }) => skill));
    for (const item of northfieldItems) {
      expect(itemProblem(item)).toBeNull();
      expect(taught).toContain(item.skill);
    }
    expect(new Set(northfieldItems.map(({ question }) => question)).size).toBe(northfieldItems.length);
  });
});
