import { type Alert, isOpen } from './alert.ts';
import type { Case, MentorRequest } from './case.ts';
import type { Nudge } from './nudge.ts';
import type { Challenge } from './nudging/challenge.ts';
import { type CohortChange, applyCohort, mergeCohort } from './screen/cohort-change.ts';
import type { CohortView } from './screen/cohort-view.ts';
import type { OutageNews } from './source.ts';

/**
 * The live protocol: what the socket carries, and how a view changes when a delta arrives.
 * Every delta states values, never differences, so applying one twice changes nothing.
 */

/**
 * `me` is the learner's own feed; `cases` the mentors' queue of the tenant, `alerts` its open alerts, `sources` which of
 * its sources are down.
 */
export type Topic = `cohort/${string}` | 'cases' | 'alerts' | 'sources' | 'me';

/** Whoever says no `as` is told everything in JSON; in bytes a cohort's frames are those of `screen/envelope.ts`. */
export type ClientMessage =
  | { op: 'subscribe'; topic: string; epoch?: string; seq?: number; as?: 'json' | 'bytes' }
  | { op: 'unsubscribe'; topic: string }
  | { op: 'pace'; pace: Pace };

/** How often a viewer is told: somebody looks, or the page is open and nobody does anything there. */
export type Pace = 'view' | 'idle';
/** At most this often does a topic send a frame. */
export const paceEveryMs: Record<Pace, number> = { view: 100, idle: 500 };

export type ServerMessage =
  | Snapshot
  | Delta
  | { kind: 'refused'; topic: string; code: 'not_found' | 'bad_request' | 'too_many'; message: string }
  | Beat;

/** `epoch` names one life of a topic's numbering: numbers of different epochs do not compare. */
export interface Snapshot {
  kind: 'snapshot';
  topic: Topic;
  epoch: string;
  seq: number;
  body: View;
}

/**
 * Leads from `base` to `seq`; it may span several announcements when they came faster than frames are sent.
 * Whoever stands anywhere between the two may take it; whoever stands before `base` has missed something.
 */
export interface Delta {
  kind: 'delta';
  topic: Topic;
  epoch: string;
  base: number;
  seq: number;
  body: Change;
}

/** Sent every few seconds on every socket: a page that misses it knows that what it shows is stale. */
export interface Beat {
  kind: 'beat';
  at: number;
  stores: { postgres: boolean; redis: boolean };
}

export const beatMs = 4_000;
/** Two beats and a little for a slow link. */
export const staleAfterMs = 10_000;

export type View = CohortView | CasesView | AlertsView | SourcesView | MeView;
export type Change = CohortChange | CasesChange | AlertsChange | SourcesChange | MeChange;

export interface CasesView {
  of: 'cases';
  cases: Case[];
}
/** A case that was closed stays in the change, so that pages can take it away. */
export interface CasesChange {
  of: 'cases';
  cases: Case[];
}

/** The newest of the open alerts. */
export interface AlertsView {
  of: 'alerts';
  alerts: Alert[];
}
/** One that was resolved or dismissed stays in the change, so that pages can take it away. */
export interface AlertsChange {
  of: 'alerts';
  alerts: Alert[];
}

/** Outages that last, and those that were over within the minutes that a live map shows. */
export interface SourcesView {
  of: 'sources';
  outages: OutageNews[];
}
export interface SourcesChange {
  of: 'sources';
  outages: OutageNews[];
}

export interface MeView {
  of: 'me';
  nudges: Nudge[];
  challenges: Challenge[];
  /** What becomes of what the learner asked a mentor; null where they did not. */
  request: MentorRequest | null;
}
/** Of nudges those that changed; the rest whole, where it changed. */
export interface MeChange {
  of: 'me';
  nudges?: Nudge[];
  challenges?: Challenge[];
  request?: MentorRequest | null;
}

/** More than anyone reads at once; the others are in the list over HTTP. */
export const liveAlertsMax = 500;
/** A page that stays open for weeks lets go of the oldest. */
const outagesShown = 100;

/** The view after a change; rows and cases that did not change stay the same objects. */
export function applyChange(view: View, change: Change): View {
  if (view.of === 'cohort' && change.of === 'cohort') return applyCohort(view, change);
  if (view.of === 'cases' && change.of === 'cases') {
    const open = merge(view.cases, change.cases).filter((one) => one.status !== 'closed');
    return { ...view, cases: open };
  }
  if (view.of === 'alerts' && change.of === 'alerts') return applyAlerts(view, change);
  if (view.of === 'sources' && change.of === 'sources') {
    return { ...view, outages: merge(view.outages, change.outages).slice(-outagesShown) };
  }
  if (view.of === 'me' && change.of === 'me')
    return { ...view, ...change, nudges: merge(view.nudges, change.nudges ?? []) };
  return view;
}

/** Two changes of one topic as one: later values win, and no cell or row is lost. */
export function mergeChanges(earlier: Change, later: Change): Change {
  if (earlier.of === 'cohort' && later.of === 'cohort') return mergeCohort(earlier, later);
  if (earlier.of === 'cases' && later.of === 'cases') {
    return { of: 'cases', cases: merge(earlier.cases, later.cases) };
  }
  if (earlier.of === 'alerts' && later.of === 'alerts') {
    return { of: 'alerts', alerts: merge(earlier.alerts, later.alerts) };
  }
  if (earlier.of === 'sources' && later.of === 'sources') {
    return { of: 'sources', outages: merge(earlier.outages, later.outages) };
  }
  if (earlier.of === 'me' && later.of === 'me') {
    return { ...earlier, ...later, nudges: merge(earlier.nudges ?? [], later.nudges ?? []) };
  }
  return later;
}

/** What is said to whoever missed nothing. */
export function noChange(of: View['of']): Change {
  switch (of) {
    case 'cohort':
      return { of, rows: [] };
    case 'cases':
      return { of, cases: [] };
    case 'alerts':
      return { of, alerts: [] };
    case 'sources':
      return { of, outages: [] };
    case 'me':
      return { of };
  }
}

function applyAlerts(view: AlertsView, change: AlertsChange): AlertsView {
  const open = merge(view.alerts, change.alerts).filter(isOpen);
  if (open.length <= liveAlertsMax) return { ...view, alerts: open };
  const newest = open.toSorted((one, other) => other.raisedAt.localeCompare(one.raisedAt));
  return { ...view, alerts: newest.slice(0, liveAlertsMax) };
}

function merge<T extends { id: string }>(before: T[], after: T[]): T[] {
  const all = new Map(before.map((one) => [one.id, one]));
  for (const one of after) all.set(one.id, one);
  return [...all.values()];
}
