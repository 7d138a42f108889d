import { LambdaClient } from '@aws-sdk/client-lambda';
import { readEnv } from '../../kernel/core/env.ts';
import { liveClock } from '../../kernel/core/live-ports.ts';
import { liveLog } from '../../kernel/core/log.ts';
import { probedFunctions } from '../contract/probe.ts';
import { proberEnv } from '../env.ts';
import { invoke } from '../store/invoke.ts';
import { build } from './prober.ts';

/** A slow answer is one: on a busy day a cold start may take its time. Asking again is up to `folio release`, which waits longer. */
const lambda = new LambdaClient({
  maxAttempts: 1,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 25_000, throwOnRequestTimeout: true },
});

const { PROBED } = readEnv(proberEnv);

export const handler = build({
  clock: liveClock,
  log: liveLog(),
  probed: probedFunctions.parse(JSON.parse(PROBED)),
  invoke: invoke(lambda),
});
