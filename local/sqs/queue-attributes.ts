import { invalid } from '../aws/aws-error.ts';
import { queueArn } from './queue-names.ts';
import type { Queues } from './queues.ts';

/** Those of the named attributes that the queue has, `All` for all; every value is text, as on AWS. */
export const queueAttributes = (
  queues: Queues,
  queue: string,
  names: readonly string[],
): Readonly<Record<string, string>> => {
  const settings = queues.settings(queue);
  const { visible, inFlight, delayed } = queues.counts(queue);
  const { redrive } = settings;
  const all: Readonly<Record<string, string | undefined>> = {
    QueueArn: queueArn(queue),
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    VisibilityTimeout: String(settings.visibilityMs / 1000),
    MessageRetentionPeriod: String(settings.retentionMs / 1000),
    DelaySeconds: String(settings.delayMs / 1000),
    ReceiveMessageWaitTimeSeconds: String(settings.waitMs / 1000),
    MaximumMessageSize: String(settings.maxBytes),
    RedrivePolicy:
      redrive === undefined
        ? undefined
        : JSON.stringify({
            deadLetterTargetArn: queueArn(redrive.deadLetterQueue),
            maxReceiveCount: redrive.maxReceives,
          }),
  };
  const wanted = names.includes('All') ? Object.keys(all) : names;
  for (const name of wanted) if (!(name in all)) throw invalid('An attribute name is unknown.');
  return Object.fromEntries(
    wanted.flatMap((name) => {
      const value = all[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
};
