import { z } from '@hono/zod-openapi';
import { pseudonymWords } from '#engagement/pseudonym.ts';
import { type WallAnswer, wallBands, wallModes } from '#engagement/wall.ts';

const steps = z
  .object({ from: z.number(), to: z.number() })
  .describe('somewhere from `from` to `to`, both included')
  .openapi('Steps');
const move = z.enum(['quieter', 'as_usual', 'busier']).nullable();
const word = z
  .number()
  .int()
  .min(0)
  .max(pseudonymWords - 1);

const figures = z.object({
  learners: z.number(),
  active: steps.describe('did something in the last five minutes'),
  bands: z
    .array(z.object({ bands: z.array(z.enum(wallBands)), learners: z.number() }))
    .nullable()
    .describe(
      'bands that alone would have fewer than five are told together; null while too little is known',
    ),
  usual: z.object({ day: move, week: move }).describe('beside what is usual by this time'),
  minutes: z
    .array(z.number())
    .describe('events in each whole minute of the last hour, rounded down to fives'),
  cameBack: steps.describe('here today after three days or more of silence'),
  handedIn: steps.describe('handed something in today'),
  claims: steps.describe('learners whom mentors took up today'),
  rows: z
    .array(
      z.object({
        pseudonym: z.object({ first: word, second: word, again: z.number().int().min(1) }),
        cells: z.array(z.number()).describe('by minute, 0 to 3'),
      }),
    )
    .nullable()
    .describe('those active in the last hour; null where the wall shows counts alone'),
});

/** What a television is told. */
export const wallAnswerShape = z
  .object({
    at: z.string(),
    mode: z.enum(wallModes),
    secondsPerCohort: z.number(),
    turn: z.object({ place: z.number(), of: z.number(), endsAt: z.string() }).nullable(),
    cohort: z
      .object({
        name: z.string(),
        programme: z.string(),
        timeZone: z.string(),
        figures: figures.nullable().describe('null where the cohort has fewer than five learners'),
      })
      .nullable()
      .describe('null where no cohort of it goes on'),
  })
  .openapi('WallAnswer') satisfies z.ZodType<WallAnswer>;
