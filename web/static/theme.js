// Runs before the first paint, so that a page in the chosen theme never flashes in the other one.
// `web/lib/theme.svelte.ts` writes what is read here.
(() => {
  let chosen = 'system';
  try {
    chosen = localStorage.getItem('holdfast.theme') ?? 'system';
  } catch {
    chosen = 'system'; // storage may be forbidden; the system's own preference then stands
  }
  const root = document.documentElement;
  root.dataset.theme = chosen;
  const wantsContrast = chosen === 'contrast' || matchMedia('(prefers-contrast: more)').matches;
  root.dataset.contrast = wantsContrast ? 'more' : 'usual';
})();
