/*
 * Tables as text: RFC 4180, and what spreadsheets make of it. A semicolon or a tab may stand for the comma, lines may end
 * in any of three ways, and a mark of the byte order may come first. It never fails: what cannot be read is named by its place.
 */

/** A row, and the line of the text on which it begins, from 1. */
export interface CsvRow {
  line: number;
  cells: string[];
}

/** A row that cannot be read, and where: line and cell, both from 1. */
export interface CsvProblem {
  line: number;
  column: number;
  /** A quote inside a cell that has none around it, text after the quote that ends a cell, a quote that nothing ends. */
  code: 'stray_quote' | 'after_quote' | 'open_quote';
}

export interface Csv {
  rows: CsvRow[];
  problems: CsvProblem[];
}

const byteOrderMark = '\uFEFF';

export function parseCsv(text: string): Csv {
  const body = text.startsWith(byteOrderMark) ? text.slice(1) : text;
  const separator = separatorOf(body);
  const read: Csv = { rows: [], problems: [] };
  let [at, line] = [0, 1];
  while (at < body.length) {
    const row = readRow(body, separator, at, line);
    if (row.problem !== null) read.problems.push(row.problem);
    else if (!row.isBlank) read.rows.push({ line, cells: row.cells });
    at = row.end;
    line = row.nextLine;
  }
  return read;
}

/** A cell is quoted where it would be read as anything else. */
export function writeCsv(rows: readonly (readonly string[])[]): string {
  return rows.map((cells) => `${cells.map((cell) => written(cell, cells.length)).join(',')}\r\n`).join('');
}

function written(cell: string, cells: number): string {
  const isPlain = !/[",;\t\r\n\uFEFF]/.test(cell) && !(cell === '' && cells === 1);
  return isPlain ? cell : `"${cell.replaceAll('"', '""')}"`;
}

/** What stands most often between the cells of the first row; what is within quotes separates nothing. */
function separatorOf(text: string): string {
  const times = new Map([',', ';', '\t'].map((separator) => [separator, 0]));
  let isQuoted = false;
  for (const char of text) {
    if (char === '"') isQuoted = !isQuoted;
    if (isQuoted) continue;
    if (char === '\n' || char === '\r') break;
    const before = times.get(char);
    if (before !== undefined) times.set(char, before + 1);
  }
  const [most = [',', 0]] = [...times].toSorted((one, other) => other[1] - one[1]);
  return most[0];
}

interface ReadRow {
  cells: string[];
  problem: CsvProblem | null;
  isBlank: boolean;
  end: number;
  nextLine: number;
}

function readRow(text: string, separator: string, start: number, firstLine: number): ReadRow {
  const cells: string[] = [];
  let problem: CsvProblem | null = null;
  let [at, line] = [start, firstLine];
  for (;;) {
    const cell = text[at] === '"' ? quotedCell(text, separator, at) : plainCell(text, separator, at);
    cells.push(cell.value);
    if (cell.code !== null) problem ??= { line, column: cells.length, code: cell.code };
    line += linesIn(text.slice(at, cell.end));
    at = cell.end;
    if (text[at] !== separator) break;
    at++;
  }
  const end = at + (text.startsWith('\r\n', at) ? 2 : 1);
  return { cells, problem, isBlank: at === start, end, nextLine: line + 1 };
}

interface ReadCell {
  value: string;
  end: number;
  code: CsvProblem['code'] | null;
}

function plainCell(text: string, separator: string, start: number): ReadCell {
  const end = endOfPlain(text, separator, start);
  const value = text.slice(start, end);
  return { value, end, code: value.includes('"') ? 'stray_quote' : null };
}

function quotedCell(text: string, separator: string, start: number): ReadCell {
  const parts: string[] = [];
  let at = start + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return { value: '', end: text.length, code: 'open_quote' };
    parts.push(text.slice(at, quote));
    at = quote + 1;
    if (text[at] !== '"') break;
    parts.push('"');
    at++;
  }
  const end = endOfPlain(text, separator, at);
  return { value: parts.join(''), end, code: end > at ? 'after_quote' : null };
}

function endOfPlain(text: string, separator: string, start: number): number {
  let at = start;
  while (at < text.length && text[at] !== separator && text[at] !== '\n' && text[at] !== '\r') at++;
  return at;
}

function linesIn(text: string): number {
  return text.match(/\r\n|\r|\n/g)?.length ?? 0;
}
