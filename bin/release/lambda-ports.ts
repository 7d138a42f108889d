import {
  DeleteFunctionCommand,
  GetAliasCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  type LambdaClient,
  ListVersionsByFunctionCommand,
  UpdateAliasCommand,
} from '@aws-sdk/client-lambda';
import { present } from '../../functions/kernel/assert.ts';
import { domainCall } from '../../functions/meta/model/domain-call.ts';
import type { DeployedFunction } from '../../functions/registry/contract/release-record.ts';
import type { Published } from '../../functions/registry/model/retention.ts';
import { functionOf } from '../../functions/registry/store/code-hashes.ts';
import { namedResources } from './named-resources.ts';
import type { FunctionPorts, Proof } from './ports.ts';

/** Far more than a function keeps. */
const PAGES_MAX = 100;

const aliasName = (alias: string): string => alias.slice(alias.lastIndexOf(':') + 1);

const named = (error: unknown, name: string): boolean => error instanceof Error && error.name === name;

/** The question that has no effect: health of an API, a batch without records; an alias that takes neither is only read. */
const questionOf = ({ probe }: DeployedFunction): unknown =>
  probe === 'health' ? domainCall({ path: '/v1/health', query: {}, requestId: 'release-probe' }) : { Records: [] };

const complaintOf = ({ probe }: DeployedFunction, failed: boolean, payload: string): string | undefined => {
  if (failed) return 'it failed';
  if (probe !== 'health') return undefined;
  const { statusCode } = JSON.parse(payload) as { readonly statusCode?: number };
  return statusCode === 200 ? undefined : `its health is ${statusCode}`;
};

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

const prove = async (lambda: LambdaClient, fn: DeployedFunction): Promise<Proof> => {
  if (fn.probe === 'alias') {
    const { FunctionVersion } = await lambda.send(aliasOf(fn.alias));
    return { executedVersion: FunctionVersion ?? '', complaint: undefined };
  }
  const Payload = Buffer.from(JSON.stringify(questionOf(fn)));
  const answer = await lambda.send(new InvokeCommand({ FunctionName: fn.alias, Payload }));
  const payload = Buffer.from(answer.Payload ?? []).toString('utf8');
  const complaint = complaintOf(fn, answer.FunctionError !== undefined, payload);
  return { executedVersion: answer.ExecutedVersion ?? '', complaint };
};

const aliasOf = (alias: string) => new GetAliasCommand({ FunctionName: functionOf(alias), Name: aliasName(alias) });

/** Lambda as a rollback uses it. */
export const lambdaPorts = (lambda: LambdaClient): FunctionPorts => ({
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
  prove: (fn) => prove(lambda, fn),
  warm: async (fn, version) => {
    if (fn.probe === 'alias') return;
    const Payload = Buffer.from(JSON.stringify(questionOf(fn)));
    await lambda.send(new InvokeCommand({ FunctionName: functionOf(fn.alias), Qualifier: version, Payload }));
  },
});
