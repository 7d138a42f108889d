import type { Answerable } from '../contract/custom-resource.ts';

const TIMEOUT_MS = 10_000;
/** CloudFormation refuses a longer answer, and would then wait for an hour for a shorter one. */
const REASON_MAX = 1_000;

/**
 * Tells CloudFormation what became of a request, by the URL that came with it. The URL is signed for a request without a
 * content type.
 */
export const answerCloudFormation = async (
  { ResponseURL, StackId, RequestId, LogicalResourceId }: Answerable,
  { physicalId, failure }: { readonly physicalId: string; readonly failure?: string },
): Promise<void> => {
  const body = JSON.stringify({
    Status: failure === undefined ? 'SUCCESS' : 'FAILED',
    Reason: (failure ?? 'done').slice(0, REASON_MAX),
    PhysicalResourceId: physicalId,
    StackId,
    RequestId,
    LogicalResourceId,
  });
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const answer = await fetch(ResponseURL, { method: 'PUT', headers: { 'content-type': '' }, body, signal });
  if (!answer.ok) throw new Error(`CloudFormation did not take the answer: ${answer.status}.`);
};
