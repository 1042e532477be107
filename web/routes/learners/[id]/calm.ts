/** Does the work when first asked, and then at most every so often: what is asked for meanwhile is done once, afterwards. */
export function atMostEvery(everyMs: number, work: () => void): { ask: () => void; stop: () => void } {
  let pause: ReturnType<typeof setTimeout> | undefined;
  let isAsked = false;
  function rest(): void {
    pause = undefined;
    if (isAsked) ask();
  }
  function ask(): void {
    isAsked = pause !== undefined;
    if (isAsked) return;
    pause = setTimeout(rest, everyMs);
    work();
  }
  return { ask, stop: () => clearTimeout(pause) };
}
