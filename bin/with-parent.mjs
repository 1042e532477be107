// Loaded before a command that has a channel to whoever started it. The channel closes when the parent is gone, even by
// kill -9: then the command stops as if it had been told to.
import './quick-imports.mjs';

const parent = process.ppid;
/** The kernel closes what a process held a moment before it gives away its children. */
const givenAwayWithinMs = 200;

process.on('disconnect', () => setTimeout(stopIfOrphaned, givenAwayWithinMs).unref());
// A command that is done must not stay for the channel's sake.
process.channel?.unref();

/** A command may also close the channel itself: then its parent is still the same. */
function stopIfOrphaned() {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM');
}
