import { common } from '../../../kernel/core/common-problems.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import type { Endpoint } from '../../model/endpoint.ts';
import { findEndpoint } from '../../store/commit/endpoints.ts';
import type { WebhooksDeps } from './deps.ts';

/** Unknown and another tenant's answer alike. */
export const notFound = (what: string): Refusal => new Refusal(common['not-found'], `There is no such ${what}.`);

export const existingEndpoint = async (deps: WebhooksDeps, tenant: string, id: string): Promise<Endpoint> => {
  const endpoint = await findEndpoint(deps, tenant, id);
  if (endpoint === undefined) throw notFound('endpoint');
  return endpoint;
};
