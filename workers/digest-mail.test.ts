import { expect, test } from 'vitest';
import type { DigestFigures } from '#engagement/digest.ts';
import { digestMail } from './digest-mail.ts';

const now = new Date('2026-03-09T07:00:00Z');
const figures: DigestFigures = {
  since: new Date('2026-03-08T07:00:00Z'),
  cohorts: [
    {
      id: 'c1',
      name: 'Spring <b>maths</b>',
      severities: { low: 0, medium: 0, high: 2, critical: 1 },
      types: { attendance: 1, lms_inactivity: 2, negative_sentiment: 0, overall_engagement: 0 },
      open: 3,
      fresh: 1,
    },
  ],
  longest: [
    {
      id: 'a1',
      cohortName: 'Spring <b>maths</b>',
      severity: 'critical',
      type: 'attendance',
      raisedAt: new Date('2026-02-25T07:00:00Z'),
    },
  ],
};
const place = { every: 'day', origin: 'https://holdfast.test', tenant: 'Northfield', now } as const;

test('the digest reads well in a plain mail reader', () => {
  const { subject, text } = digestMail(figures, place);
  expect(subject).toBe('3 alerts open, 1 new');
  expect(text).toBe(`3 alerts open at Northfield, 1 new since the last day's mail.

Spring <b>maths</b>: 3 open, 1 new
  Critical: 1
    https://holdfast.test/alerts?severity=critical&cohort=c1
  High: 2
    https://holdfast.test/alerts?severity=high&cohort=c1
  By type: 1 attendance, 2 inactivity

Open longest
  Critical, attendance, Spring <b>maths</b>: open for 12 days
    https://holdfast.test/alerts?alert=a1

You get this mail because you chose it, or because managers do unless they say otherwise.
Change how often, or turn it off
    https://holdfast.test/settings/mail
`);
});

test('what a person typed as the name of a cohort is text in the HTML part, and nothing is fetched', () => {
  const { html } = digestMail(figures, place);
  expect(html).toContain('Spring &lt;b&gt;maths&lt;/b&gt;: 3 open, 1 new');
  expect(html).toContain(
    '<a href="https://holdfast.test/alerts?severity=critical&amp;cohort=c1">Critical: 1</a>',
  );
  expect(html).not.toMatch(/<img|<link|<script|src=/);
});
