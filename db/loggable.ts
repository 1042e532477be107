/** An error as a log may hold it. */
export interface LoggableError {
  type: string;
  message: string;
  code?: string;
  stack?: string;
  cause?: LoggableError;
}

const causesMax = 5;

/**
 * What of an error may be written down. The query builder puts a statement's parameters into the
 * message, and PostgreSQL puts values into its details: names, addresses and texts of learners,
 * who may be minors. Statement, code and place stay; values go.
 */
export function loggable(error: unknown, depth = 0): LoggableError {
  if (!(error instanceof Error))
    return { type: typeof error, message: 'something else than an error was thrown' };
  const message = withoutValues(error.message);
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return {
    type: error.name,
    message,
    ...('code' in error && typeof error.code === 'string' ? { code: error.code } : {}),
    stack: frames.join('\n'),
    ...(error.cause instanceof Error && depth < causesMax ? { cause: loggable(error.cause, depth + 1) } : {}),
  };
}

/** Parameters follow the statement on lines of their own; quoted values stand in PostgreSQL's messages. */
function withoutValues(message: string): string {
  return message.replace(/\nparams:[\s\S]*$/, '').replaceAll(/: "(?:[^"\\]|\\.)*"/g, ': "…"');
}
