import { arn } from '../account.ts';
import { AwsError } from '../aws/aws-error.ts';
import { type Input, optionalText, text, texts } from '../aws/input.ts';
import type { Operations } from '../aws/operations.ts';
import type { Parameter, Parameters } from './parameters.ts';

const MAX_NAMES = 10;
const TYPES: ReadonlySet<string> = new Set(['String', 'StringList', 'SecureString']);

const notFound = (): AwsError => new AwsError('ParameterNotFound', 'The parameter does not exist.');

const view = (parameter: Parameter) => ({
  Name: parameter.name,
  Type: parameter.type,
  Value: parameter.value,
  Version: parameter.version,
  LastModifiedDate: parameter.modifiedAt / 1000,
  ARN: arn('ssm', `parameter${parameter.name.startsWith('/') ? '' : '/'}${parameter.name}`),
  DataType: 'text',
});

const put = (parameters: Parameters, input: Input) => {
  const name = text(input, 'Name');
  const existing = parameters.get(name);
  if (existing !== undefined && input.Overwrite !== true)
    throw new AwsError('ParameterAlreadyExists', 'The parameter exists; set Overwrite to change it.');
  const type = optionalText(input, 'Type') ?? existing?.type ?? '';
  if (!TYPES.has(type)) throw new AwsError('ValidationException', 'Type is String, StringList or SecureString.');
  const stored = parameters.put(name, type, text(input, 'Value'));
  return { Version: stored?.version ?? 1, Tier: 'Standard' };
};

const getMany = (parameters: Parameters, names: readonly string[]) => {
  if (names.length === 0 || names.length > MAX_NAMES)
    throw new AwsError('ValidationException', `Names has 1 to ${MAX_NAMES} names.`);
  const found = names.flatMap((name) => parameters.get(name) ?? []);
  const known = new Set(found.map((parameter) => parameter.name));
  return { Parameters: found.map(view), InvalidParameters: names.filter((name) => !known.has(name)) };
};

/** Parameter Store in its JSON protocol. */
export const ssmOperations = (parameters: Parameters): Operations => ({
  PutParameter: (input) => put(parameters, input),
  GetParameter: (input) => {
    const parameter = parameters.get(text(input, 'Name'));
    if (parameter === undefined) throw notFound();
    return { Parameter: view(parameter) };
  },
  GetParameters: (input) => getMany(parameters, texts(input, 'Names')),
  GetParametersByPath: (input) => {
    const asked = text(input, 'Path');
    const path = asked.endsWith('/') ? asked : `${asked}/`;
    const found = parameters.under(path);
    const direct = found.filter(({ name }) => input.Recursive === true || !name.slice(path.length).includes('/'));
    return { Parameters: direct.map(view) };
  },
  DeleteParameter: (input) => {
    if (!parameters.remove(text(input, 'Name'))) throw notFound();
    return {};
  },
});
