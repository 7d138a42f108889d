import { normalNumber } from '../../../local/dynamodb/values/number.ts';

/** What of an answer two engines have to agree on. */
export interface Answer {
  readonly status: number;
  /** Of an exception, or '' */
  readonly code: string;
  /** The reasons' codes of a cancelled transaction. */
  readonly reasons: readonly string[];
  readonly body: unknown;
  readonly message: string;
}

const number = (text: string): string => {
  try {
    return normalNumber(text);
  } catch {
    return text;
  }
};

/** Sets in one order, numbers in one form, names of maps in one order. */
const normal = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(normal);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    entries.map(([name, each]): [string, unknown] => {
      if (name === 'N' && typeof each === 'string') return [name, number(each)];
      if (['SS', 'NS', 'BS'].includes(name) && Array.isArray(each))
        return [name, each.map((one) => (name === 'NS' ? number(String(one)) : one)).sort()];
      return [name, normal(each)];
    }),
  );
};

const ITEMS = ['Items', 'Responses'];

/** Scans and batches come in any order, and so do the items of an index that have one key in it. */
const unordered = (operation: string, isIndex: boolean, body: Readonly<Record<string, unknown>>): unknown => {
  if (operation !== 'Scan' && operation !== 'BatchGetItem' && !isIndex) return body;
  const sorted = (list: unknown): unknown =>
    Array.isArray(list) ? list.map((each) => JSON.stringify(each)).sort() : list;
  return Object.fromEntries(
    Object.entries(body).map(([name, each]) => {
      if (!ITEMS.includes(name)) return [name, each];
      if (Array.isArray(each)) return [name, sorted(each)];
      return [name, Object.fromEntries(Object.entries(each as object).map(([table, list]) => [table, sorted(list)]))];
    }),
  );
};

const OUTSIDE = new Set(['__type', 'message', 'Message', 'CancellationReasons', 'ConsumedCapacity']);

export const answerOf = (operation: string, input: unknown, status: number, text: string): Answer => {
  const isIndex = (input as { readonly IndexName?: unknown }).IndexName !== undefined;
  const parsed = JSON.parse(text) as Readonly<Record<string, unknown>>;
  const reasons = (parsed.CancellationReasons ?? []) as readonly { readonly Code: string; readonly Item?: unknown }[];
  const rest = Object.fromEntries(Object.entries(parsed).filter(([name]) => !OUTSIDE.has(name)));
  const items = reasons.map(({ Item }) => normal(Item ?? null));
  return {
    status,
    code: String(parsed.__type ?? '').replace(/^.*#/, ''),
    reasons: reasons.map(({ Code }) => Code),
    body: { ...(unordered(operation, isIndex, normal(rest) as Record<string, unknown>) as object), items },
    message: String(parsed.message ?? parsed.Message ?? ''),
  };
};

export type Ask = (call: { readonly operation: string; readonly input: unknown }) => Promise<Answer>;

/** Asks an endpoint, without the SDK: what is wrong has to arrive as it is. */
export const asker = (endpoint: string): Ask => {
  const authorization =
    'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0';
  return async ({ operation, input }) => {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDB_20120810.${operation}`,
        'x-amz-date': '20260101T000000Z',
        authorization,
      },
      body: JSON.stringify(input),
    });
    return answerOf(operation, input, response.status, await response.text());
  };
};
