import { readFileSync } from 'node:fs';

/** The kernel tells the time in these, whatever its own clock does (USER_HZ). */
const ticksPerSecond = 100;

/** Seconds of a core this process has used, in its own code and in the kernel. */
export function cpuSecondsOf(pid: number): number {
  return cpuSecondsIn(readFileSync(`/proc/${pid}/stat`, 'utf8'));
}

/** The same from what /proc says, where the name in parentheses may itself hold spaces and parentheses. */
export function cpuSecondsIn(stat: string): number {
  const fields = stat.replace(/^.*\)\s/s, '').split(' ');
  const [user, system] = [fields[11], fields[12]].map(Number);
  return ((user ?? NaN) + (system ?? NaN)) / ticksPerSecond;
}
