import { LambdaClient } from '@aws-sdk/client-lambda';
import { readEnv } from '../../kernel/env.ts';
import { liveClock } from '../../kernel/live-ports.ts';
import { liveLog } from '../../kernel/log.ts';
import { probedFunctions } from '../contract/probe.ts';
import { proberEnv } from '../env.ts';
import { invoke } from '../store/invoke.ts';
import { build } from './prober.ts';

/** Less than the client of `folio release` waits; asking again is up to it. */
const lambda = new LambdaClient({
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 12_000, throwOnRequestTimeout: true },
});

const { PROBED } = readEnv(proberEnv);

export const handler = build({
  clock: liveClock,
  log: liveLog(),
  probed: probedFunctions.parse(JSON.parse(PROBED)),
  invoke: invoke(lambda),
});
