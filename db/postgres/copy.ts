import type postgres from 'postgres';

/** Sent to PostgreSQL in one piece: large enough that pieces cost nothing, small enough that nobody waits for one. */
const pieceChars = 256 * 1024;

/**
 * Copies rows of text into a table, in the caller's transaction. A value may hold anything but NUL.
 *
 * The driver never says when PostgreSQL refuses what it was sent last; the next statement of the
 * transaction then fails with 25P02. So the columns are plain text, which nothing in our hands can
 * be refused for, and the statement that reads them is the one that converts.
 */
export async function copyText(
  sql: postgres.TransactionSql,
  table: string,
  columns: string[],
  rows: Iterable<string[]>,
): Promise<void> {
  const stream = await sql`copy ${sql(table)} (${sql(columns)}) from stdin`.writable();
  // A write that fails says so below; without a listener the event would end the process.
  stream.on('error', () => {});
  for (const piece of piecesOf(rows)) {
    await new Promise<void>((resolve, reject) => {
      stream.write(piece, (error) => (error ? reject(error) : resolve()));
    });
  }
  stream.end();
}

/** The text format of COPY: a line for each row, its values apart by tabs. */
function* piecesOf(rows: Iterable<string[]>): Generator<string> {
  let piece = '';
  for (const values of rows) {
    piece += `${values.map(escaped).join('\t')}\n`;
    if (piece.length < pieceChars) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}

const special = /[\\\t\n\r]/;
const specials = new RegExp(special, 'g');
const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

function escaped(value: string): string {
  return special.test(value) ? value.replace(specials, (one) => escapes[one] ?? one) : value;
}
