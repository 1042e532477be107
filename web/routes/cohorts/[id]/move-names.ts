import { tick } from 'svelte';

const moveMs = 200;

/** Names move with their cells when lines are ordered anew: each from the place it had to the one it has. */
export async function moveNames(
  body: HTMLElement,
  was: ReadonlyMap<string, number>,
  is: ReadonlyMap<string, number>,
  rowHeight: number,
): Promise<void> {
  await tick();
  for (const [key, place] of is) {
    const from = was.get(key);
    if (from === undefined || from === place) continue;
    body
      .querySelector(`[data-key="${CSS.escape(key)}"]`)
      ?.animate([{ transform: `translateY(${(from - place) * rowHeight}px)` }, { transform: 'none' }], {
        duration: moveMs,
        easing: 'cubic-bezier(0.2, 0.7, 0.3, 1)',
      });
  }
}
