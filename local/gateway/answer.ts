/** What goes back to the client. */
export interface Answer {
  readonly status: number;
  /** Flat names and values, ready for node. */
  readonly headers: readonly string[];
  readonly body: string | Buffer;
  /** Of the gateway's own refusals, for the access log. */
  readonly message?: string;
}

/** The gateway's own word, in its own form. */
export const gatewayAnswer = (status: number, message: string, headers: readonly string[] = []): Answer => ({
  status,
  headers: ['content-type', 'application/json', ...headers],
  body: `{"message":"${message}"}`,
  message,
});

export const INTERNAL = gatewayAnswer(500, 'Internal Server Error');
export const UNAVAILABLE = gatewayAnswer(503, 'Service Unavailable');
export const NOT_FOUND = gatewayAnswer(404, 'Not Found');
export const BAD_REQUEST = gatewayAnswer(400, 'Bad Request');
export const TOO_LARGE = gatewayAnswer(413, 'Request Entity Too Large');
export const TOO_MANY = gatewayAnswer(429, 'Too Many Requests');
export const URI_TOO_LONG = gatewayAnswer(414, 'URI Too Long');
export const HEADERS_TOO_LARGE = gatewayAnswer(431, 'Request Header Fields Too Large');

interface Result {
  readonly statusCode?: unknown;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly cookies?: readonly unknown[];
  readonly body?: unknown;
  readonly isBase64Encoded?: unknown;
}

/** Names that only the gateway sets: they frame the message. */
const FRAMING = new Set([
  'connection',
  'content-length',
  'date',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'trailer',
]);

const structured = (result: Result): Answer => {
  const status = Number(result.statusCode);
  if (!Number.isInteger(status) || status < 200 || status > 599) return INTERNAL;
  const headers: string[] = [];
  let typed = false;
  for (const [name, value] of Object.entries(result.headers ?? {})) {
    const lower = name.toLowerCase();
    if (FRAMING.has(lower)) continue;
    typed ||= lower === 'content-type';
    headers.push(lower, String(value));
  }
  for (const cookie of result.cookies ?? []) headers.push('set-cookie', String(cookie));
  if (result.body !== undefined && result.body !== null && typeof result.body !== 'string') return INTERNAL;
  const text = result.body ?? '';
  if (!typed && text !== '') headers.push('content-type', 'text/plain;charset=UTF-8');
  return { status, headers, body: result.isBase64Encoded === true ? Buffer.from(text, 'base64') : text };
};

/**
 * The answer that a function's result means in payload format 2.0: an object with `statusCode` speaks for itself, anything
 * else is the JSON body of a 200.
 */
export const answerOf = (payload: string): Answer => {
  const result: unknown = JSON.parse(payload);
  if (typeof result === 'object' && result !== null && 'statusCode' in result) return structured(result);
  return {
    status: 200,
    headers: ['content-type', 'application/json'],
    body: typeof result === 'string' ? result : payload,
  };
};
