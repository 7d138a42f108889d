import * as z from 'zod';

/** A problem as the registry of the document has it. */
export interface PublishedProblem {
  readonly slug: string;
  readonly status: number;
  readonly title: string;
  readonly explain: string;
  readonly stored: boolean;
  readonly retryAfterSeconds: number | null;
}

/** A route of the API and whose it is. */
export interface OwnedRoute {
  /** In upper case. */
  readonly method: string;
  readonly path: string;
  readonly operationId: string;
  readonly domain: string;
  /** Whether it takes an `Idempotency-Key`, and so has outcomes. */
  readonly keyed: boolean;
}

/** What meta has to know of the API. */
export interface ApiDocument {
  readonly routes: readonly OwnedRoute[];
  readonly problems: ReadonlyMap<string, PublishedProblem>;
}

const operation = z.object({
  operationId: z.string(),
  'x-folio-domain': z.string(),
  parameters: z.array(z.object({ $ref: z.string().optional() })),
});
const problem = z.object({
  status: z.int(),
  title: z.string(),
  explain: z.string(),
  stored: z.boolean(),
  retryAfterSeconds: z.number().nullable(),
});
const document = z.object({
  paths: z.record(z.string(), z.record(z.string(), operation)),
  'x-folio-problems': z.record(z.string(), problem),
});

const KEY_PARAMETER = '#/components/parameters/IdempotencyKey';

/** Reads the routes, their owners and the problems out of the OpenAPI document. Throws where it is not Folio's. */
export const readApiDocument = (text: string): ApiDocument => {
  const { paths, 'x-folio-problems': problems } = document.parse(JSON.parse(text));
  const routes = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, { operationId, 'x-folio-domain': domain, parameters }]) => ({
      method: method.toUpperCase(),
      path,
      operationId,
      domain,
      keyed: parameters.some(({ $ref }) => $ref?.startsWith(KEY_PARAMETER) === true),
    })),
  );
  return {
    routes,
    problems: new Map(Object.entries(problems).map(([slug, entry]) => [slug, { slug, ...entry }])),
  };
};
