import { type AlertType, type Severity, alertTypes, severities } from '#engagement/alert.ts';
import type { DigestCohort, DigestEvery, DigestFigures } from '#engagement/digest.ts';
import { escaped, mailPage } from './mail-page.ts';

/** The words of the digest, plain and as HTML. It counts and links; who it is about is seen after signing in. */
export function digestMail(
  figures: DigestFigures,
  { every, origin, tenant, now }: { every: DigestEvery; origin: string; tenant: string; now: Date },
): { subject: string; text: string; html: string } {
  const open = sum(figures.cohorts.map((cohort) => cohort.open));
  const fresh = sum(figures.cohorts.map((cohort) => cohort.fresh));
  const lead = `${alerts(open)} open at ${tenant}, ${fresh} new since the last ${every === 'week' ? 'week' : 'day'}'s mail.`;
  const blocks = figures.cohorts.map((cohort) => blockOf(cohort, origin));
  const waiting = figures.longest.map(({ id, cohortName, severity, type, raisedAt }): Line => ({
    text: `${severityNames[severity]}, ${typeNames[type]}, ${cohortName}: open for ${days(now, raisedAt)}`,
    link: `${origin}/alerts?alert=${id}`,
  }));
  const foot = 'You get this mail because you chose it, or because managers do unless they say otherwise.';
  const settings: Line = { text: 'Change how often, or turn it off', link: `${origin}/settings/mail` };
  const parts: Block[] = [
    ...blocks,
    ...(waiting.length > 0 ? [{ title: 'Open longest', lines: waiting }] : []),
  ];
  return {
    subject: `${alerts(open)} open, ${fresh} new`,
    text: [lead, ...parts.map(plain), `${foot}\n${plainLine(settings)}`].join('\n\n') + '\n',
    html: mailPage(
      [
        `<p>${escaped(lead)}</p>`,
        ...parts.map(marked),
        `<p>${escaped(foot)}<br>${markedLine(settings)}</p>`,
      ].join('\n'),
    ),
  };
}

interface Line {
  text: string;
  link: string | null;
}
interface Block {
  title: string;
  lines: Line[];
}

const severityNames: Record<Severity, string> = {
  low: 'Low',
  medium: 'Medium',
  high: 'High',
  critical: 'Critical',
};
const typeNames: Record<AlertType, string> = {
  attendance: 'attendance',
  lms_inactivity: 'inactivity',
  negative_sentiment: 'mood',
  overall_engagement: 'overall',
};

function blockOf(
  { id, name, open, fresh, severities: bySeverity, types }: DigestCohort,
  origin: string,
): Block {
  const worst = severities.toReversed().filter((severity) => bySeverity[severity] > 0);
  const kinds = alertTypes
    .filter((type) => types[type] > 0)
    .map((type) => `${types[type]} ${typeNames[type]}`);
  return {
    title: `${name}: ${open} open, ${fresh} new`,
    lines: [
      ...worst.map((severity) => ({
        text: `${severityNames[severity]}: ${bySeverity[severity]}`,
        link: `${origin}/alerts?severity=${severity}&cohort=${id}`,
      })),
      ...(kinds.length > 0 ? [{ text: `By type: ${kinds.join(', ')}`, link: null }] : []),
    ],
  };
}

function plain({ title, lines }: Block): string {
  return [title, ...lines.map((line) => `  ${plainLine(line)}`)].join('\n');
}

function plainLine({ text, link }: Line): string {
  return link === null ? text : `${text}\n    ${link}`;
}

function marked({ title, lines }: Block): string {
  const items = lines.map((line) => `<li>${markedLine(line)}</li>`).join('');
  return `<h2 style="font-size:16px;margin:20px 0 4px">${escaped(title)}</h2><ul style="margin:0;padding-left:20px">${items}</ul>`;
}

function markedLine({ text, link }: Line): string {
  return link === null ? escaped(text) : `<a href="${escaped(link)}">${escaped(text)}</a>`;
}

function alerts(number: number): string {
  return number === 1 ? '1 alert' : `${number} alerts`;
}

function days(now: Date, since: Date): string {
  const passed = Math.floor((now.getTime() - since.getTime()) / 86_400_000);
  if (passed < 1) return 'less than a day';
  return passed === 1 ? '1 day' : `${passed} days`;
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
