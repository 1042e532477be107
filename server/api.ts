import { OpenAPIHono, z } from '@hono/zod-openapi';
import type { Role } from '#engagement/person.ts';
import { type Cursor, decodeCursor, pageSizeMax } from '#db/postgres/page.ts';
import { Refused } from './errors.ts';

/** Who asks, once it is known: a person of a tenant or a program with one of its keys. */
export interface Caller {
  id: string;
  name: string;
  tenant: { id: string; name: string };
  role: Role | 'program';
  /** Of a person: the session by which they are known. */
  session?: string;
}

export type Variables = { Variables: { requestId: string; caller: Caller } };

/** A group of routes whose inputs are checked; what does not fit is answered 400 with the field's name. */
export function newApi() {
  return new OpenAPIHono<Variables>({
    defaultHook(result) {
      if (result.success) return;
      const [issue] = result.error.issues;
      const field = issue?.path.map(String).join('.');
      throw new Refused(
        400,
        'bad_request',
        issue?.message ?? 'The request was not understood.',
        field ? { field } : {},
      );
    },
  });
}

/** The body of a good answer, and the words for it in the API's description. */
export function answers<T extends z.ZodType>(description: string, schema: T) {
  return { 200: { description, content: { 'application/json': { schema } } } };
}

export function body<T extends z.ZodType>(schema: T) {
  return { body: { required: true, content: { 'application/json': { schema } } } };
}

export function listOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), next: z.string().nullable() });
}

export const idParam = z.object({ id: z.string().max(64) });

export const pageQuery = {
  cursor: z
    .string()
    .optional()
    .transform((text, context): Cursor | undefined => {
      if (text === undefined) return undefined;
      const cursor = decodeCursor(text);
      if (cursor) return cursor;
      context.addIssue({ code: 'custom', message: 'cursor must be the `next` of an earlier page' });
      return z.NEVER;
    })
    .openapi({ type: 'string', description: '`next` of the page before' }),
  limit: z.coerce.number().int().min(1).max(pageSizeMax).default(50),
};
