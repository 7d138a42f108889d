import { RETRY, type RetryPorts, retryTransient } from '../../kernel/core/retry.ts';
import type { Answerable } from '../contract/custom-resource.ts';

const TIMEOUT_MS = 4_000;
/** CloudFormation refuses a longer answer, and would then wait for an hour for a shorter one. */
const REASON_MAX = 1_000;

export interface AnswerPorts extends RetryPorts {
  readonly fetch: typeof fetch;
}

type Put = (body: string) => Promise<void>;

/** The URL is signed for a request without a content type. */
const putTo =
  (url: string, ports: AnswerPorts): Put =>
  async (body) => {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const answer = await ports.fetch(url, { method: 'PUT', headers: { 'content-type': '' }, body, signal });
    if (!answer.ok) throw new Error(`CloudFormation did not take the answer: ${answer.status}.`);
  };

/**
 * Tells CloudFormation what became of a request, by the URL that came with it. The same answer twice is one.
 *
 * @throws the last try's error, when no try was taken
 */
export const answerCloudFormation =
  (ports: AnswerPorts) =>
  async (
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
    const put = putTo(ResponseURL, ports);
    await retryTransient(
      ports,
      RETRY.customResource,
      () => true,
      () => put(body),
    );
  };
