import { type SQL, getTableName, sql } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import { type TenantTransaction, rowsOf } from './connect.ts';

/*
 * Many values as one parameter. Placeholders of their own cost more to write than PostgreSQL takes for the rows:
 * a thousand learners looked at for the first time took half again as long.
 */

export function textArray(values: readonly string[]): SQL {
  return sql`(array(select json_array_elements_text(${JSON.stringify(values)}::text::json)))`;
}

/** As `inArray`. */
export function isOneOf(column: PgColumn, values: readonly string[]): SQL {
  return sql`${column} = any(${textArray(values)})`;
}

/** Inserts rows that all have the same columns, by the names of the schema; `ending` is what follows: on conflict, returning. */
export async function insertMany<Table extends PgTable, Returned>(
  tx: TenantTransaction,
  table: Table,
  rows: readonly Table['$inferInsert'][],
  ending: SQL = sql``,
): Promise<Returned[]> {
  const [first] = rows;
  if (first === undefined) return [];
  const name = sql.identifier(getTableName(table));
  const names = Object.keys(first).map((key) => ({ key, column: columnName(key) }));
  const columns = sql.join(
    names.map(({ column }) => sql.identifier(column)),
    sql`, `,
  );
  const written = JSON.stringify(
    rows.map((row) =>
      Object.fromEntries(names.map(({ key, column }) => [column, row[key as keyof typeof row]])),
    ),
  );
  return rowsOf<Returned>(
    tx,
    sql`insert into ${name} (${columns})
        select ${columns} from jsonb_populate_recordset(null::${name}, ${written}::text::jsonb) ${ending}`,
  );
}

/** As drizzle names them. */
function columnName(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
