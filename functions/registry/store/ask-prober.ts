import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { type ProbeAnswer, type ProbeRequest, probeAnswer } from '../contract/probe.ts';

/** Asks a function, through the registry's prober, which version of it answers. */
export type AskProber = (request: ProbeRequest) => Promise<ProbeAnswer>;

const thrown = z.object({ errorMessage: z.string().default('it says nothing') });

/** The prober behind an alias. That it failed is a complaint like any other: the same question may be answered the next time. */
export const askProber =
  (lambda: Pick<LambdaClient, 'send'>, alias: string): AskProber =>
  async (request) => {
    const Payload = Buffer.from(JSON.stringify(request));
    const answer = await lambda.send(new InvokeCommand({ FunctionName: alias, Payload }));
    const said: unknown = JSON.parse(Buffer.from(answer.Payload ?? []).toString('utf8'));
    if (answer.FunctionError !== undefined)
      return { executedVersion: '', complaint: `the prober failed: ${thrown.parse(said).errorMessage}` };
    return probeAnswer.parse(said);
  };
