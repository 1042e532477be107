import { type Range, ranges } from '#web/lib/heatmap/columns.ts';

/** What a key asks of the screen, wherever the keyboard is but in a field. */
export type Wish =
  | { do: 'range'; range: Range }
  | { do: 'step'; by: 1 | -1 }
  | { do: 'zoom'; by: 'in' | 'out' | 'all' | 'earlier' | 'later' }
  | { do: 'pause' | 'help' | 'search' | 'leave' };

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>;

export function wishOf({ key, ctrlKey, metaKey, altKey }: Pressed): Wish | null {
  if (ctrlKey || metaKey || altKey) return null;
  const range = ranges[Number(key) - 1];
  if (range !== undefined) return { do: 'range', range };
  return wishes[key] ?? null;
}

const wishes: Partial<Record<string, Wish>> = {
  j: { do: 'step', by: 1 },
  k: { do: 'step', by: -1 },
  '+': { do: 'zoom', by: 'in' },
  '=': { do: 'zoom', by: 'in' },
  '-': { do: 'zoom', by: 'out' },
  '0': { do: 'zoom', by: 'all' },
  '[': { do: 'zoom', by: 'earlier' },
  ']': { do: 'zoom', by: 'later' },
  p: { do: 'pause' },
  '?': { do: 'help' },
  '/': { do: 'search' },
  Escape: { do: 'leave' },
};

/** Whether a key belongs to what has the focus: somebody types there, or moves a slider. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('input:not([type="checkbox"]), select, textarea'))
  );
}
