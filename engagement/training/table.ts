/** A bin for what is not known, and so many steps of equal numbers of rows. */
const stepsMost = 62;

/** Where the bins of a feature begin, from its values; nothing where it is never known. */
export function cutsOf(values: Float32Array, most: number = stepsMost): number[] {
  const known = values.filter((value) => !Number.isNaN(value)).toSorted();
  const cuts: number[] = [];
  for (let step = 1; step < most; step++) {
    const value = known[Math.floor((step * known.length) / most)];
    if (value === undefined) break;
    const cut = shortest(value);
    if (cut > (cuts.at(-1) ?? known[0] ?? cut)) cuts.push(cut);
  }
  return cuts;
}

/** A cut is written into a file, and read by people. */
function shortest(value: number): number {
  return Number(value.toPrecision(6));
}
