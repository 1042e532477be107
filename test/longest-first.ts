import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Begun last, what takes longest would run on alone; of files that were never timed only their size is known otherwise. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { long = [], other = [] } = Object.groupBy(files, (file) => (isLong(file) ? 'long' : 'other'));
    const inOrder = (some: TestSpecification[]) => BaseSequencer.prototype.sort.call(this, some);
    return [...(await inOrder(long)), ...(await inOrder(other))];
  }
}

function isLong({ moduleId }: TestSpecification): boolean {
  return moduleId.includes('/test/faults/');
}
