import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type AskDomain, askingDomain } from '../../kernel/aws/ask-domain.ts';
import { invokeFunction } from '../../kernel/aws/invoke-function.ts';
import { liveAws } from '../../kernel/aws/live-aws.ts';
import { readEnv } from '../../kernel/core/env.ts';
import type { Scope } from '../../kernel/core/operation.ts';
import { ledgerEnv } from '../env.ts';

/** For so long the ledger is waited for. */
const PATIENCE_MS = 5_000;

/** The ledger by its alias, with the credentials of the function as a client of its table finds them. */
export const liveLedger = (scopes: readonly Scope[]): AskDomain => {
  const aws = liveAws(new DynamoDBClient({}).config.credentials);
  const invoke = invokeFunction(aws, readEnv(ledgerEnv).LEDGER_FUNCTION, PATIENCE_MS);
  return askingDomain(invoke, 'folio.statements', new Set(scopes));
};
