import type { EngagementSet } from './set.ts';

/** Brief A13's table, counted from the records. */
export function countsOf({ learners }: EngagementSet) {
  const weeks = learners.flatMap((learner) => learner.weeks);
  const events = weeks.flatMap((week) => week.records.map((record) => record.event));
  const sessions = events.filter(({ type }) => type === 'attendance');
  const texts = events.filter(({ type }) => type === 'message');
  const lms = events.filter(({ type }) => type !== 'attendance' && type !== 'message');
  const alerts = weeks.flatMap((week) => week.alerts);
  return {
    weeks: weeks.length,
    levels: counted(weeks.map(({ week }) => week.level ?? 'unknown')),
    attendance: sessions.length,
    statuses: counted(sessions.map(({ attendance }) => attendance?.status ?? 'unknown')),
    lms: lms.length,
    types: counted(lms.map(({ type }) => type)),
    sentiment: texts.length,
    alerts: alerts.length,
    severities: counted(alerts.map(({ severity }) => severity)),
    records: weeks.length + events.length + alerts.length,
  };
}

export function linesOf(set: EngagementSet): string[] {
  const { weeks, attendance, lms, sentiment, alerts, records, ...by } = countsOf(set);
  return [
    `${records} records in three tenants of five learners:`,
    `  ${weeks} weeks: ${said(by.levels)}`,
    `  ${attendance} attendance: ${said(by.statuses)}`,
    `  ${lms} activities: ${said(by.types)}`,
    `  ${sentiment} texts`,
    `  ${alerts} alerts: ${said(by.severities)}`,
  ];
}

function counted(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

function said(counts: Record<string, number>): string {
  return Object.entries(counts)
    .toSorted(([, one], [, other]) => other - one)
    .map(([name, count]) => `${name.replaceAll('_', ' ')} ${count}`)
    .join(', ');
}
