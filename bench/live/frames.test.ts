import { expect, test } from 'vitest';
import { bytesFrame } from '#server/live-frame.ts';
import { clientFrame, opcodes, readFrame } from './frames.ts';

test.each([0, 1, 125, 126, 65_535, 65_536])(
  'a frame of %i bytes is read back, and not before it is whole',
  (length) => {
    const payload = Buffer.alloc(length, 7);
    const bytes = Buffer.concat([Buffer.from('before'), bytesFrame(payload)]);
    expect(readFrame(bytes, 6)).toEqual({ opcode: opcodes.bytes, payload, next: bytes.length });
    for (const missing of [1, 2, Math.min(length + 1, bytes.length - 6)]) {
      expect(readFrame(bytes.subarray(0, bytes.length - missing), 6)).toBeNull();
    }
  },
);

test.each([5, 125, 126, 300])('what a client says in %i bytes is masked and whole', (length) => {
  const payload = Buffer.alloc(length, 7);
  const frame = clientFrame(opcodes.text, payload);
  expect((frame[1] ?? 0) & 0x80).toBe(0x80);
  expect(frame.subarray(frame.length - length)).toEqual(payload);
  const maskAt = frame.length - length - 4;
  expect(frame.subarray(maskAt, maskAt + 4)).toEqual(Buffer.alloc(4));
});
