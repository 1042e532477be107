import type { RawData } from 'ws';
import { z } from 'zod';
import type { ClientMessage, Topic } from '#engagement/live.ts';

const clientMessage = z.union([
  z.object({
    op: z.literal('subscribe'),
    topic: z.string().max(100),
    epoch: z.string().max(40).optional(),
    seq: z.number().int().min(0).optional(),
    as: z.enum(['json', 'bytes']).optional(),
  }),
  z.object({ op: z.literal('pace'), pace: z.enum(['view', 'idle']) }),
  z.object({ op: z.literal('unsubscribe'), topic: z.string().max(100) }),
]);

/** What a page said, or null when it was nothing of this protocol. */
export function clientMessageOf(data: RawData): ClientMessage | null {
  try {
    const text = Array.isArray(data)
      ? Buffer.concat(data).toString()
      : Buffer.from(data as Buffer).toString();
    const message = clientMessage.safeParse(JSON.parse(text));
    return message.success ? (message.data as ClientMessage) : null;
  } catch {
    return null;
  }
}

export function topicOf(name: string): Topic | null {
  if (name === 'cases' || name === 'alerts' || name === 'sources' || name === 'me') return name;
  return /^cohort\/[0-9a-z]{1,40}$/.test(name) ? (name as Topic) : null;
}
