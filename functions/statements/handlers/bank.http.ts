import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { invokeFunction } from '../../kernel/aws/invoke-function.ts';
import { liveAws } from '../../kernel/aws/live-aws.ts';
import { codeVersion, readEnv } from '../../kernel/core/env.ts';
import { liveLog } from '../../kernel/core/log.ts';
import { tracing } from '../../kernel/core/tracing.ts';
import { readerEnv } from '../env.ts';
import { buildBank } from './api/bank-routes.ts';
import { askingReader } from './ask-reader.ts';
import { liveBudgeting } from './live-budgeting.ts';
import { liveLedger } from './live-ledger.ts';
import { liveStore } from './live-store.ts';

/** A file of 4 MB is read in a part of that, a cold start included. */
const PATIENCE_MS = 20_000;

const store = liveStore();
const log = liveLog();
const aws = liveAws(new DynamoDBClient({}).config.credentials);
const invoke = invokeFunction(aws, readEnv(readerEnv).READER_FUNCTION, PATIENCE_MS);

export const handler = buildBank({
  ...store,
  budgeting: liveBudgeting(store, log),
  ask: liveLedger(['ledger:read', 'ledger:write']),
  readKept: askingReader(invoke),
  codeVersion: codeVersion(),
  log,
}).use(tracing());
