import { KMSClient } from '@aws-sdk/client-kms';
import { clientOptions } from '../../kernel/aws/client-options.ts';
import { readEnv } from '../../kernel/core/env.ts';
import { proofEnv } from '../env.ts';
import { kmsLogKey, type LogKey } from '../kms/log-key.ts';

export const liveLogKey = (): LogKey => kmsLogKey(new KMSClient(clientOptions()), readEnv(proofEnv).LOG_KEY_ID);
