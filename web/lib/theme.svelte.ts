/** `static/theme.js` applies the stored choice before the first paint; this is the switch. */
export const themes = ['system', 'light', 'dark', 'contrast'] as const;
export type Theme = (typeof themes)[number];

const key = 'holdfast.theme';

class ThemeSwitch {
  chosen = $state<Theme>(themes.find((one) => one === document.documentElement.dataset['theme']) ?? 'system');

  choose(theme: Theme): void {
    this.chosen = theme;
    const root = document.documentElement;
    const wantsContrast = theme === 'contrast' || matchMedia('(prefers-contrast: more)').matches;
    root.dataset['theme'] = theme;
    root.dataset['contrast'] = wantsContrast ? 'more' : 'usual';
    try {
      localStorage.setItem(key, theme);
    } catch {
      // Storage may be forbidden: the choice then lasts as long as the page does.
      return;
    }
  }
}

export const theme = new ThemeSwitch();
