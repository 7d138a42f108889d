import * as z from 'zod';
import { AwsRefusal, type JsonService } from '../../functions/kernel/aws/aws-call.ts';
import type { Clock } from '../../functions/kernel/core/ports.ts';
import { CommandFailure } from '../client/problem-error.ts';

export interface RestorePorts {
  readonly dynamodb: JsonService;
  readonly clock: Pick<Clock, 'now' | 'sleep'>;
  readonly say: (line: string) => void;
  /** Whether the account keeps restore points: the local cloud keeps none of a table that is restored. */
  readonly hasBackups: boolean;
}

export interface Restoring {
  readonly source: string;
  readonly target: string;
  /** Milliseconds since the epoch; undefined for the newest that there is. */
  readonly at: number | undefined;
}

/** What the deployment has to know of the table that takes over. */
export interface Restored {
  readonly table: string;
  /** The part of its stream's ARN that nobody can guess. */
  readonly streamLabel: string;
}

const description = z.looseObject({
  TableStatus: z.string(),
  LatestStreamLabel: z.string().optional(),
  StreamSpecification: z.looseObject({ StreamEnabled: z.boolean().optional() }).optional(),
});
const described = z.looseObject({ Table: description });
const timeToLive = z.looseObject({
  TimeToLiveDescription: z
    .looseObject({ TimeToLiveStatus: z.string().optional(), AttributeName: z.string().optional() })
    .optional(),
});
const anything = z.unknown();

const POLL_MS = 5_000;
/** AWS restores most tables within an hour, whatever their size. */
const READY_WITHIN_MS = 6 * 3_600_000;

const ready = async (
  { dynamodb, clock, say }: RestorePorts,
  TableName: string,
): Promise<z.infer<typeof description>> => {
  const until = clock.now() + READY_WITHIN_MS;
  for (;;) {
    const { Table } = await dynamodb('DescribeTable', { TableName }, described);
    if (Table.TableStatus === 'ACTIVE') return Table;
    if (clock.now() > until)
      throw new CommandFailure(
        `${TableName} is still ${Table.TableStatus}. Give the same command again: it goes on with it.`,
      );
    say(`${TableName} is ${Table.TableStatus} ...`);
    await clock.sleep(POLL_MS);
  }
};

const isThere = async ({ dynamodb }: RestorePorts, TableName: string): Promise<boolean> => {
  try {
    await dynamodb('DescribeTable', { TableName }, described);
    return true;
  } catch (error) {
    if (error instanceof AwsRefusal && error.code.includes('ResourceNotFoundException')) return false;
    throw error;
  }
};

/**
 * Makes a table as another one was at a time, and gives it what DynamoDB does not restore: stream, expiry, restore points, protection. Each step is
 * done once, so that the command can be given again after whatever has ended it. The table that it was made from is left as it is.
 */
export const restoreTable = async (ports: RestorePorts, { source, target, at }: Restoring): Promise<Restored> => {
  const { dynamodb, say } = ports;
  const TableName = target;
  if (await isThere(ports, target)) say(`${target} is there already: it is gone on with.`);
  else {
    const when = at === undefined ? { UseLatestRestorableTime: true } : { RestoreDateTime: at / 1000 };
    await dynamodb(
      'RestoreTableToPointInTime',
      { SourceTableName: source, TargetTableName: target, ...when },
      anything,
    );
  }
  const made = await ready(ports, target);
  if (made.StreamSpecification?.StreamEnabled !== true) {
    const StreamSpecification = { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' };
    await dynamodb('UpdateTable', { TableName, StreamSpecification }, anything);
    await ready(ports, target);
  }
  const { TimeToLiveDescription: expiry } = await dynamodb('DescribeTimeToLive', { TableName: source }, timeToLive);
  const { TimeToLiveDescription: own } = await dynamodb('DescribeTimeToLive', { TableName }, timeToLive);
  if (expiry?.AttributeName !== undefined && own?.AttributeName === undefined) {
    const TimeToLiveSpecification = { Enabled: true, AttributeName: expiry.AttributeName };
    await dynamodb('UpdateTimeToLive', { TableName, TimeToLiveSpecification }, anything);
  }
  if (ports.hasBackups) {
    const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
    await dynamodb('UpdateContinuousBackups', { TableName, PointInTimeRecoverySpecification }, anything);
  }
  await dynamodb('UpdateTable', { TableName, DeletionProtectionEnabled: true }, anything);
  const { LatestStreamLabel } = await ready(ports, target);
  if (LatestStreamLabel === undefined)
    throw new CommandFailure(`${target} has no stream. Give the same command again.`);
  return { table: target, streamLabel: LatestStreamLabel };
};
