import { type Csv, parseCsv, writeCsv } from './csv.ts';
import { type WrittenItem, choicesMax, itemProblem, tidyItem } from './item-problem.ts';

/** A question that was read, and the line on which it stands. */
export interface ReadItem {
  line: number;
  item: WrittenItem;
}

/** A line of which no question can be made, and why. */
export interface RefusedLine {
  line: number;
  /** The name of the column, or its number where it has none; null where it is about the whole line. */
  column: string | null;
  message: string;
}

export interface ReadItems {
  items: ReadItem[];
  refused: RefusedLine[];
}

const choiceNames = Array.from({ length: choicesMax }, (_, place) => `choice${place + 1}`);
const columns = ['skill', 'question', ...choiceNames, 'right', 'because'];
/** Without these a table is another one. */
const needed = ['skill', 'question', 'choice1', 'choice2', 'right', 'because'];
/** What other programs call them. */
const otherNames: Record<string, string> = {
  correct: 'right',
  answer: 'right',
  explanation: 'because',
  feedback: 'because',
  ...Object.fromEntries(choiceNames.map((name) => [name.replace('choice', 'option'), name])),
};
const letters = 'ABCDEF';

/** Reads a bank of questions as a spreadsheet saves it: what its first line names, in any order. */
export function readItemsCsv(text: string): ReadItems {
  const csv = parseCsv(text);
  const [head, ...rows] = csv.rows;
  if (head === undefined) {
    return {
      items: [],
      refused: [...unread(csv, []), { line: 1, column: null, message: 'There is no table.' }],
    };
  }
  const names = head.cells.map(columnNamed);
  const missing = needed.filter((name) => !names.includes(name));
  if (missing.length > 0) {
    const message = `The first line must name the columns; it lacks ${missing.join(', ')}.`;
    return { items: [], refused: [...unread(csv, names), { line: head.line, column: null, message }] };
  }
  const read: ReadItems = { items: [], refused: unread(csv, names) };
  const lineOf = new Map<string, number>();
  for (const { line, cells } of rows) {
    if (cells.every((cell) => cell.trim() === '')) continue;
    const made = itemOf(names, cells);
    const before = 'item' in made ? lineOf.get(itemKey(made.item)) : undefined;
    if (!('item' in made)) read.refused.push({ line, ...made });
    else if (before !== undefined) {
      read.refused.push({ line, column: 'question', message: `Line ${before} has the same question.` });
    } else {
      lineOf.set(itemKey(made.item), line);
      read.items.push({ line, item: made.item });
    }
  }
  read.refused.sort((one, other) => one.line - other.line);
  return read;
}

export function writeItemsCsv(items: readonly WrittenItem[]): string {
  const rows = items.map((item) => [
    item.skill,
    item.question,
    ...choiceNames.map((_, place) => item.choices[place] ?? ''),
    rightWord(item),
    item.because,
  ]);
  return writeCsv([columns, ...rows]);
}

/** What makes two questions the same one: it is asked on the same skill in the same words. */
export function itemKey({ skill, question }: Pick<WrittenItem, 'skill' | 'question'>): string {
  return JSON.stringify([skill, question]);
}

function columnNamed(cell: string): string {
  const name = cell.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  return otherNames[name] ?? name;
}

const whyUnread = {
  stray_quote:
    'There is a quote inside a cell that has none around it: put the cell in quotes, and double this one.',
  after_quote: 'Something follows the quote that ends this cell: double a quote that belongs to the text.',
  open_quote: 'The quote that begins this cell has no end.',
};

function unread({ problems }: Csv, names: readonly string[]): RefusedLine[] {
  return problems.map(({ line, column, code }) => ({
    line,
    column: names[column - 1] ?? String(column),
    message: whyUnread[code],
  }));
}

function itemOf(
  names: readonly string[],
  cells: readonly string[],
): { item: WrittenItem } | Omit<RefusedLine, 'line'> {
  const cell = (name: string): string => (cells[names.indexOf(name)] ?? '').trim();
  const all = choiceNames.map(cell);
  const choices = all.slice(0, all.findLastIndex((choice) => choice !== '') + 1);
  const said = cell('right');
  const right = rightOf(said, choices);
  const item = {
    skill: cell('skill'),
    question: cell('question'),
    choices,
    right: right ?? -1,
    because: cell('because'),
  };
  const problem = itemProblem(item);
  if (problem === null) return { item: tidyItem(item) };
  if (problem.field === 'right') return { column: 'right', message: whyNotRight(said, right) };
  const [field = '', place] = problem.field.split('.');
  const column = place === undefined ? field : (choiceNames[Number(place)] ?? field);
  return { column: column === 'choices' ? null : column, message: problem.message };
}

/** Which choice is meant by its number, its letter or its words; null where these mean different ones, -1 where they mean none. */
function rightOf(said: string, choices: readonly string[]): number | null {
  const named = /^choice ?([1-6])$/i.exec(said)?.[1];
  if (named !== undefined) return Number(named) - 1;
  const meant = new Set<number>();
  if (/^[1-6]$/.test(said)) meant.add(Number(said) - 1);
  if (/^[A-F]$/i.test(said)) meant.add(letters.indexOf(said.toUpperCase()));
  const place = choices.indexOf(said);
  if (said !== '' && place >= 0) meant.add(place);
  const there = [...meant].filter((one) => one < choices.length);
  return there.length > 1 ? null : (there[0] ?? -1);
}

function whyNotRight(said: string, right: number | null): string {
  if (right === null) {
    return `“${said}” could mean a choice by its place, or the one that says so. Write choice1 to choice6 here.`;
  }
  return 'Say which choice is right: by its number, its letter or its words.';
}

function rightWord({ choices, right }: WrittenItem): string {
  const letter = letters.charAt(right);
  return rightOf(letter, choices) === right ? letter : `choice${right + 1}`;
}
