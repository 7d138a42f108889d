import { createHash } from 'node:crypto';
import { Aws, CfnParameter, Fn, Stack } from 'aws-cdk-lib';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';

/** What CloudFormation takes as the description of a version. */
const DESCRIPTION_MAX = 256;
/** A bus has at most 64 characters, the URL of an API fewer; of a function its stamp is told. */
const PARAMETER_MAX = 64;
const STAMP_CHARS = 15;

const ALIAS_PATH = /-alias-arn$/;

/** Beside the parameter of an alias stands something short that changes when the function behind it is made anew. */
export const stampPath = (stackParameterPath: string): string => `${stackParameterPath}/stamp`;
export const isAliasPath = (stackParameterPath: string): boolean => ALIAS_PATH.test(stackParameterPath);

/** The stack's own id changes when it is made anew, and the alias' logical id when it is another one in the same stack. */
export const aliasStamp = (scope: Construct, aliasArn: string): string => {
  const alias = createHash('sha256')
    .update(JSON.stringify(Stack.of(scope).resolve(aliasArn)))
    .digest('hex');
  const incarnation = Fn.select(0, Fn.split('-', Fn.select(2, Fn.split('/', Aws.STACK_ID))));
  return Fn.join('', [incarnation, alias.slice(0, STAMP_CHARS - 9)]);
};

const isParameter = (one: unknown): one is CfnParameter =>
  one instanceof CfnParameter && one.type.startsWith('AWS::SSM::Parameter::Value<');

/**
 * The description of a version: the values of all parameters that its environment holds.
 *
 * CDK publishes a version when the function's template changes. A parameter's value is none of it: without this the new value would
 * reach `$LATEST`, and what calls run on would keep the old one for ever. CloudFormation replaces a version whose description
 * changes.
 *
 * @returns undefined where the environment holds no parameter
 * @throws Error where there are more parameters than a description has room for
 */
export const parameterStamp = (scope: Construct, environment: Readonly<Record<string, string>>): string | undefined => {
  // A parameter is text, with CDK's mark in it for what is not known yet; some of what else is there cannot be resolved before the end.
  const values = Object.values(environment);
  const parameters = Stack.of(scope)
    .node.children.filter(isParameter)
    .filter(({ valueAsString: mark }) => values.some((value) => value.includes(mark)));
  if (parameters.length === 0) return undefined;
  const short = parameters.map(({ default: path }) => isAliasPath(String(path)));
  const chars = short.reduce((sum, isAlias) => sum + (isAlias ? STAMP_CHARS : PARAMETER_MAX) + 1, 0);
  if (chars > DESCRIPTION_MAX)
    throw new Error(
      `${scope.node.path} reads ${parameters.length} parameters: the description of a version has no room for them.`,
    );
  return Fn.join(
    ' ',
    parameters.map((parameter, index) =>
      short[index] === true
        ? StringParameter.valueForStringParameter(scope, stampPath(String(parameter.default)))
        : parameter.valueAsString,
    ),
  );
};
