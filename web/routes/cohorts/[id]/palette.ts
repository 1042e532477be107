import { type Palette, packed } from '#web/lib/heatmap/paint.ts';

/** The tokens as pixels. Only the browser can tell which side of light-dark() counts, and what OKLCH is in sRGB. */
export function paletteOf(element: HTMLElement): Palette {
  const canvas = document.createElement('canvas');
  canvas.width = 1;
  canvas.height = 1;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const probe = element.ownerDocument.createElement('i');
  element.append(probe);
  const colour = (token: string): number => {
    if (!context) return packed([128, 128, 128]);
    probe.style.color = `var(--${token})`;
    context.fillStyle = getComputedStyle(probe).color;
    context.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
    return packed([red, green, blue]);
  };
  const palette = {
    steps: [0, 1, 2, 3, 4, 5].map((step) => colour(`ramp-${step}`)),
    ground: colour('ground'),
    dot: colour('silence-dot'),
    hatch: colour('silence-hatch'),
    down: colour('silence-down'),
    glow: colour('glow'),
  };
  probe.remove();
  return palette;
}
