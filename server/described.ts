import { z } from '@hono/zod-openapi';
import { eventTypes } from '#engagement/event.ts';
import { highlightKinds, highlightsMax, recordings, sessionOutcomes } from '#engagement/session.ts';
import type { newApi } from './api.ts';

/** Describes the doors that do not go through checked routes: events, whose check is made for speed, and the socket. */
export function describeDoors(api: ReturnType<typeof newApi>): void {
  const tutoredSession = z
    .object({
      id: z.string().max(64).optional(),
      with: z.string().max(256).describe('the mentor, as the sender calls them'),
      outcome: z.enum(sessionOutcomes).optional(),
      first: z.boolean().optional().describe('whether these two met for the first time'),
      talkShare: z.number().min(0).max(1).optional().describe("the mentor's share of what was said"),
      checks: z.number().optional().describe('how often the mentor checked that the learner understood'),
      questions: z.number().optional().describe('asked by the learner'),
      replyS: z.number().optional().describe('seconds until the learner answered, in the mean'),
      notesMinutes: z.number().optional(),
      confusion: z.number().min(0).max(10).optional(),
      frustration: z.number().min(0).max(10).optional(),
      engagement: z.number().min(0).max(10).optional(),
      rating: z.number().min(1).max(5).optional().describe("the learner's own"),
      rebooked: z.boolean().optional(),
      technicalIssue: z.boolean().optional(),
      gamingDetected: z.boolean().optional(),
      recordings: z.array(z.enum(recordings)).optional(),
      highlights: z
        .array(z.object({ atS: z.number(), kind: z.enum(highlightKinds) }))
        .max(highlightsMax)
        .optional(),
    })
    .openapi('TutoredSession');
  const event = z
    .object({
      id: z.string().max(64).describe("the sender's id: the same id again is a duplicate"),
      learner: z.string().max(128).describe("the sender's id for the learner"),
      type: z.enum(eventTypes),
      at: z.iso.datetime({ offset: true }),
      course: z.string().optional(),
      module: z.string().optional(),
      skill: z.string().optional(),
      durationS: z.number().optional(),
      completed: z.boolean().optional(),
      quality: z.number().min(0).max(1).optional(),
      graded: z
        .boolean()
        .optional()
        .describe(
          'only the mark of something handed in before: a result, and nothing that the learner did now',
        ),
      correct: z.boolean().optional(),
      percent: z.number().min(0).max(100).optional(),
      text: z.string().max(10_000).optional(),
      attendance: z.looseObject({ status: z.enum(['present', 'late', 'absent', 'excused']) }).optional(),
      session: tutoredSession
        .optional()
        .describe('of a session_end, or of the attendance of a session that did not take place'),
    })
    .openapi('Event');
  const kept = z.object({
    accepted: z.number(),
    duplicates: z.number(),
    rejected: z.array(
      z.object({ index: z.number(), id: z.string().optional(), code: z.string(), message: z.string() }),
    ),
  });
  api.openAPIRegistry.registerPath({
    method: 'post',
    path: '/v1/events',
    summary: 'Take in events: one, an array of up to 1,000, or a line each (application/x-ndjson)',
    description:
      'With a source key. gzip and br are understood; at most 1 MiB after decompression. Good events are kept when others are bad. The same id again is a duplicate and counts once.',
    request: {
      headers: z.object({
        'Idempotency-Key': z
          .string()
          .max(255)
          .optional()
          .describe('the same key gets the same answer for 24 hours, and 409 for another body'),
      }),
      body: { required: true, content: { 'application/json': { schema: z.union([event, z.array(event)]) } } },
    },
    responses: {
      202: {
        description: 'Kept: it survives kill -9 of any process',
        content: { 'application/json': { schema: kept } },
      },
      400: { description: 'Not JSON' },
      401: { description: 'No key, or a wrong one' },
      403: { description: 'A key without the scope events:write' },
      409: { description: 'The Idempotency-Key came with another body before' },
      413: { description: 'Too large' },
      415: { description: 'Another type or encoding' },
      429: { description: "Over the source's rate; Retry-After says when to come back" },
      503: { description: 'It cannot be kept now; Retry-After says when to come back' },
    },
  });
  api.openAPIRegistry.registerPath({
    method: 'get',
    path: '/v1/live',
    summary: 'The live WebSocket',
    description:
      'Opened with the session cookie from our own page, or with a ticket. Messages are described in docs/decisions/0006-live-topics.md.',
    responses: {
      101: { description: 'Switching to WebSocket' },
      401: { description: 'Neither cookie nor ticket' },
    },
  });
}
