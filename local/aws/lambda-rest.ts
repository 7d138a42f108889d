import { type Caller, type Trail, trailed } from '../cloudtrail/trail.ts';
import type { AliasView, Functions, FunctionView, InvocationType } from '../lambda/functions.ts';
import { LambdaFault } from '../lambda/lambda-fault.ts';
import { parseTarget } from '../lambda/target.ts';
import { isObject, optionalText, parseInput } from './input.ts';
import type { RestAnswer, RestCall } from './rest.ts';

const PATH =
  /^\/2015-03-31\/functions(?:\/([^/]+)(?:\/(invocations|aliases|versions|configuration)(?:\/([^/]+))?)?)?\/?$/;
const TYPES: ReadonlySet<string> = new Set<InvocationType>(['RequestResponse', 'Event', 'DryRun']);

export const isLambdaPath = (path: string): boolean => path.startsWith('/2015-03-31/functions');

const json = (value: unknown, status = 200): RestAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});

const aliasBody = (alias: AliasView) => ({
  Name: alias.name,
  AliasArn: alias.arn,
  FunctionVersion: alias.functionVersion,
  Description: alias.description,
  RevisionId: alias.revisionId,
  ...(Object.keys(alias.weights).length === 0 ? {} : { RoutingConfig: { AdditionalVersionWeights: alias.weights } }),
});

const configuration = (view: FunctionView) => ({
  FunctionName: view.name,
  FunctionArn: view.arn,
  Version: view.version,
  Handler: view.handler,
  MemorySize: view.memoryMb,
  Timeout: view.timeoutSeconds,
  CodeSha256: view.codeSha256,
  CodeSize: view.codeSize,
  Description: view.description,
  RevisionId: view.revisionId,
  LastModified: view.lastModified,
  State: 'Active',
  Environment: { Variables: view.environment },
});

const invoke = async (functions: Functions, target: string, call: RestCall): Promise<RestAnswer> => {
  const type = String(call.headers['x-amz-invocation-type'] ?? 'RequestResponse');
  if (!TYPES.has(type)) throw new LambdaFault('InvalidParameterValueException', 'The invocation type is unknown.');
  const context = call.headers['x-amz-client-context'];
  const result = await functions.invoke(target, call.body.toString(), {
    type: type as InvocationType,
    ...(typeof context === 'string' ? { clientContext: Buffer.from(context, 'base64').toString() } : {}),
  });
  return {
    status: result.statusCode,
    headers: {
      'content-type': 'application/json',
      'x-amz-executed-version': result.executedVersion,
      ...(result.functionError === undefined ? {} : { 'x-amz-function-error': result.functionError }),
    },
    body: result.payload,
  };
};

/** What changes a function that answers, taken down under the caller's name. */
type Changes = ReturnType<typeof trailed>;

const updateAlias = (functions: Changes, name: string, alias: string, call: RestCall): RestAnswer => {
  const input = parseInput(call.body.toString());
  const version = optionalText(input, 'FunctionVersion');
  const description = optionalText(input, 'Description');
  const revisionId = optionalText(input, 'RevisionId');
  const routing = isObject(input.RoutingConfig) ? input.RoutingConfig.AdditionalVersionWeights : undefined;
  const change = {
    ...(version === undefined ? {} : { functionVersion: version }),
    ...(description === undefined ? {} : { description }),
    ...(revisionId === undefined ? {} : { revisionId }),
    ...(input.RoutingConfig === undefined ? {} : { weights: (routing ?? {}) as Readonly<Record<string, number>> }),
  };
  return json(aliasBody(functions.updateAlias(name, alias, change)));
};

const byVersion = (functions: Functions, name: string, call: RestCall): RestAnswer => {
  if (call.method !== 'POST') return json({ Versions: functions.versions(name).map(configuration) });
  const input = parseInput(call.body.toString());
  return json(configuration(functions.publishVersion(name, optionalText(input, 'Description'))), 201);
};

const byAlias = (
  functions: Functions,
  changes: Changes,
  name: string,
  alias: string | undefined,
  call: RestCall,
): RestAnswer => {
  if (alias === undefined) return json({ Aliases: functions.aliases(name).map(aliasBody) });
  return call.method === 'PUT'
    ? updateAlias(changes, name, alias, call)
    : json(aliasBody(functions.alias(name, alias)));
};

/** Signatures are not verified here, but they say whose they are. */
const callerOf = ({ headers }: RestCall): Caller => {
  const [, accessKeyId = 'unknown'] = /Credential=([^/\s,]+)/.exec(String(headers.authorization)) ?? [];
  return { accessKeyId };
};

const route = (functions: Functions, trail: Trail, call: RestCall): Promise<RestAnswer> | RestAnswer => {
  const [, encoded, kind, item] = PATH.exec(call.path) ?? [];
  if (encoded === undefined) return json({ Functions: functions.list().map(configuration) });
  const { name, qualifier } = parseTarget(decodeURIComponent(encoded), call.query.get('Qualifier') ?? undefined);
  const changes = trailed(functions, trail, callerOf(call));
  if (kind === 'invocations') return invoke(functions, `${name}:${qualifier}`, call);
  if (kind === 'aliases')
    return byAlias(functions, changes, name, item === undefined ? undefined : decodeURIComponent(item), call);
  if (kind === 'versions') return byVersion(functions, name, call);
  if (call.method === 'DELETE') {
    changes.removeVersion(name, qualifier);
    return { status: 204, headers: {}, body: '' };
  }
  const view = functions.describe(qualifier === '$LATEST' ? name : `${name}:${qualifier}`);
  return json(kind === 'configuration' ? configuration(view) : { Configuration: configuration(view) });
};

/** The Lambda API: invoke, aliases, versions, configurations. Errors in its JSON form. */
export const lambdaRest = async (functions: Functions, trail: Trail, call: RestCall): Promise<RestAnswer> => {
  try {
    return await route(functions, trail, call);
  } catch (error) {
    if (!(error instanceof LambdaFault)) throw error;
    const answer = json({ Type: 'User', Message: error.message, message: error.message }, error.status);
    return { ...answer, headers: { ...answer.headers, 'x-amzn-errortype': error.code } };
  }
};
