import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { type ProbeRequest, probeAnswer } from '../../functions/registry/contract/probe.ts';
import type { Proof } from './ports.ts';

/** Asks a function, through the registry's prober, which version of it answers. */
export type Prober = (request: ProbeRequest) => Promise<Proof>;

const thrown = z.object({ errorMessage: z.string().default('it says nothing') });

/** The prober behind an alias. That it failed is a complaint like any other: the same question may be answered the next time. */
export const prober =
  (lambda: LambdaClient, alias: string): Prober =>
  async (request) => {
    const Payload = Buffer.from(JSON.stringify(request));
    const answer = await lambda.send(new InvokeCommand({ FunctionName: alias, Payload }));
    const said: unknown = JSON.parse(Buffer.from(answer.Payload ?? []).toString('utf8'));
    if (answer.FunctionError !== undefined)
      return { executedVersion: '', complaint: `the prober failed: ${thrown.parse(said).errorMessage}` };
    const { executedVersion, complaint } = probeAnswer.parse(said);
    return { executedVersion, complaint };
  };
