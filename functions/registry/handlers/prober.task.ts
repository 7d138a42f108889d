import { LambdaClient } from '@aws-sdk/client-lambda';
import { clientOptions } from '../../kernel/aws/client-options.ts';
import { readEnv } from '../../kernel/core/env.ts';
import { liveClock } from '../../kernel/core/live-ports.ts';
import { liveLog } from '../../kernel/core/log.ts';
import { probedFunctions } from '../contract/probe.ts';
import { proberEnv } from '../env.ts';
import { invoke } from '../store/invoke.ts';
import { build } from './prober.ts';

/** A slow answer is one: on a busy day a cold start may take its time. Asking again is up to `folio release`, which waits longer. */
const lambda = new LambdaClient(
  clientOptions({ maxAttempts: 1, connectionTimeoutMs: 2_000, requestTimeoutMs: 25_000 }),
);

const { PROBED } = readEnv(proberEnv);

export const handler = build({
  clock: liveClock,
  log: liveLog(),
  probed: probedFunctions.parse(JSON.parse(PROBED)),
  invoke: invoke(lambda),
});
