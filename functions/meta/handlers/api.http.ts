import { readFileSync } from 'node:fs';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { jsonService } from '../../kernel/aws/aws-call.ts';
import { clientOptions } from '../../kernel/aws/client-options.ts';
import { liveAws } from '../../kernel/aws/live-aws.ts';
import { codeVersion, readEnv } from '../../kernel/core/env.ts';
import { liveClock } from '../../kernel/core/live-ports.ts';
import { liveLog } from '../../kernel/core/log.ts';
import { isScope } from '../../kernel/core/operation.ts';
import { metaEnv, OPENAPI_ASSET } from '../env.ts';
import { readApiDocument } from '../model/api-document.ts';
import { readAlarmsInAlarm } from '../store/queries/alarms-in-alarm.ts';
import { domains, readFunctions } from '../store/queries/domains.ts';
import { readReleases } from '../store/queries/releases.ts';
import { build } from './api/routes.ts';
import type { MetaDeps } from './deps.ts';

/** A probe that takes longer than a cold start is a degraded domain; an outcome may wait for one and a retry of its own. */
const PROBE_MS = 3_000;
const FORWARD_MS = 10_000;

/** One try each: both questions are the client's to repeat. */
const lambda = (requestTimeoutMs: number): LambdaClient =>
  new LambdaClient(clientOptions({ requestTimeoutMs, maxAttempts: 1 }));

const live = (): MetaDeps => {
  const { DOMAIN_FUNCTIONS, OUTCOME_SCOPES, RELEASES_PATH, ALARM_NAMES } = readEnv(metaEnv);
  const functions = readFunctions(DOMAIN_FUNCTIONS);
  const documentText = readFileSync(new URL(OPENAPI_ASSET, import.meta.url), 'utf8');
  const forwarding = lambda(FORWARD_MS);
  const aws = liveAws(forwarding.config.credentials);
  return {
    clock: liveClock,
    log: liveLog(),
    codeVersion: codeVersion(),
    outcomeScopes: OUTCOME_SCOPES.split(' ').filter(isScope),
    domains: domains(forwarding, functions),
    probes: domains(lambda(PROBE_MS), functions),
    releases: readReleases(jsonService(aws, 'ssm', 'AmazonSSM'), RELEASES_PATH),
    // CloudWatch's JSON protocol is 1.0.
    alarmsInAlarm: readAlarmsInAlarm(
      jsonService(aws, 'monitoring', 'GraniteServiceVersion20100801', '1.0'),
      ALARM_NAMES,
    ),
    documentText,
    document: readApiDocument(documentText),
  };
};

export const handler = build(live());
