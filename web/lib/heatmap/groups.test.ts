import { expect, test } from 'vitest';
import { unknownRow } from '#engagement/cohort.ts';
import { type LiveRow, emptyRings } from '#engagement/screen/cohort-view.ts';
import { type Grouping, linesOf } from './groups.ts';

function row(name: string, own: Partial<LiveRow>): LiveRow {
  return {
    ...emptyRings,
    ...unknownRow({ enrolment: name, learner: name, name }),
    ...own,
  };
}

const heldBy = (claimedBy: string): LiveRow['case'] => ({ id: 'c', status: 'claimed', claimedBy });
const rows = [
  row('Maya', {
    band: 'low',
    level: 'low',
    days: emptyRings.days.map((_, day) => (day > 76 && day < 82 ? 9 : 0)),
  }),
  row('Åsa', {}),
  row('Jonas', {
    band: 'critical',
    level: 'high',
    case: heldBy('Ravi'),
    flags: ['disengaged', 'inactive_lms'],
  }),
  row('Ana', { band: 'low', level: 'fully_engaged', case: heldBy('Ana B') }),
];

/** A Sunday. */
const by = {
  today: 20_779,
  courses: new Map([
    ['Jonas', 'chemistry, latin'],
    ['Ana', 'chemistry'],
  ]),
};

function said(grouping: Grouping, folded: string[] = []): string[] {
  return linesOf(rows, grouping, new Set(folded), by).map((line) =>
    line.kind === 'head' ? `${line.group || '-'} ${line.rows}` : line.row.name,
  );
}

test.each<[Grouping, string[]]>([
  ['none', ['Maya', 'Åsa', 'Jonas', 'Ana']],
  ['band', ['critical 1', 'Jonas', 'low 2', 'Maya', 'Ana', '- 1', 'Åsa']],
  ['mentor', ['Ana B 1', 'Ana', 'Ravi 1', 'Jonas', '- 2', 'Maya', 'Åsa']],
  ['level', ['high 1', 'Jonas', 'low 1', 'Maya', 'fully_engaged 1', 'Ana', '- 1', 'Åsa']],
  ['course', ['chemistry 1', 'Ana', 'chemistry, latin 1', 'Jonas', '- 2', 'Maya', 'Åsa']],
  ['habit', ['daily 1', 'Maya', '- 3', 'Åsa', 'Jonas', 'Ana']],
  ['flag', ['inactive_lms 1', 'Jonas', '- 3', 'Maya', 'Åsa', 'Ana']],
])('grouped by %s, who needs somebody stands first, who belongs nowhere last', (grouping, expected) => {
  expect(said(grouping)).toEqual(expected);
});

test('of a folded group only the head is left, with its count', () => {
  expect(said('band', ['low', ''])).toEqual(['critical 1', 'Jonas', 'low 2', '- 1']);
});
