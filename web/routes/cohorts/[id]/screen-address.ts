import { type Flag, flags } from '#engagement/flag.ts';
import { type Band, bands } from '#engagement/risk.ts';
import { type Level, levels } from '#engagement/score.ts';
import { type Range, ranges } from '#web/lib/heatmap/columns.ts';
import { type Grouping, groupings } from '#web/lib/heatmap/groups.ts';
import { type Measure, measures } from '#web/lib/heatmap/measures.ts';
import { type Order, orders } from '#web/lib/heatmap/order.ts';
import type { Zoom } from '#web/lib/heatmap/zoom.ts';

export const rowSizes = ['usual', 'small', 'large'] as const;
export type RowSize = (typeof rowSizes)[number];
export type BandFilter = Band | 'unknown';
export const bandFilters: readonly BandFilter[] = [...bands.toReversed(), 'unknown'];

/** Learners, by their enrolments, and where a region was drawn the stretch of time that it spans, in ms. */
export interface Selection {
  learners: readonly string[];
  from: number | null;
  to: number | null;
}

/** All that decides what the screen shows: a link to it shows a colleague the same. */
export interface Asked {
  range: Range;
  measure: Measure;
  size: RowSize;
  order: Order;
  group: Grouping;
  band: BandFilter | null;
  level: Level | null;
  flag: Flag | null;
  hasCase: boolean;
  /** Risks between these, in percent; the lower one included. */
  risks: readonly [number, number] | null;
  search: string;
  zoom: Zoom | null;
  selection: Selection | null;
  /** A selection that the server keeps, of more than an address can hold. */
  kept: string | null;
  /** The moment of the past that is shown, in ms; null shows now. */
  at: number | null;
}

export const usual: Asked = {
  range: 'hour',
  measure: 'activity',
  size: 'usual',
  order: 'risk',
  group: 'none',
  band: null,
  level: null,
  flag: null,
  hasCase: false,
  risks: null,
  search: '',
  zoom: null,
  selection: null,
  kept: null,
  at: null,
};

/** An address can be passed on in a mail up to about so many of these. */
export const learnersMax = 100;
const searchMax = 100;

/** What an address asks for. Whatever it says that nobody could mean is as if it said nothing. */
export function askedOf(query: Pick<URLSearchParams, 'get'>): Asked {
  const text = (name: string): string => query.get(name) ?? '';
  return {
    range: oneOf(ranges, text('range')) ?? usual.range,
    measure: oneOf(measures, text('measure')) ?? usual.measure,
    size: oneOf(rowSizes, text('size')) ?? usual.size,
    order: oneOf(orders, text('sort')) ?? usual.order,
    group: oneOf(groupings, text('group')) ?? usual.group,
    band: oneOf(bandFilters, text('band')),
    level: oneOf(levels, text('level')),
    flag: oneOf(flags, text('flag')),
    hasCase: text('case') === 'open',
    risks: risksOf(text('risk')),
    search: text('search').slice(0, searchMax),
    zoom: zoomOf(text('zoom')),
    selection: selectionOf(text('learners'), timeOf(text('from')), timeOf(text('to'))),
    kept: /^[0-9a-z]{1,40}$/.test(text('selection')) ? text('selection') : null,
    at: timeOf(text('at')),
  };
}

/** The other way round; what is as usual is left out. */
export function queryOf(asked: Asked): URLSearchParams {
  const query = new URLSearchParams();
  const set = (name: string, value: string, isUsual: boolean): void => {
    if (!isUsual) query.set(name, value);
  };
  set('range', asked.range, asked.range === usual.range);
  set('measure', asked.measure, asked.measure === usual.measure);
  set('size', asked.size, asked.size === usual.size);
  set('sort', asked.order, asked.order === usual.order);
  set('group', asked.group, asked.group === usual.group);
  set('band', asked.band ?? '', asked.band === null);
  set('level', asked.level ?? '', asked.level === null);
  set('flag', asked.flag ?? '', asked.flag === null);
  set('case', 'open', !asked.hasCase);
  set('risk', asked.risks?.join('-') ?? '', asked.risks === null);
  set('search', asked.search, asked.search === '');
  set('zoom', asked.zoom === null ? '' : `${asked.zoom.from}-${asked.zoom.to}`, asked.zoom === null);
  const { selection } = asked;
  if (selection !== null && asked.kept === null && selection.learners.length <= learnersMax) {
    query.set('learners', selection.learners.join(','));
    if (selection.from !== null) query.set('from', new Date(selection.from).toISOString());
    if (selection.to !== null) query.set('to', new Date(selection.to).toISOString());
  }
  set('selection', asked.kept ?? '', asked.kept === null);
  set('at', asked.at === null ? '' : new Date(asked.at).toISOString(), asked.at === null);
  return query;
}

function oneOf<const Name extends string>(names: readonly Name[], text: string): Name | null {
  return names.find((name) => name === text) ?? null;
}

function pairOf(text: string): [number, number] | null {
  const found = /^(\d{1,3})-(\d{1,3})$/.exec(text);
  return found === null ? null : [Number(found[1]), Number(found[2])];
}

function risksOf(text: string): Asked['risks'] {
  const pair = pairOf(text);
  return pair === null || pair[0] >= pair[1] || pair[1] > 100 ? null : pair;
}

function zoomOf(text: string): Zoom | null {
  const pair = pairOf(text);
  return pair === null || pair[0] < pair[1] ? null : { from: pair[0], to: pair[1] };
}

function timeOf(text: string): number | null {
  const at = /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isFinite(at) ? at : null;
}

function selectionOf(text: string, from: number | null, to: number | null): Selection | null {
  const learners = text.split(',').filter((id) => /^[0-9a-z]{1,40}$/.test(id));
  if (learners.length === 0) return null;
  const hasStretch = from !== null && to !== null && from < to;
  return {
    learners: [...new Set(learners)].slice(0, learnersMax),
    from: hasStretch ? from : null,
    to: hasStretch ? to : null,
  };
}
