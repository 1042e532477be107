/** The page's one way to the server. What it answers is trusted to be what the contract says. */
export const get = <T>(path: string): Promise<T> => send<T>('GET', path);
/** Asked with a token of its own and without the session, by a page that has none. */
export const getWith = <T>(token: string, path: string, signal: AbortSignal): Promise<T> =>
  send<T>('GET', path, undefined, signal, token);
export const post = <T>(path: string, body: unknown = {}, signal?: AbortSignal): Promise<T> =>
  send<T>('POST', path, body, signal);
export const put = <T>(path: string, body: unknown): Promise<T> => send<T>('PUT', path, body);
export const remove = <T>(path: string): Promise<T> => send<T>('DELETE', path);
/** What is no JSON either way: bytes, and what is said of them in headers. */
export async function getBytes(path: string): Promise<{ bytes: Uint8Array; headers: Headers }> {
  const response = await ask('GET', path);
  return { bytes: new Uint8Array(await response.arrayBuffer()), headers: response.headers };
}
/** What is no JSON, such as a table. */
export const postText = <T>(path: string, text: string, type: string): Promise<T> =>
  send<T>('POST', path, new Blob([text], { type }));

/** Why something could not be had or done; `code` is stable, `message` is a sentence for people. */
export class Failure extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export function failureOf(error: unknown): Failure {
  return error instanceof Failure ? error : new Failure(0, 'unexpected', String(error));
}

/** Longer than any answer takes on a slow phone link; beyond it the reader is better told. */
const timeoutMs = 15_000;

type Asked = [
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: unknown,
  signal?: AbortSignal,
  token?: string,
];

async function send<T>(...asked: Asked): Promise<T> {
  const response = await ask(...asked);
  return (await response.json().catch(() => null)) as T;
}

/** An answer that is none of a refusal. */
async function ask(...[method, path, body, signal, token]: Asked): Promise<Response> {
  const late = AbortSignal.timeout(timeoutMs);
  const response = await fetch(path, {
    method,
    credentials: token === undefined ? 'same-origin' : 'omit',
    signal: signal ? AbortSignal.any([late, signal]) : late,
    headers: {
      accept: 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined
        ? {}
        : { 'content-type': body instanceof Blob ? body.type : 'application/json' }),
    },
    body: body === undefined ? null : body instanceof Blob ? body : JSON.stringify(body),
  }).catch((error: unknown) => {
    throw new Failure(0, 'unreachable', String(error));
  });
  if (!response.ok) throw refusal(response.status, await response.json().catch(() => null));
  return response;
}

/** Ours are `{"error":{code,message}}`; those of the sign-in routes are `{code,message}`. */
function refusal(status: number, answer: unknown): Failure {
  const outer = fields(answer);
  const inner = 'error' in outer ? fields(outer['error']) : outer;
  const code = typeof inner['code'] === 'string' ? inner['code'] : `http_${status}`;
  const message = typeof inner['message'] === 'string' ? inner['message'] : '';
  return new Failure(status, code, message);
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
