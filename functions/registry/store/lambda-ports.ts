import {
  DeleteFunctionCommand,
  GetAliasCommand,
  GetFunctionConfigurationCommand,
  type LambdaClient,
  ListVersionsByFunctionCommand,
  UpdateAliasCommand,
} from '@aws-sdk/client-lambda';
import { present } from '../../kernel/core/assert.ts';
import type { DeployedFunction } from '../contract/release-record.ts';
import type { Published } from '../model/retention.ts';
import type { AskProber } from './ask-prober.ts';
import { functionOf } from './code-hashes.ts';
import { namedResources } from './named-resources.ts';
import type { FunctionPorts, Proof } from './release-ports.ts';

/** Far more than a function keeps. */
const PAGES_MAX = 100;

const aliasName = (alias: string): string => alias.slice(alias.lastIndexOf(':') + 1);

const named = (error: unknown, name: string): boolean => error instanceof Error && error.name === name;

const publishedOf = async (lambda: LambdaClient, alias: string): Promise<readonly Published[]> => {
  const found: Published[] = [];
  let from: string | undefined;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const asked = new ListVersionsByFunctionCommand({ FunctionName: functionOf(alias), Marker: from });
    const { Versions = [], NextMarker } = await lambda.send(asked);
    for (const { Version = '', LastModified = '' } of Versions) {
      if (Version !== '$LATEST') found.push({ version: Version, at: Date.parse(LastModified) });
    }
    if (NextMarker === undefined) return found.sort((a, b) => Number(a.version) - Number(b.version));
    from = NextMarker;
  }
  throw new Error('A function has more versions than it can have.');
};

const functionName = (alias: string): string => alias.split(':').at(-2) ?? '';

const prove = async (
  lambda: LambdaClient,
  askProber: AskProber,
  { alias, probe }: DeployedFunction,
): Promise<Proof> => {
  if (probe !== 'alias') {
    const asked = await askProber({ function: functionName(alias), qualifier: aliasName(alias), probe });
    return { executedVersion: asked.executedVersion, complaint: asked.complaint };
  }
  // One that takes no question without an effect is not run: its alias is read.
  const { FunctionVersion } = await lambda.send(aliasOf(alias));
  return { executedVersion: FunctionVersion ?? '', complaint: undefined };
};

const aliasOf = (alias: string) => new GetAliasCommand({ FunctionName: functionOf(alias), Name: aliasName(alias) });

/** Lambda as a rollback uses it. Nothing but the prober is ever run. */
export const lambdaPorts = (lambda: LambdaClient, askProber: AskProber): FunctionPorts => ({
  alias: async (alias) => {
    const { FunctionVersion, RoutingConfig, RevisionId } = await lambda.send(aliasOf(alias));
    return {
      version: present(FunctionVersion, 'an alias has a version'),
      weights: RoutingConfig?.AdditionalVersionWeights ?? {},
      revisionId: present(RevisionId, 'an alias has a revision'),
    };
  },
  version: async (alias, version) => {
    try {
      const asked = new GetFunctionConfigurationCommand({ FunctionName: functionOf(alias), Qualifier: version });
      const { State, CodeSha256, Environment } = await lambda.send(asked);
      // A version that has not run for weeks is Inactive until it is called: it wakes by itself.
      const active = State === 'Active' || State === 'Inactive';
      return { active, codeSha256: CodeSha256 ?? '', names: namedResources(Environment?.Variables ?? {}) };
    } catch (error) {
      if (named(error, 'ResourceNotFoundException')) return undefined;
      throw error;
    }
  },
  published: (alias) => publishedOf(lambda, alias),
  remove: async (alias, version) => {
    await lambda.send(new DeleteFunctionCommand({ FunctionName: functionOf(alias), Qualifier: version }));
  },
  move: async (alias, version, revisionId) => {
    const input = {
      FunctionName: functionOf(alias),
      Name: aliasName(alias),
      FunctionVersion: version,
      RevisionId: revisionId,
      // Said explicitly: weights that are not mentioned survive.
      RoutingConfig: { AdditionalVersionWeights: {} },
    };
    try {
      await lambda.send(new UpdateAliasCommand(input));
      return 'moved';
    } catch (error) {
      if (named(error, 'PreconditionFailedException')) return 'stale';
      throw error;
    }
  },
  prove: (fn) => prove(lambda, askProber, fn),
  warm: async ({ alias, probe }, version) => {
    if (probe !== 'alias') await askProber({ function: functionName(alias), qualifier: version, probe });
  },
});
