/** How far two colours, as pixels hold them, are apart in lightness: from 1 to 21, as WCAG counts it. */
export function contrastOf(one: number, other: number): number {
  const [light, dark] = [luminanceOf(one), luminanceOf(other)].toSorted((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminanceOf(colour: number): number {
  const [red = 0, green = 0, blue = 0] = [0, 8, 16].map((shift) => {
    const share = ((colour >>> shift) & 255) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
