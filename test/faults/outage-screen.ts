import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { type ServerMessage, type View, applyChange } from '#engagement/live.ts';
import type { OutageNews } from '#engagement/source.ts';

/** An open page that shows which sources are down. */
export interface OutageScreen {
  until: (found: (outage: OutageNews) => boolean) => Promise<OutageNews>;
  close: () => void;
}

const toldWithinMs = 10_000;

/** As the person whose cookie it is: rights are looked at again and again while a page is open. */
export async function openOutageScreen(url: string, cookie: string): Promise<OutageScreen> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/live`, { headers: { cookie, origin: url } });
  const shown: { view: View | null } = { view: null };
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as ServerMessage;
    if (message.kind === 'snapshot') shown.view = message.body;
    if (message.kind === 'delta' && shown.view) shown.view = applyChange(shown.view, message.body);
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => resolve());
    socket.once('error', reject);
  });
  socket.send(JSON.stringify({ op: 'subscribe', topic: 'sources' }));

  return {
    async until(found) {
      const deadline = performance.now() + toldWithinMs;
      for (;;) {
        const outage = shown.view?.of === 'sources' ? shown.view.outages.find(found) : undefined;
        if (outage) return outage;
        if (performance.now() > deadline)
          throw new Error(`an open page is not told of the outage: ${JSON.stringify(shown.view)}`);
        await pause(20);
      }
    },
    close: () => socket.terminate(),
  };
}
