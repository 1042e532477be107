type Leave = () => unknown;

const leaving: Leave[] = [];

/**
 * What a helper opened for a test file is closed when the file has ended, what was opened last first. Test files that
 * run in one process share this module: an `afterAll` beside a helper would be the hook of the first file alone.
 */
export function whenFileEnds(leave: Leave): void {
  leaving.push(leave);
}

/** Closes all of it. One that cannot be closed keeps no other open. */
export async function leaveAll(): Promise<void> {
  const failed: unknown[] = [];
  for (const leave of leaving.splice(0).toReversed()) {
    try {
      await leave();
    } catch (error) {
      failed.push(error);
    }
  }
  if (failed.length > 0) throw new AggregateError(failed, 'not all that a test file opened could be closed');
}
