import { DefaultStackSynthesizer, type IStackSynthesizer, Stack, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Deployment } from './deployment.ts';

/** A stack of Folio: `Folio-Ledger`, or `dev-Folio-Ledger` in the stage `dev`. */
export class DomainStack extends Stack {
  constructor(scope: Construct, deployment: Deployment, name: string) {
    super(scope, `${deployment.prefix}Folio-${name}`, {
      description: `Folio: ${name.toLowerCase()}`,
      terminationProtection: true,
      // The CLI checks the bootstrap's version already, from the assembly's manifest.
      synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }) as IStackSynthesizer,
    });
    Tags.of(this).add('folio:domain', name.toLowerCase());
  }
}
