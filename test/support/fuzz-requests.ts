import { broken, CANARY, HEADERS, IDS, mutated, QUERIES } from './hostile.ts';
import { fractionsFrom } from './random.ts';
import { type JsonSchema, pick, sampleOf } from './schema-samples.ts';

interface Parameter {
  readonly $ref?: string;
  readonly in?: string;
  readonly name?: string;
  readonly schema?: JsonSchema;
}

interface DocumentOperation {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>> };
}

/** The OpenAPI document, as far as requests are made from it. */
export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentOperation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly 'x-folio-problems': Readonly<Record<string, { readonly status: number }>>;
}

export interface FuzzRequest {
  readonly operationId: string;
  readonly method: string;
  /** As it goes over the wire. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | Buffer | undefined;
}

/** What there is. */
export interface There {
  /** Ids by their path, or by what it begins with: the first that fits counts. */
  readonly ids: Readonly<Record<string, readonly string[]>>;
  /** Texts by the name of a property or a parameter. */
  readonly named: Readonly<Record<string, readonly string[]>>;
}

const METHODS = new Set(['get', 'post', 'patch', 'delete']);
const STRANGE_METHODS = ['HEAD', 'OPTIONS', 'PUT', 'TRACE', 'PROPFIND'];

/** Makes requests to each operation of the document in turn, or to one of them: valid ones, such at the edge, and hostile ones. */
export const fuzzRequests = (
  document: OpenApi,
  { ids, named }: There,
  tokens: readonly string[],
  seed: number,
  only?: string,
) => {
  const fraction = fractionsFrom(seed);
  const find = (ref: string): JsonSchema => {
    const [kind = '', name = ''] = ref.split('/').slice(-2);
    return (document.components[kind]?.[name] ?? {}) as JsonSchema;
  };
  const sampling = { fraction, find, known: named };
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method, { operationId }]) => METHODS.has(method) && (only ?? operationId) === operationId)
      .map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  const parametersOf = ({ parameters = [] }: DocumentOperation): readonly Parameter[] =>
    parameters.map((one) => (one.$ref === undefined ? one : (find(one.$ref) as Parameter)));

  const asked = (name: string, schema: JsonSchema): string =>
    String(fraction() < 0.5 && named[name] !== undefined ? pick(named[name], fraction) : sampleOf(schema, sampling));

  const targetOf = (path: string, operation: DocumentOperation): string => {
    const known = Object.entries(ids).find(([prefix]) => path.startsWith(prefix))?.[1] ?? [];
    const wild = fraction() < 0.2;
    const at = path.replace(/\{[^}]+\}/g, () =>
      wild || known.length === 0 ? pick(IDS, fraction) : pick(known, fraction),
    );
    const query = parametersOf(operation)
      .filter((one) => one.in === 'query')
      .flatMap(({ name = '', schema = {} }) =>
        fraction() < 0.4 ? [`${name}=${encodeURIComponent(asked(name, schema))}`] : [],
      );
    if (fraction() < 0.25) query.push(pick(QUERIES, fraction));
    return query.length === 0 ? at : `${at}?${query.join('&')}`;
  };

  const bodyOf = (
    operation: DocumentOperation,
  ): { readonly type: string; readonly body: string | Buffer } | undefined => {
    const [type, media] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
    if (type === undefined || media === undefined) {
      return fraction() < 0.2 ? { type: 'application/json', body: broken('{"a":1}', fraction) } : undefined;
    }
    const value = sampleOf(media.schema, { ...sampling, full: fraction() < 0.1 });
    if (type !== 'application/json') {
      const form = new URLSearchParams(value as Record<string, string>).toString();
      return { type, body: fraction() < 0.5 ? form : broken(form, fraction) };
    }
    const roll = fraction();
    if (roll < 0.4) return { type, body: JSON.stringify(value) };
    const changed = JSON.stringify(mutated(roll < 0.5 ? mutated(value, fraction) : value, fraction)) ?? '';
    return { type, body: roll < 0.8 ? changed : broken(JSON.stringify(value), fraction) };
  };

  let count = 0;
  return (): FuzzRequest => {
    const { path, method, operation } = operations[count % operations.length] ?? pick(operations, fraction);
    count += 1;
    const given = method === 'GET' || method === 'DELETE' ? undefined : bodyOf(operation);
    const headers: Record<string, string | readonly string[]> = {
      authorization: `Bearer ${pick(tokens, fraction)}`,
      'idempotency-key': `fuzz-${seed}-${only ?? ''}${fraction() < 0.1 ? pick(['a', 'b'], fraction) : count}`,
      ...(given === undefined ? {} : { 'content-type': given.type }),
      ...(method === 'PATCH' ? { 'if-match': '*' } : {}),
    };
    while (fraction() < 0.2) {
      const [name, value] = pick(HEADERS, fraction);
      headers[name] = value;
    }
    return {
      operationId: operation.operationId,
      method: fraction() < 0.03 ? pick(STRANGE_METHODS, fraction) : method,
      target: targetOf(path, operation),
      headers,
      body: given?.body,
    };
  };
};

/** What is wrong with an answer of the API, whatever was asked; undefined where nothing is. */
export const complaintOf = (document: OpenApi, status: number, type: string, text: string): string | undefined => {
  if (status >= 500) return `${status} ${text.slice(0, 200)}`;
  if (status < 400) return undefined;
  if (text.includes(CANARY)) return 'says back what was sent';
  if (/\n\s+at |node_modules|\.ts:\d/.test(text)) return 'shows a stack';
  if (text === '') return undefined; // HEAD
  const body = JSON.parse(text) as { readonly type?: string; readonly message?: string; readonly error?: string };
  if (type.startsWith('application/problem+json')) {
    const slug = body.type?.replace('/problems/', '') ?? '';
    const known = document['x-folio-problems'][slug];
    return known?.status === status ? undefined : `${status} of a type that is not documented: ${body.type}`;
  }
  const isGateways = Object.keys(body).join() === 'message';
  const isOAuth = typeof body.error === 'string';
  return isGateways || isOAuth ? undefined : `an error of no known form: ${text.slice(0, 100)}`;
};
