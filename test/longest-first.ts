import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Begun last, what takes longest would run on alone; of files that were never timed only their size is known otherwise. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => Number(isLong(other)) - Number(isLong(one)));
  }
}

function isLong({ moduleId }: TestSpecification): boolean {
  return moduleId.includes('/test/faults/');
}
