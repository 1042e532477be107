import type { TenantTransaction } from '#db/postgres/connect.ts';
import { type ByWhom, addItems, changeItem, itemsMost, wholeBank } from '#db/postgres/items.ts';
import { type ReadItem, type RefusedLine, itemKey, readItemsCsv } from '#engagement/nudging/item-csv.ts';
import type { WrittenItem } from '#engagement/nudging/item-problem.ts';

/** Questions of one table: more would be locked for longer than others wait. */
export const importedMost = 2_000;
/** Shown of what is new or changed, so that somebody sees whether it was read right. */
const shownMost = 20;

export interface ItemImport {
  added: number;
  changed: number;
  same: number;
  refused: RefusedLine[];
  items: (WrittenItem & { line: number; what: 'added' | 'changed' })[];
}

/**
 * Takes a table of questions into a bank: what can be read is taken, what cannot is named. A question that is there already,
 * on the same skill in the same words, is changed; none is ever removed. Null when the bank would be too large.
 */
export async function importItems(
  tx: TenantTransaction,
  {
    tenant,
    programme,
    text,
    isDryRun,
  }: { tenant: string; programme: string; text: string; isDryRun: boolean },
  by: ByWhom,
): Promise<ItemImport | null> {
  const { items: read, refused } = readItemsCsv(text);
  const bank = await wholeBank(tx, tenant, programme);
  const known = new Map(bank.map((item) => [itemKey(item), item]));
  const added: ReadItem[] = [];
  const changed: (ReadItem & { id: string })[] = [];
  let same = 0;
  for (const one of read) {
    const before = known.get(itemKey(one.item));
    if (before === undefined) added.push(one);
    else if (isSame(before, one.item)) same++;
    else changed.push({ ...one, id: before.id });
  }
  if (read.length > importedMost || bank.length + added.length > itemsMost) return null;
  if (!isDryRun) {
    await addItems(
      tx,
      tenant,
      programme,
      added.map(({ item }) => item),
      by,
    );
    for (const { id, item } of changed) await changeItem(tx, tenant, programme, id, item, by);
  }
  const items = [...shown(added, 'added'), ...shown(changed, 'changed')].slice(0, shownMost);
  return { added: added.length, changed: changed.length, same, refused, items };
}

function isSame(one: WrittenItem, other: WrittenItem): boolean {
  return (
    JSON.stringify([one.choices, one.right, one.because]) ===
    JSON.stringify([other.choices, other.right, other.because])
  );
}

function shown(some: readonly ReadItem[], what: 'added' | 'changed'): ItemImport['items'] {
  return some.map(({ line, item }) => ({ line, what, ...item }));
}
