import {
  type Alert,
  type AlertStatus,
  type AlertType,
  type Severity,
  alertTypes,
  isOpen,
  severities,
} from '#engagement/alert.ts';

/** What of the inbox is looked at. Its address carries it under the API's own names, so that a link in a mail can say it. */
export interface InboxFilter {
  status: StatusFilter;
  severities: Severity[];
  type: AlertType | null;
  cohort: string | null;
  search: string;
  isGrouped: boolean;
}

export const statusFilters = ['open', 'active', 'acknowledged', 'resolved', 'dismissed'] as const;
export type StatusFilter = (typeof statusFilters)[number];

const openStatuses = ['active', 'acknowledged'] as const;

export function filterOf(query: Pick<URLSearchParams, 'get'>): InboxFilter {
  const wanted = (query.get('severity') ?? '').split(',');
  return {
    status: statusFilters.find((status) => status === query.get('status')) ?? 'open',
    severities: severities.filter((severity) => wanted.includes(severity)),
    type: alertTypes.find((type) => type === query.get('type')) ?? null,
    cohort: query.get('cohort'),
    search: query.get('search') ?? '',
    isGrouped: query.get('group') !== 'none',
  };
}

export function queryOf(filter: InboxFilter): URLSearchParams {
  const query = new URLSearchParams();
  if (filter.status !== 'open') query.set('status', filter.status);
  if (filter.severities.length > 0) query.set('severity', filter.severities.join(','));
  if (filter.type !== null) query.set('type', filter.type);
  if (filter.cohort !== null) query.set('cohort', filter.cohort);
  if (filter.search !== '') query.set('search', filter.search);
  if (!filter.isGrouped) query.set('group', 'none');
  return query;
}

export function statusesOf(status: StatusFilter): readonly AlertStatus[] {
  return status === 'open' ? openStatuses : [status];
}

/** The lines of the list: worst first where they are grouped, and the newest first among equals. */
export function linesOf(alerts: Alert[], filter: InboxFilter): Alert[] {
  const statuses = statusesOf(filter.status);
  const search = filter.search.trim().toLocaleLowerCase();
  return alerts
    .filter(
      (alert) =>
        statuses.includes(alert.status) &&
        (filter.severities.length === 0 || filter.severities.includes(alert.severity)) &&
        (filter.type === null || alert.type === filter.type) &&
        (filter.cohort === null || alert.cohort === filter.cohort) &&
        alert.learnerName.toLocaleLowerCase().includes(search),
    )
    .toSorted((one, other) => {
      const worse = severities.indexOf(other.severity) - severities.indexOf(one.severity);
      const newer = other.raisedAt.localeCompare(one.raisedAt) || other.id.localeCompare(one.id);
      return (filter.isGrouped && worse) || newer;
    });
}

/** From one line to another, both included, in whichever direction; only the second when the first is gone. */
export function rangeOf(lines: Alert[], from: string | null, to: string): string[] {
  const ids = lines.map(({ id }) => id);
  const [start, end] = [from === null ? -1 : ids.indexOf(from), ids.indexOf(to)];
  if (start < 0) return [to];
  return ids.slice(Math.min(start, end), Math.max(start, end) + 1);
}

/** By how much the score has changed since the alert was raised; null where one of the two is not known. */
export function changeOf({ score, scoreNow }: Alert): number | null {
  return score === null || scoreNow === null ? null : Math.round((scoreNow - score) * 10) / 10;
}

export function cohortsOf(alerts: Alert[]): { id: string; name: string }[] {
  const names = new Map(alerts.filter(isOpen).map(({ cohort, cohortName }) => [cohort, cohortName]));
  return Array.from(names, ([id, name]) => ({ id, name })).toSorted((a, b) => a.name.localeCompare(b.name));
}
