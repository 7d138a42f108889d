import { readFileSync } from 'node:fs';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SSMClient } from '@aws-sdk/client-ssm';
import { codeVersion, readEnv } from '../../kernel/env.ts';
import { liveClock } from '../../kernel/live-ports.ts';
import { liveLog } from '../../kernel/log.ts';
import { metaEnv, OPENAPI_ASSET } from '../env.ts';
import { readApiDocument } from '../model/api-document.ts';
import { domains, readFunctions } from '../store/domains.ts';
import { readReleases } from '../store/releases.ts';
import { build } from './api.ts';
import type { MetaDeps } from './deps.ts';

/** A probe that takes longer than a cold start is a degraded domain; an outcome may wait for one and a retry of its own. */
const PROBE_MS = 3_000;
const FORWARD_MS = 10_000;

/** One try each: both questions are the client's to repeat. */
const lambda = (requestTimeout: number): LambdaClient =>
  new LambdaClient({
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 1_000, requestTimeout, throwOnRequestTimeout: true },
  });

const ssm = (): SSMClient =>
  new SSMClient({
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: PROBE_MS, throwOnRequestTimeout: true },
  });

const live = (): MetaDeps => {
  const { DOMAIN_FUNCTIONS, RELEASES_PATH } = readEnv(metaEnv);
  const functions = readFunctions(DOMAIN_FUNCTIONS);
  const documentText = readFileSync(new URL(OPENAPI_ASSET, import.meta.url), 'utf8');
  return {
    clock: liveClock,
    log: liveLog(),
    codeVersion: codeVersion(),
    domains: domains(lambda(FORWARD_MS), functions),
    probes: domains(lambda(PROBE_MS), functions),
    releases: readReleases(ssm(), RELEASES_PATH),
    documentText,
    document: readApiDocument(documentText),
  };
};

export const handler = build(live());
