import { DefaultStackSynthesizer, type IStackSynthesizer, Stack, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Ownership } from './alarms.ts';
import type { Deployment } from './deployment.ts';
import { isEphemeral } from './is-ephemeral.ts';
import { newStacks } from './new-stacks.ts';
import { stackName } from './stack-name.ts';

/** The value of the tag `folio:stage`, by which grants tell the stages' keys apart: keys have no names. */
export const stageTag = ({ prefix }: Pick<Deployment, 'prefix'>): string =>
  prefix === '' ? 'main' : prefix.slice(0, -1);

/** Who answers for all that a stack holds, unless a function in it says otherwise, and how it is to be handled. */
export interface StackOwnership extends Ownership {
  /** What its data may say of people and money; `regulated` is what a supervisor or a law asks for. */
  readonly dataClass: 'internal' | 'confidential' | 'regulated';
  /** What it is for, in one sentence for people: the template's description, which the catalog reads. */
  readonly purpose: string;
}

/** A stack of Folio: `Folio-Ledger`, or `dev-Folio-Ledger` in the stage `dev`. */
export class DomainStack extends Stack {
  /** The data floor of this deployment, where what it writes is more than its domain's data says. */
  readonly dataFloor: number | undefined = undefined;

  constructor(scope: Construct, deployment: Deployment, name: string, ownership: StackOwnership) {
    super(scope, stackName(deployment, name), {
      description: ownership.purpose,
      terminationProtection: !isEphemeral(scope) && !newStacks(scope).has(stackName(deployment, name)),
      ...(deployment.place === undefined ? {} : { env: deployment.place }),
      // The CLI checks the bootstrap's version already, from the assembly's manifest.
      synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }) as IStackSynthesizer,
    });
    Tags.of(this).add('folio:domain', name.toLowerCase());
    Tags.of(this).add('folio:stage', stageTag(deployment));
    // The catalog reads them from the template; what a function says of itself stands nearer, and wins.
    Tags.of(this).add('folio:owner', ownership.owner);
    Tags.of(this).add('folio:tier', String(ownership.tier));
    Tags.of(this).add('folio:runbook', ownership.runbook);
    Tags.of(this).add('folio:data', ownership.dataClass);
  }
}
