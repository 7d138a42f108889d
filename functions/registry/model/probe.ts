import { domainCall } from '../../kernel/domain-call.ts';
import type { ProbedFunctions, ProbeRequest } from '../contract/probe.ts';

type Kind = ProbeRequest['probe'];

/** All that is ever sent: fixed, on nobody's behalf, and without effect on a function of its kind. */
export const QUESTIONS: Readonly<Record<Kind, unknown>> = {
  health: domainCall({ path: '/v1/health', query: {}, requestId: 'release-probe' }),
  batch: { Records: [] },
};

/** What is wrong with a function that gave this answer, if anything is. */
export const complaintOf = (probe: Kind, failed: boolean, payload: string): string | undefined => {
  if (failed) return 'it failed';
  if (probe !== 'health') return undefined;
  const { statusCode } = JSON.parse(payload) as { readonly statusCode?: number };
  return statusCode === 200 ? undefined : `its health is ${statusCode}`;
};

const matches = (form: string, name: string): boolean => new RegExp(`^${form.replaceAll('*', '[\\w-]*')}$`).test(name);

/** Whether the function is one of those that may be asked, and in this way. */
export const isProbed = (probed: ProbedFunctions, { function: name, probe }: ProbeRequest): boolean =>
  probed.some((each) => each.probe === probe && matches(each.name, name));
