import { type Band, type Floors, bandOf, floorsOf } from './risk.ts';
import type { Scoring } from './scoring.ts';

/** Whom a scoring would flag by the risks that were told last, of all whose cohort goes on. */
export interface RiskPreview {
  /** Whose risk is known, and how many of them are expected to drop off within 14 days if nobody helps. */
  known: number;
  expected: number;
  bands: { before: Record<Band | 'unknown', number>; after: Record<Band | 'unknown', number> };
  before: Flagged;
  after: Flagged;
  /** What the new thresholds would do if nobody reckoned with mentors. */
  byThresholds: Flagged;
  /** How many the mentors of all programmes can take together; null where nobody reckons with them. */
  places: number | null;
}

/** Those at high or critical risk. */
export interface Flagged {
  learners: number;
  /** Of these so many are flagged only because they were, and are not yet clearly below. */
  staying: number;
  /** So many of them are expected to drop off within 14 days if nobody helps: the sum of their risks, which are calibrated. */
  expected: number;
  /** From which risk on somebody is flagged, in percent; of several programmes the lowest and the highest. Null without learners. */
  from: { lowest: number; highest: number } | null;
}

/** What was told last of learners of one programme: mentors are reckoned with programme by programme. */
export interface ToldRisk {
  programme: string;
  /** Null while too little is known of them. */
  risk: number | null;
  band: Band | null;
}

/** What another scoring would make of the risks that were told; before is by each programme's own. */
export function riskPreviewOf(
  told: readonly ToldRisk[],
  scorings: ReadonlyMap<string, Scoring>,
  changed: Scoring,
): RiskPreview {
  const sides = { before: emptySide(), after: emptySide(), byThresholds: emptySide() };
  const { mentors, casesEach } = changed.risk;
  const programmes = Map.groupBy(told, ({ programme }) => programme);
  let [known, expected] = [0, 0];
  for (const [programme, all] of programmes) {
    const scoring = scorings.get(programme) ?? changed;
    const risks = all.flatMap(({ risk }) => risk ?? []).toSorted((one, other) => other - one);
    known += risks.length;
    expected += risks.reduce((sum, risk) => sum + risk, 0);
    addTo(sides.before, all, scoring, floorsOf(scoring, capacityFloorOf(risks, scoring)));
    addTo(sides.after, all, changed, floorsOf(changed, capacityFloorOf(risks, changed)));
    addTo(sides.byThresholds, all, changed, floorsOf(changed, null));
  }
  return {
    known,
    expected,
    bands: { before: sides.before.bands, after: sides.after.bands },
    before: sides.before.flagged,
    after: sides.after.flagged,
    byThresholds: sides.byThresholds.flagged,
    places: mentors === 0 ? null : mentors * casesEach * programmes.size,
  };
}

/** In percent, the risk of the last learner whom a programme's mentors can take; null where nobody reckons with them, and 0 where they can take everybody. `risks` are in falling order. */
export function capacityFloorOf(
  risks: readonly number[],
  { risk: { mentors, casesEach } }: Pick<Scoring, 'risk'>,
): number | null {
  return mentors === 0 ? null : 100 * (risks[mentors * casesEach - 1] ?? 0);
}

interface Side {
  bands: Record<Band | 'unknown', number>;
  flagged: Flagged;
}

function emptySide(): Side {
  return {
    bands: { low: 0, medium: 0, high: 0, critical: 0, unknown: 0 },
    flagged: { learners: 0, staying: 0, expected: 0, from: null },
  };
}

function addTo(
  side: Side,
  all: readonly ToldRisk[],
  { risk: { steadyPercent } }: Scoring,
  floors: Floors,
): void {
  const { flagged } = side;
  for (const { risk, band: before } of all) {
    const band = risk === null ? 'unknown' : bandOf(risk, floors, steadyPercent, before);
    side.bands[band]++;
    if (risk === null || !isFlagged(band)) continue;
    flagged.learners++;
    flagged.expected += risk;
    if (100 * risk < floors.high) flagged.staying++;
  }
  const { lowest, highest } = flagged.from ?? { lowest: floors.high, highest: floors.high };
  flagged.from = { lowest: Math.min(lowest, floors.high), highest: Math.max(highest, floors.high) };
}

function isFlagged(band: Band | 'unknown'): boolean {
  return band === 'high' || band === 'critical';
}
