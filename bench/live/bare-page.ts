import { probes, probesPerFrame } from './probe.ts';

/** The least a page can do that shows events: it opens a socket and fills a cell of a canvas when a frame says so. */
export const barePage = `<!doctype html>
<canvas width="1000" height="${24 * probes}"></canvas>
<script>
  const context = document.querySelector('canvas').getContext('2d', { alpha: false });
  const shown = new Map();
  const socket = new WebSocket('ws://' + location.host + '/v1/live');
  socket.binaryType = 'arraybuffer';
  socket.onmessage = ({ data }) => {
    const bytes = new Uint8Array(data);
    for (const mark of bytes.subarray(Math.max(0, bytes.length - ${probesPerFrame}))) {
      if (mark === 0) continue;
      const isOn = !shown.get(mark);
      shown.set(mark, isOn);
      context.fillStyle = isOn ? '#fff' : '#080';
      context.fillRect(980, (mark - 1) * 24 + 3, 18, 18);
    }
  };
</script>`;
