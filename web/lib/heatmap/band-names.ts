/** A band along the axis, in pixels, and how wide its name is. */
export interface NamedBand {
  left: number;
  right: number;
  name: number;
  /** One of many of the same name: it goes without where there is no room within the band. */
  isCommon: boolean;
}

/** Where a name stands; `end` means that it stands before the end of its band, since there is no room after its beginning. */
export interface NameRoom {
  left: number;
  width: number;
  side: 'middle' | 'start' | 'end';
}

/** Between the end of a name and what comes after it. */
const airPx = 6;
/** Less says nothing. */
const leastPx = 24;

/**
 * Room for the names of bands, in the order of the axis: within the band, else out of it to where the next name begins. No two
 * names lie over each other; one that has no room at all goes without (null), and the first common one stands for the others.
 */
export function nameRooms(bands: readonly NamedBand[], width: number): (NameRoom | null)[] {
  const fits = ({ left, right, name }: NamedBand): boolean => name <= right - left;
  const isAnyCommonNamed = bands.some((band) => band.isCommon && fits(band));
  const firstCommon = isAnyCommonNamed ? -1 : bands.findIndex(({ isCommon }) => isCommon);
  const isNamed = (band: NamedBand, index: number): boolean =>
    !band.isCommon || fits(band) || index === firstCommon;
  let taken = 0;
  return bands.map((band, index): NameRoom | null => {
    if (!isNamed(band, index)) return null;
    const { left, right, name } = band;
    if (fits(band) && left >= taken) {
      taken = right;
      return { left, width: right - left, side: 'middle' };
    }
    const next = bands.find((other, place) => place > index && isNamed(other, place));
    const from = Math.max(left, taken);
    const after = (next === undefined ? width : next.left - airPx) - from;
    const before = right - taken;
    const isAfter = after >= Math.min(name, before);
    const room = Math.min(name, isAfter ? after : before);
    if (room < leastPx || (band.isCommon && room < name)) return null;
    taken = (isAfter ? from + room : right) + airPx;
    return { left: isAfter ? from : right - room, width: room, side: isAfter ? 'start' : 'end' };
  });
}
