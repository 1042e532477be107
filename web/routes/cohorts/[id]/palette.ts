import type { Measure } from '#web/lib/heatmap/measures.ts';
import { contrastOf } from '#web/lib/heatmap/contrast.ts';
import { type Palette, packed } from '#web/lib/heatmap/paint.ts';

/** The tokens of a measure's ramp, from the least to the most. */
export function tokensOf(measure: Measure): readonly string[] {
  switch (measure) {
    case 'activity':
    case 'score':
      return tokens('ramp', 6);
    case 'risk':
      return tokens('heat-risk', 6);
    case 'sentiment':
      return tokens('heat-mood', 7);
    case 'attendance':
      return tokens('heat-attendance', 3);
  }
}

/** The tokens as pixels. Only the browser can tell which side of light-dark() counts, and what OKLCH is in sRGB. */
export function paletteOf(element: HTMLElement, measure: Measure): Palette {
  const canvas = document.createElement('canvas');
  canvas.width = 1;
  canvas.height = 1;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const probe = element.ownerDocument.createElement('i');
  // Where motion is not wanted every change of a colour takes a moment, and before it is over the colour is the old one.
  probe.style.setProperty('transition', 'none', 'important');
  // Else every colour would be the one that letters have there.
  probe.style.setProperty('forced-color-adjust', 'none');
  element.append(probe);
  const colour = (token: string): number => {
    if (!context) return packed([128, 128, 128]);
    probe.style.color = `var(--${token})`;
    context.fillStyle = getComputedStyle(probe).color;
    context.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
    return packed([red, green, blue]);
  };
  const steps = tokensOf(measure).map(colour);
  const [ground, text] = [colour('ground'), colour('text')];
  const palette = {
    steps,
    inks: steps.map((step) => (contrastOf(step, text) >= contrastOf(step, ground) ? text : ground)),
    ground,
    dot: colour('silence-dot'),
    hatch: colour('silence-hatch'),
    down: colour('silence-down'),
    glow: colour('glow'),
  };
  probe.remove();
  return palette;
}

function tokens(ramp: string, steps: number): readonly string[] {
  return Array.from({ length: steps }, (_, step) => `${ramp}-${step}`);
}

/** A colour as every program reads it. */
export function hexOf(colour: number): string {
  const channels = [colour & 255, (colour >>> 8) & 255, (colour >>> 16) & 255];
  return `#${channels.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}
