/** A page of a list, and where the next one begins. */
export interface Page<T> {
  items: T[];
  next: string | null;
}

export const pageSizeMax = 200;

/** Position in a list: the value sorted by, and the id that settles ties. Opaque to clients. */
export type Cursor = [value: string | number, id: string];

export function encodeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

/** Null for anything that is not a cursor of ours. */
export function decodeCursor(text: string): Cursor | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (!Array.isArray(value) || value.length !== 2) return null;
    const [first, id] = value as unknown[];
    if ((typeof first !== 'string' && typeof first !== 'number') || typeof id !== 'string') return null;
    return [first, id];
  } catch {
    return null;
  }
}

/** Cuts what was read with one row more than asked into a page. */
export function pageOf<T>(rows: T[], size: number, cursorOf: (row: T) => Cursor): Page<T> {
  const items = rows.slice(0, size);
  const last = items.at(-1);
  return { items, next: rows.length > size && last !== undefined ? encodeCursor(cursorOf(last)) : null };
}
