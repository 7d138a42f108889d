import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { type DomainAnswer, readAnswer } from '../../../kernel/aws/domain-answer.ts';
import { domainCall, type Question } from '../../../kernel/aws/domain-call.ts';
import { present } from '../../../kernel/core/assert.ts';
import { common } from '../../../kernel/core/common-problems.ts';
import { Refusal } from '../../../kernel/core/problem.ts';

/** The domains that meta can ask. */
export interface Domains {
  readonly names: readonly string[];
  /** @throws Refusal `unavailable` where its function crashes; what the SDK throws where no answer comes in time */
  readonly ask: (domain: string, question: Question) => Promise<DomainAnswer>;
}

/** Domain -> ARN of its HTTP function's alias, from the environment. */
export const readFunctions = (text: string): ReadonlyMap<string, string> =>
  new Map(Object.entries(z.record(z.string(), z.string().min(1)).parse(JSON.parse(text))));

/** Asks domains by invoking their alias `live`, so that what answers is what the gateway would reach. */
export const domains = (lambda: Pick<LambdaClient, 'send'>, functions: ReadonlyMap<string, string>): Domains => ({
  names: [...functions.keys()].sort(),
  ask: async (domain, question) => {
    const FunctionName = present(functions.get(domain), `the domain ${domain} has a function`);
    const Payload = Buffer.from(JSON.stringify(domainCall(question)));
    const answer = await lambda.send(new InvokeCommand({ FunctionName, Payload }));
    if (answer.FunctionError !== undefined) {
      throw new Refusal(common.unavailable, 'The domain that owns this did not answer. Try again.');
    }
    const payload = present(answer.Payload, `the function of ${domain} answers`);
    return readAnswer(Buffer.from(payload).toString('utf8'), answer.ExecutedVersion ?? null);
  },
});
