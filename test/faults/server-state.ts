import { readFile } from 'node:fs/promises';
import type { Service } from '#bin/service.ts';

/** What a process holds of the machine's memory. */
export async function residentMb({ child }: Service): Promise<number> {
  const status = await readFile(`/proc/${child?.mark.pid ?? 0}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) / 1024;
}

/** How often a server left frames out for a viewer who was too slow for them. */
export async function framesSkipped(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^holdfast_live_frames_total\{kind="skipped"\} (\d+)/m.exec(text)?.[1] ?? 0);
}
