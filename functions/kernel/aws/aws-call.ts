import * as z from 'zod';
import { present } from '../core/assert.ts';
import type { Clock } from '../core/ports.ts';
import { RETRY, retry } from '../core/retry.ts';
import { type Credentials, signer } from './sigv4.ts';

/** Where AWS is, and as whom to call it. */
export interface Aws {
  readonly region: string;
  /** One endpoint for all services; without it, each service's own. */
  readonly endpoint: string | undefined;
  readonly credentials: () => Promise<Credentials>;
  readonly clock: Clock;
  /** For how long one attempt may take; 10 s unless said. */
  readonly withinMs?: number;
}

/** AWS refused a call: its code (`ParameterNotFound`) and what it said. */
export class AwsRefusal extends Error {
  override readonly name = 'AwsRefusal';
  readonly code: string;
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(`${code}: ${message}`, options);
    this.code = code;
  }
}

export interface AwsRequest {
  readonly service: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const TIMEOUT_MS = 10_000;
/** One process makes few calls of this kind: none has to keep out of another's step. */
const NO_JITTER = { fraction: () => 1 };

/** Of the names of AWS' own endpoints in a region. */
export const suffixOf = (region: string): string => (region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com');

/** Signs and sends a `POST /`; tries again what did not reach AWS or what AWS asks to repeat. Every call made so bears it. */
export const post = async (
  aws: Aws,
  { service, headers, body }: AwsRequest,
): Promise<{ status: number; text: string }> => {
  const url = new URL(aws.endpoint ?? `https://${service}.${aws.region}.${suffixOf(aws.region)}`);
  const sign = signer(service);
  const answered = await retry({ clock: aws.clock, random: NO_JITTER }, RETRY.signedCall, async (count) => {
    const isLast = count + 1 === RETRY.signedCall.attempts;
    const unsigned = { headers: { ...headers, host: url.host }, body, at: aws.clock.now() };
    const { host: _, ...signed } = sign(await aws.credentials(), aws.region, unsigned);
    const send = { method: 'POST', headers: signed, body, signal: AbortSignal.timeout(aws.withinMs ?? TIMEOUT_MS) };
    try {
      const answer = await fetch(url, send);
      const text = await answer.text();
      const again = answer.status >= 500 || text.includes('Throttl');
      return again && !isLast ? undefined : { status: answer.status, text };
    } catch (error) {
      if (isLast) throw error;
      return undefined;
    }
  });
  return present(answered, 'the last attempt answers or throws');
};

const refusal = z.object({ __type: z.string(), message: z.string().optional(), Message: z.string().optional() });

/** What a refusal says of itself; nothing where something in between answered, and not AWS. */
const refusalOf = (text: string): { readonly code: string | undefined; readonly message: string } => {
  try {
    const { __type, message, Message } = refusal.parse(JSON.parse(text));
    return { code: __type.split('#').at(-1), message: message ?? Message ?? '' };
  } catch {
    return { code: undefined, message: '' }; // the status has to do
  }
};

/** @throws AwsRefusal for what is no answer of AWS', a page of a proxy for instance: none of it is told on */
const answerBy = <S extends z.ZodType>(text: string, output: S, asked: string): z.output<S> => {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new AwsRefusal('200', `${asked}: the answer is no JSON`, { cause });
  }
  const parsed = output.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new AwsRefusal('200', `${asked}: the answer is not as AWS gives it`, { cause: parsed.error });
};

/** Calls an operation of one service, and reads its answer by a schema. @throws AwsRefusal */
export type JsonService = <S extends z.ZodType>(operation: string, input: object, output: S) => Promise<z.output<S>>;

/** A service of a JSON protocol (1.1 but for SQS): `target` is its name and version as in `X-Amz-Target`. */
export const jsonService =
  (aws: Aws, service: string, target: string, protocol: '1.0' | '1.1' = '1.1'): JsonService =>
  async (operation, input, output) => {
    const headers = { 'content-type': `application/x-amz-json-${protocol}`, 'x-amz-target': `${target}.${operation}` };
    const { status, text } = await post(aws, { service, headers, body: JSON.stringify(input) });
    const asked = `${service} ${operation}`;
    if (status === 200) return answerBy(text, output, asked);
    const { code, message } = refusalOf(text);
    throw new AwsRefusal(code ?? String(status), `${asked}${message === '' ? '' : `: ${message}`}`);
  };
