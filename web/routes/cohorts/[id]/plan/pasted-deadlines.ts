import { csvParseRows, dsvFormat, tsvParseRows } from 'd3';
import type { PlannedDeadline } from '#engagement/course-plan.ts';
import { isDate } from '#engagement/day.ts';

/** What was pasted, line by line: what could be read, and why the rest could not. */
export interface PastedDeadlines {
  deadlines: PlannedDeadline[];
  wrong: { line: number; why: PasteProblem; text: string }[];
}

export type PasteProblem = 'no_title' | 'no_date' | 'two_dates' | 'no_weight';

/** Lines of a spreadsheet: title, date and weight, with tabs, semicolons or commas between. A first line without a date has the names of columns. */
export function pastedDeadlines(text: string): PastedDeadlines {
  const pasted: PastedDeadlines = { deadlines: [], wrong: [] };
  for (const [index, cells] of rowsIn(text).entries()) {
    const [title = '', date = '', weight = ''] = cells.map((cell) => cell.trim());
    if (cells.every((cell) => cell.trim() === '')) continue;
    const dueOn = dateIn(date);
    if (index === 0 && dueOn === 'no_date' && !/\d/.test(date)) continue;
    const heavy = weightIn(weight);
    const why =
      title === '' ? 'no_title' : !isDate(dueOn) ? problemOf(dueOn) : heavy === null ? 'no_weight' : null;
    if (why !== null) pasted.wrong.push({ line: index + 1, why, text: cells.join(' ').trim() });
    else pasted.deadlines.push({ title, dueOn, weight: heavy ?? 0 });
  }
  return pasted;
}

function rowsIn(text: string): string[][] {
  const [first = ''] = text.split('\n');
  if (first.includes('\t')) return tsvParseRows(text);
  return first.includes(';') ? dsvFormat(';').parseRows(text) : csvParseRows(text);
}

function problemOf(dueOn: string): PasteProblem {
  return dueOn === 'two_dates' ? 'two_dates' : 'no_date';
}

/** As a date is written here, or why it cannot be: 3/4/2026 is one day in London and another in Boston. */
function dateIn(text: string): string {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?$/.exec(text);
  if (iso) return dateFrom(iso[1], iso[2], iso[3]);
  const dotted = /^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})$/.exec(text);
  if (dotted) return dateFrom(dotted[3], dotted[2], dotted[1]);
  const named = /^(\d{1,2})\s+([a-z]{3})[a-z]*\.?,?\s+(\d{4})$/i.exec(text);
  if (named) return dateFrom(named[3], monthNamed(named[2]), named[1]);
  const slashed = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text);
  if (!slashed) return 'no_date';
  const [, one, other, year] = slashed;
  if (one !== other && Number(one) <= 12 && Number(other) <= 12) return 'two_dates';
  return Number(one) > 12 ? dateFrom(year, other, one) : dateFrom(year, one, other);
}

function dateFrom(year = '', month = '', day = ''): string {
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return isDate(date) ? date : 'no_date';
}

const months = 'janfebmaraprmayjunjulaugsepoctnovdec';

function monthNamed(name = ''): string {
  const place = months.indexOf(name.toLowerCase());
  return place < 0 || place % 3 > 0 ? '' : String(place / 3 + 1);
}

/** 18, 18 %, 12,5; nothing is 0. */
function weightIn(text: string): number | null {
  if (text === '') return 0;
  const number = /^(\d+(?:[.,]\d+)?)\s*%?$/.exec(text)?.[1];
  return number === undefined ? null : Number(number.replace(',', '.'));
}
