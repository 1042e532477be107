import { MediaQuery } from 'svelte/reactivity';

/** Where a layout differs by more than CSS can say. The widths are those of the style sheets. */
export const isPhone = new MediaQuery('max-width: 640px');
export const isDark = new MediaQuery('prefers-color-scheme: dark');
export const wantsContrast = new MediaQuery('prefers-contrast: more');
export const wantsCalm = new MediaQuery('prefers-reduced-motion: reduce');
/** The person's machine has colours of its own for every page. */
export const hasOwnColours = new MediaQuery('forced-colors: active');
