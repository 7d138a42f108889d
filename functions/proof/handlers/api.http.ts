import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { askingDomain } from '../../kernel/aws/ask-domain.ts';
import { invokeFunction } from '../../kernel/aws/invoke-function.ts';
import { liveAws } from '../../kernel/aws/live-aws.ts';
import { codeVersion, readEnv } from '../../kernel/core/env.ts';
import { liveLog } from '../../kernel/core/log.ts';
import { tracing } from '../../kernel/core/tracing.ts';
import { ledgerEnv } from '../env.ts';
import { build } from './api/routes.ts';
import { liveCallKey, liveLogKey } from './live-log-key.ts';
import { liveStore } from './live-store.ts';

/** For so long the ledger is waited for. */
const PATIENCE_MS = 5_000;

// The credentials of the function, as a client of its table finds them.
const aws = liveAws(new DynamoDBClient({}).config.credentials);
const invoke = invokeFunction(aws, readEnv(ledgerEnv).LEDGER_FUNCTION, PATIENCE_MS);
const ask = askingDomain(invoke, 'folio.proof', new Set(['ledger:read']));

export const handler = build({
  ...liveStore(),
  ask,
  key: liveLogKey(),
  callKey: liveCallKey(),
  codeVersion: codeVersion(),
  log: liveLog(),
}).use(tracing());
