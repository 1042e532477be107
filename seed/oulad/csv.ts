import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { createGunzip } from 'node:zlib';

/** Data that is not what it should be: the message names the file, the line, and what was expected. */
export class BadData extends Error {}

/** A line of a file, as far as it was asked for. */
export interface Row<Column extends string> {
  file: string;
  line: number;
  values: Record<Column, string>;
}

/** The largest file of the data set has a tenth of it. */
const rowsMax = 10_000_000;
/** A hundred times the longest line there is. */
const lineMaxChars = 20_000;

/** Reads the columns asked for out of a gzipped CSV file, some rows at a time; whatever is amiss is refused where it stands. */
export async function* readRows<const Column extends string>(
  path: string,
  columns: readonly Column[],
): AsyncGenerator<Row<Column>[]> {
  const file = basename(path);
  let places: (readonly [Column, number])[] | null = null;
  let width = 0;
  for await (const lines of linesOf(path, file)) {
    const rows: Row<Column>[] = [];
    for (const { line, text } of lines) {
      const fields = fieldsOf(text);
      if (fields === null) throw new BadData(`${file}, line ${line}: a quoted field is not closed properly`);
      if (places === null) {
        places = placesOf(file, columns, fields);
        width = fields.length;
        continue;
      }
      if (fields.length !== width) {
        throw new BadData(`${file}, line ${line}: expected ${width} fields, found ${fields.length}`);
      }
      const values = {} as Record<Column, string>;
      for (const [column, place] of places) values[column] = fields[place] ?? '';
      rows.push({ file, line, values });
    }
    yield rows;
  }
  if (places === null) throw new BadData(`${file}, line 1: expected the columns ${columns.join(', ')}`);
}

/** A whole number; null where the field is empty. */
export function numberOrNone<Column extends string>(row: Row<Column>, column: Column): number | null {
  const text = row.values[column];
  if (text === '') return null;
  if (/^-?\d{1,9}$/.test(text)) return Number(text);
  throw new BadData(`${row.file}, line ${row.line}: expected a whole number as ${column}, found '${text}'`);
}

export function numberIn<Column extends string>(row: Row<Column>, column: Column): number {
  const value = numberOrNone(row, column);
  if (value !== null) return value;
  throw new BadData(`${row.file}, line ${row.line}: expected a whole number as ${column}, found nothing`);
}

function placesOf<Column extends string>(file: string, columns: readonly Column[], header: string[]) {
  return columns.map((column) => {
    const place = header.indexOf(column);
    if (place >= 0) return [column, place] as const;
    throw new BadData(`${file}, line 1: expected a column ${column}, found ${header.join(', ')}`);
  });
}

/** The lines of a piece of the file at once, each with its number. A quoted field may go on over several. */
async function* linesOf(path: string, file: string): AsyncGenerator<{ line: number; text: string }[]> {
  let line = 1;
  let rest = '';
  try {
    const zipped = createReadStream(path);
    const plain = createGunzip();
    zipped.on('error', (error) => plain.destroy(error));
    for await (const piece of zipped.pipe(plain).setEncoding('utf8') as AsyncIterable<string>) {
      const lines: { line: number; text: string }[] = [];
      const parts = (rest + piece).split('\n');
      rest = parts.pop() ?? '';
      let open = '';
      for (const part of parts) {
        const text = open + part;
        const isOpen = text.includes('"') && text.split('"').length % 2 === 0;
        open = isOpen ? `${text}\n` : '';
        if (!isOpen) lines.push({ line, text: text.endsWith('\r') ? text.slice(0, -1) : text });
        if (!isOpen) line += text.split('\n').length;
      }
      rest = open + rest;
      if (rest.length > lineMaxChars)
        throw new BadData(`${file}, line ${line}: expected at most ${lineMaxChars} characters`);
      if (line > rowsMax) throw new BadData(`${file}, line ${line}: expected at most ${rowsMax} lines`);
      yield lines;
    }
  } catch (error) {
    if (error instanceof BadData || !(error instanceof Error)) throw error;
    const why = 'code' in error && error.code === 'ENOENT' ? 'it is not there' : error.message;
    throw new BadData(`${file}, line ${line}: expected a whole gzipped CSV file: ${why}`, { cause: error });
  }
  if (rest !== '') throw new BadData(`${file}, line ${line}: expected a whole line, and the file ends in it`);
}

/** With its comma before it, so that a match is never empty. */
const quotedOrPlain = /,(?:"((?:[^"]|"")*)"|([^",]*))/gy;

/** Null where quotes stand in the wrong places. */
function fieldsOf(text: string): string[] | null {
  if (!text.includes('"')) return text.split(',');
  const line = `,${text}`;
  const fields: string[] = [];
  let end = 0;
  for (const match of line.matchAll(quotedOrPlain)) {
    fields.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    end = match.index + match[0].length;
  }
  return end === line.length ? fields : null;
}
