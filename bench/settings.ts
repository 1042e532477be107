import { durationOption, numberOption, readOptions } from '#bin/options.ts';

/** What can be asked of a bench on the command line; each bench heeds what concerns it. */
export interface BenchSettings {
  /** For programs: JSON and nothing else on stdout. */
  isJson: boolean;
  /** Little and short, to see that it works. */
  isQuick: boolean;
  /** Measures once more with the workers beside. */
  withWorkers: boolean;
  /** Time measured for a main figure, over all its runs. */
  forMs: number | undefined;
  /** The most learners it is measured with. */
  learners: number | undefined;
}

const flags = ['--json', '--quick', '--with-workers'];
const names = ['for', 'learners'] as const;

export function readSettings(args: string[]): BenchSettings {
  const options = readOptions(
    names,
    args.filter((word) => !flags.includes(word)),
  );
  return {
    isJson: args.includes('--json'),
    isQuick: args.includes('--quick'),
    withWorkers: args.includes('--with-workers'),
    forMs: options.for === undefined ? undefined : durationOption('for', options.for),
    learners:
      options.learners === undefined
        ? undefined
        : numberOption('learners', options.learners, 10_000, 10_000_000),
  };
}
