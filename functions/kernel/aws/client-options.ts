import { NodeHttpHandler } from '@smithy/node-http-handler';

const REQUEST_TIMEOUT_MS = 3_000;
const CONNECTION_TIMEOUT_MS = 1_000;

/** How every client of an AWS service but the table's behaves here: a few tries, and no wait without an end. */
export const clientOptions = (requestTimeoutMs: number = REQUEST_TIMEOUT_MS) => ({
  maxAttempts: 3,
  requestHandler: new NodeHttpHandler({
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout: requestTimeoutMs,
    throwOnRequestTimeout: true,
  }),
});
