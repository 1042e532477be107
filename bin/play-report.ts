import type { Place } from '#seed/place.ts';
import type { PlayReport, Progress } from '#seed/play.ts';

/** How far a play is, in a line. */
export function progressLine({ tally, present, elapsedMs, share }: Progress): string {
  const seconds = Math.floor(elapsedMs / 1000);
  return [
    `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`,
    ...(share === null ? [] : [`${Math.floor(100 * share)} %`]),
    `${present} present`,
    `${tally.accepted} accepted`,
    `${(tally.accepted / Math.max(1, seconds)).toFixed(1)}/s`,
    ...(tally.waiting > 0 ? [`${tally.waiting} waiting`] : []),
    ...(tally.refused > 0 ? [`${tally.refused} refused`] : []),
    ...(tally.dropped > 0 ? [`${tally.dropped} dropped`] : []),
  ].join('  ');
}

/** In our time; a play that stops is a tick or the last seconds of the sender behind. */
const behindMostMs = 5_000;

/** What became of a play. */
export function reportLines(
  report: PlayReport,
  { status, settings: { speed } }: Pick<Place, 'status' | 'settings'>,
): string[] {
  const { sent, accepted, duplicates, refused, refusals, dropped, unsent, playedMs, taken, behindMs } =
    report;
  const why = Object.entries(refusals).map(([code, count]) => `${count} ${code}`);
  const lines = [
    `sent ${sent}  accepted ${accepted}  duplicates ${duplicates}  refused ${refused}${why.length > 0 ? ` (${why.join(', ')})` : ''}  dropped ${dropped}  unsent ${unsent}`,
    `${((1000 * accepted) / Math.max(1, playedMs)).toFixed(1)} events/s for ${(playedMs / 1000).toFixed(0)} s`,
  ];
  const { p50Ms, p95Ms, p99Ms } = report;
  if (p50Ms !== null && p95Ms !== null && p99Ms !== null)
    lines.push(`latency p50 ${p50Ms.toFixed(1)} ms  p95 ${p95Ms.toFixed(1)} ms  p99 ${p99Ms.toFixed(1)} ms`);
  if (taken)
    lines.push(
      `nudges received ${taken.received}  opened ${taken.opened}  accepted ${taken.accepted}  later ${taken.later}  not for me ${taken.not_for_me}`,
    );
  if (behindMs > behindMostMs * speed)
    lines.push(
      `${(behindMs / speed / 1000).toFixed(0)} s behind: the server does not take as much as was asked for`,
    );
  if (dropped > 0) lines.push('dropped: the server was away for too long');
  if (unsent > 0) lines.push('unsent: the server did not answer in time');
  if (status === 'stopped') lines.push('npm run play -- --resume goes on from here');
  return lines;
}
