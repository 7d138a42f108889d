import { type Route, route } from '../../../kernel/core/call.ts';
import { common } from '../../../kernel/core/common-problems.ts';
import type { Operation } from '../../../kernel/core/operation.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { getOutcome } from '../../contract/api.ts';
import type { MetaDeps } from '../deps.ts';

const unknownOperation = (): Refusal =>
  new Refusal(common.query, 'The query is not valid.', [
    {
      pointer: 'query/operation',
      detail: 'Name an operationId that takes an Idempotency-Key, as the OpenAPI document has it.',
    },
  ]);

/** Headers of the domain's answer that mean the same coming from here. */
const passed = (headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    ['cache-control', 'retry-after'].flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])),
  );

/** As it is deployed: open to all whose outcomes it can fetch. */
type GetOutcome = Omit<typeof getOutcome, 'scopes'> & Pick<Operation, 'scopes'>;

/** `GET /v1/outcomes`: the domain that owns the operation answers, scope check included. */
export const outcomeRoute = ({
  document,
  domains,
  outcomeScopes: scopes,
}: Pick<MetaDeps, 'document' | 'domains' | 'outcomeScopes'>): Route<GetOutcome> =>
  route({ ...getOutcome, scopes }, async ({ query, caller, requestId }) => {
    const owner = document.routes.find(({ operationId, keyed }) => keyed && operationId === query.operation);
    if (owner === undefined || !domains.names.includes(owner.domain)) throw unknownOperation();
    const answer = await domains.ask(owner.domain, { path: '/v1/outcomes', query, requestId, caller });
    return {
      status: answer.status,
      body: answer.body,
      headers: { ...passed(answer.headers), 'content-type': answer.contentType },
    };
  });
