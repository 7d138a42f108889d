import { InvokeCommand } from '@aws-sdk/client-lambda';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import * as z from 'zod';
import { CommandFailure } from '../client/problem-error.ts';
import type { AwsAccess } from './aws-access.ts';
import type { Parked } from './parked.ts';
import type { OnFailureBucket } from './sources.ts';

/** Lambda's invocation record of a stream's batch, as its bucket destination stores it. */
const invocationRecord = z.looseObject({
  requestContext: z.looseObject({ condition: z.string(), approximateInvokeCount: z.number() }),
  timestamp: z.string(),
  DDBStreamBatchInfo: z.looseObject({ batchSize: z.number() }),
  payload: z.string(),
});
const answer = z.looseObject({ batchItemFailures: z.array(z.unknown()) });

/** `...:function:Folio-Ledger-...` -> `ledger` */
const domainOf = ({ functionArn }: OnFailureBucket, { names }: AwsAccess): string =>
  functionArn.split(':function:')[1]?.slice(names.length).split('-')[0]?.toLowerCase() ?? '';

/** A domain with a task that repeats and mends what the records stood for names it in a parameter; others run the consumer again. */
const republishTask = async (aws: AwsAccess, domain: string): Promise<string | undefined> => {
  try {
    const Name = `${aws.parameters}/${domain}/republish-alias-arn`;
    return (await aws.ssm.send(new GetParameterCommand({ Name }))).Parameter?.Value;
  } catch (error) {
    if (error instanceof Error && error.name === 'ParameterNotFound') return undefined;
    throw error;
  }
};

const run = async ({ lambda }: AwsAccess, FunctionName: string, payload: string): Promise<void> => {
  const ran = await lambda.send(new InvokeCommand({ FunctionName, Payload: Buffer.from(payload) }));
  if (ran.FunctionError !== undefined) throw new CommandFailure('the function failed again');
  const told = answer.safeParse(JSON.parse(Buffer.from(ran.Payload ?? []).toString() || 'null'));
  if (told.success && told.data.batchItemFailures.length > 0) throw new CommandFailure('some records failed again');
};

const parkedRecords = (aws: AwsAccess, bucket: OnFailureBucket, key: string, text: string, task?: string): Parked => {
  const record = invocationRecord.parse(JSON.parse(text));
  const { condition, approximateInvokeCount } = record.requestContext;
  return {
    view: {
      id: key.split('/').at(-1) ?? key,
      place: bucket.name,
      reason: /^[A-Za-z]{1,60}$/.test(condition) ? condition : 'unknown',
      attempts: approximateInvokeCount,
      since: record.timestamp,
      type: `stream records (${record.DDBStreamBatchInfo.batchSize})`,
      goesTo: task ?? bucket.functionArn,
      bytes: Buffer.byteLength(text),
      lastError: null,
      links: {},
    },
    redrive: async () => {
      await (task === undefined ? run(aws, bucket.functionArn, record.payload) : run(aws, task, text));
      await aws.objects.remove(bucket.name, key);
    },
    discard: () => aws.objects.remove(bucket.name, key),
    putBack: async () => undefined,
  };
};

/** Reads up to `max` of the objects that the stream's mapping has put aside. */
export const readRecords = async (aws: AwsAccess, bucket: OnFailureBucket, max: number): Promise<readonly Parked[]> => {
  const listed = await aws.objects.list(bucket.name, max);
  if (listed.length === 0) return [];
  const task = await republishTask(aws, domainOf(bucket, aws));
  const parked: Parked[] = [];
  for (const { key } of listed)
    parked.push(parkedRecords(aws, bucket, key, await aws.objects.read(bucket.name, key), task));
  return parked;
};
