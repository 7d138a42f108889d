import { type Command, InvalidArgumentError, Option } from 'commander';
import { tenantName } from '../../functions/identity/contract/provision.ts';
import { isScope, type Scope } from '../../functions/kernel/core/operation.ts';
import { parameters } from '../../functions/registry/store/parameters.ts';
import { callerArn } from '../../functions/registry/store/query-service.ts';
import { awsCalls, type Deployment } from '../client/aws-calls.ts';
import { assertAccount, awsPlace } from '../client/aws-endpoints.ts';
import { saveNewFile } from '../client/save-file.ts';
import { runningLocal } from '../client/target.ts';
import { type Terminal, terminal } from '../client/terminal.ts';
import { createTenant } from '../tenant/create-tenant.ts';
import { clientLines } from './client.ts';
import { explained } from './explained.ts';
import { dataOption, something, stageOption, works } from './options.ts';

const tenant = (text: string): string => {
  const parsed = tenantName.safeParse(text);
  if (!parsed.success) throw new InvalidArgumentError(parsed.error.issues[0]?.message ?? 'It is no name of a tenant.');
  return parsed.data;
};

const scopeList = (text: string): readonly Scope[] => {
  const scopes = text.split(' ').filter((word) => word !== '');
  if (scopes.length === 0 || !scopes.every(isScope))
    throw new InvalidArgumentError('Scopes are <noun>:<verb> or admin, separated by spaces: "ledger:read admin".');
  return scopes;
};

interface Options extends Deployment {
  readonly clientName: string;
  readonly scope?: readonly Scope[];
  readonly out?: string;
}

const create = async (name: string, options: Options, out: Terminal): Promise<void> => {
  const { stage, clientName, scope, out: file } = options;
  const call = await awsCalls(options);
  if (options.target === 'aws') assertAccount(await awsPlace(stage), await callerArn(call('STS')));
  // Loads the SDK, for which nobody waits who only asks for a help.
  const { findProvisioning, lambdaOf } = await import('../tenant/provisioning.ts');
  const prefix = stage === undefined ? '' : `${stage}-`;
  const here = options.target === 'local' ? (await runningLocal(options.data))?.url : undefined;
  const provisioning = await findProvisioning(parameters(call('SSM')), lambdaOf(call('LAMBDA')), prefix, here);
  const made = await createTenant(provisioning, { tenant: name, clientName, scopes: scope });
  const lines = clientLines(made);
  if (file === undefined) {
    out.result(made);
    for (const line of lines) out.line(line);
  } else {
    await saveNewFile(file, `${lines.join('\n')}\n`);
    const { clientSecret: _, ...shown } = made;
    out.result({ ...shown, file });
    out.line(
      `${name} has the client ${made.clientId}; what an app of it needs is in ${file}, which only you can read.`,
    );
  }
  out.note(`It may do ${made.scopes.join(', ')}. The same words give the same client again.`);
};

/** `folio tenant`: what an operator does for those who use a deployment. */
export const tenantCommand = (program: Command): void => {
  const group = program.command('tenant').description('make a tenant with its first client');
  works(group.command('create'))
    .description('make a tenant with its first client, whose secret is shown here alone')
    .argument('<tenant>', '2 to 63 of a-z 0-9 -, a letter first', tenant)
    .option('--client-name <name>', 'what its client is called', something, 'first')
    .option(
      '--scope <scopes>',
      "what it may do, separated by spaces (all that are a tenant's own when absent)",
      scopeList,
    )
    .option('--out <file>', 'write address and credentials into a new file instead, which only you can read', something)
    .addOption(new Option('--target <target>', 'where').choices(['local', 'aws']).default('local'))
    .addOption(stageOption())
    .addOption(dataOption())
    .action((name: string, options: Options) =>
      explained(options.target, () => create(name, options, terminal(program.opts().json === true))),
    );
};
