import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { int, n } from '../../../kernel/aws/attributes.ts';
import type { Dynamo } from '../../../kernel/aws/dynamodb.ts';
import type { Clock } from '../../../kernel/core/ports.ts';
import { ATTEMPTS_WINDOW_MS } from '../../model/attempts.ts';
import { attemptsKey, TIME_TO_LIVE } from '../table/keys.ts';

/** Long past the window, so that a clock that runs ahead deletes no counter that is in use. */
const KEEP_SECONDS = 3600;

/** Counts a failed attempt on a client id and says how many there were in this window of time. */
export type CountFailure = (clientId: string) => Promise<number>;

export const countFailure =
  (dynamo: Dynamo, table: string, clock: Clock): CountFailure =>
  async (clientId) => {
    const now = clock.now();
    const { Attributes: counted } = await dynamo.send(
      new UpdateItemCommand({
        TableName: table,
        Key: attemptsKey(clientId, Math.floor(now / ATTEMPTS_WINDOW_MS)),
        UpdateExpression: 'ADD failures :one SET #ttl = :end',
        ExpressionAttributeNames: { '#ttl': TIME_TO_LIVE },
        ExpressionAttributeValues: { ':one': n(1), ':end': n(Math.floor(now / 1000) + KEEP_SECONDS) },
        ReturnValues: 'UPDATED_NEW',
      }),
    );
    return int(counted ?? {}, 'failures');
  };
