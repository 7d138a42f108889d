import { type BatchMiddleware, newTally, type Tally } from './batch-run.ts';

/**
 * Answers with the ids of exactly the messages that have to come again. middy's own middleware names the whole batch as soon as
 * the handler's results do not line up with its records, and loses the order of FIFO groups.
 */
export const batchOutcome = (): BatchMiddleware => ({
  before: ({ internal }) => {
    internal.tally = newTally();
  },
  after: (request) => {
    // What the handler returns is what became of its messages.
    const tally = request.response as unknown as Tally;
    request.internal.tally = tally;
    request.response = { batchItemFailures: tally.failures.map((itemIdentifier) => ({ itemIdentifier })) };
  },
});
