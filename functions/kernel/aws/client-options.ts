import { NodeHttpHandler } from '@smithy/node-http-handler';

/** What a client of an AWS service may take. */
export interface ClientLimits {
  /** Up to the answer. 3 s unless given: most services answer in milliseconds. */
  readonly requestTimeoutMs?: number;
  readonly connectionTimeoutMs?: number;
  /** The first one included. */
  readonly maxAttempts?: number;
}

/** How every client of an AWS service but the table's behaves here: a few tries, and no wait without an end. */
export const clientOptions = ({
  requestTimeoutMs = 3_000,
  connectionTimeoutMs = 1_000,
  maxAttempts = 3,
}: ClientLimits = {}) => ({
  maxAttempts,
  requestHandler: new NodeHttpHandler({
    connectionTimeout: connectionTimeoutMs,
    requestTimeout: requestTimeoutMs,
    throwOnRequestTimeout: true,
  }),
});
