import type { Band, Reason } from '#engagement/risk.ts';
import type { WayOut } from '#engagement/way-out.ts';
import { bandNames } from './en-bands.ts';
import { count, format } from './en-format.ts';
import { reason } from './en-reasons.ts';

// What is said of a risk where it stands beside others; a part of en.ts. How it was told, en-risk-how.ts tells.

const bandShort: Record<Band | 'unknown', string> = {
  low: 'Low',
  medium: 'Medium',
  high: 'High',
  critical: 'Critical',
  unknown: 'Unknown',
};

/** What raises the risk, heaviest first; where everyone starts says nothing about this one. */
function mainReasons(reasons: Reason[]): string[] {
  const telling = reasons
    .filter(({ code, weight }) => code !== 'base' && weight > 0)
    .toSorted((a, b) => b.weight - a.weight)
    .slice(0, 3);
  return telling.length > 0 ? telling.map(reason) : ['No single reason stands out'];
}

function wayOutShort({ days, within, handIn, risk }: WayOut): string {
  const visits = within === 1 ? 'A visit today' : `${count(days, 'visit')} in ${count(within, 'day')}`;
  return `${visits}${handIn ? ' and the next work handed in' : ''} would bring the risk to ${format.share(risk)}`;
}

export const risk = {
  band: bandNames,
  bandLong: bandNames,
  bandShort,
  markName: (name: string) => name,
  reason,
  mainReasons,
  mainReason: (reasons: Reason[]) => mainReasons(reasons)[0] ?? '',
  wayOutShort,
};
