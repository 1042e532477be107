import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { MeasureViewers, OpenViewers, ViewersReport } from './viewers.ts';

/** Very many viewers, in processes of their own. */
export interface Audience {
  /** So many more, shared among the processes; resolves once each has seen the whole view. */
  open: (more: Omit<OpenViewers, 'op'>) => Promise<ViewersReport>;
  measure: (forMs: number) => Promise<ViewersReport>;
  close: () => void;
}

const program = join(import.meta.dirname, 'viewers.ts');
/** They are opened by the thousand, beside what is measured. */
const openWithinMs = 90_000;

/** One process may hold open as many files as the system lets it, so it takes several. */
export function openAudience(signal: AbortSignal, processes = 1): Audience {
  const children = Array.from({ length: processes }, () =>
    fork(program, { signal, stdio: ['ignore', process.stderr, process.stderr, 'ipc'], execArgv: [] }),
  );
  for (const child of children) child.on('error', () => {});
  return {
    async open(more) {
      const sockets = Math.ceil(more.sockets / processes);
      return joined(await Promise.all(children.map((child) => ask(child, { op: 'open', ...more, sockets }))));
    },
    async measure(forMs) {
      return joined(await Promise.all(children.map((child) => ask(child, { op: 'measure', forMs }))));
    },
    close() {
      for (const child of children) if (child.connected) child.disconnect();
    },
  };
}

function ask(child: ChildProcess, message: OpenViewers | MeasureViewers): Promise<ViewersReport> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => end(() => reject(new Error('viewers took too long'))), openWithinMs);
    const ended = (code: number | null): void =>
      end(() => reject(new Error(`the viewers ended with ${code} before their report`)));
    const told = (report: unknown): void => end(() => resolve(report as ViewersReport));
    const end = (how: () => void): void => {
      clearTimeout(timer);
      child.off('exit', ended).off('message', told);
      how();
    };
    child.once('exit', ended).once('message', told);
    child.send(message);
  });
}

/** As one: the slower of several processes counts. */
function joined(reports: ViewersReport[]): ViewersReport {
  const of = (pick: (report: ViewersReport) => number): number[] => reports.map(pick);
  const sum = (figures: number[]): number => figures.reduce((all, one) => all + one, 0);
  return {
    open: sum(of(({ open }) => open)),
    framesPerSecond: Math.min(...of(({ framesPerSecond }) => framesPerSecond)),
    bytesPerSecond: Math.max(...of(({ bytesPerSecond }) => bytesPerSecond)),
    p50Ms: Math.max(...of(({ p50Ms }) => p50Ms)),
    p99Ms: Math.max(...of(({ p99Ms }) => p99Ms)),
    snapshotBytes: Math.max(...of(({ snapshotBytes }) => snapshotBytes)),
    ownCores: sum(of(({ ownCores }) => ownCores)),
  };
}
