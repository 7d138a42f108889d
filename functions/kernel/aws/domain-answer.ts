import * as z from 'zod';

/** The payload 2.0 answer of a domain's function. */
const answer = z.object({
  statusCode: z.int(),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  body: z.string().optional(),
  isBase64Encoded: z.boolean().optional(),
});

export interface DomainAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The version of the function that answered, behind its alias. */
  readonly version: string | null;
}

/** Reads what a domain's function returned. Throws where it is no HTTP answer (it crashed, or it is no HTTP function). */
export const readAnswer = (payload: string, version: string | null): DomainAnswer => {
  const { statusCode, headers = {}, body = '', isBase64Encoded = false } = answer.parse(JSON.parse(payload));
  const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
  return {
    status: statusCode,
    contentType: lower['content-type'] ?? 'application/json',
    headers: lower,
    body: isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body,
    version,
  };
};
