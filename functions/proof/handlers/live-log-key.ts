import { KMSClient } from '@aws-sdk/client-kms';
import { clientOptions } from '../../kernel/aws/client-options.ts';
import { readEnv } from '../../kernel/core/env.ts';
import { proofEnv } from '../env.ts';
import { kmsLogKey, LOG_NAMES, type LogKey } from '../kms/log-key.ts';

const live = (name: string): LogKey => kmsLogKey(new KMSClient(clientOptions()), readEnv(proofEnv).LOG_KEY_ID, name);

export const liveLogKey = (): LogKey => live(LOG_NAMES.receipts);

/** The same key under the name of the access log: what it signs of one log is never taken for the other's. */
export const liveCallKey = (): LogKey => live(LOG_NAMES.calls);
