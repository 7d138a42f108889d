import { createHash } from 'node:crypto';
import { Aws, CfnParameter, Fn, Stack } from 'aws-cdk-lib';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';

/** What CloudFormation takes as the description of a version. */
const DESCRIPTION_MAX = 256;
/** A bus has at most 64 characters, the URL of an API fewer; of a function its stamp is told. */
const WIRE_MAX = 64;
const STAMP_CHARS = 15;

const ALIAS_PATH = /-alias-arn$/;

/** Beside the wire of an alias stands something short that changes when the function behind it is made anew. */
export const stampPath = (wirePath: string): string => `${wirePath}/stamp`;
export const isAliasPath = (wirePath: string): boolean => ALIAS_PATH.test(wirePath);

/** The stack's own id changes when it is made anew, and the alias' logical id when it is another one in the same stack. */
export const aliasStamp = (scope: Construct, aliasArn: string): string => {
  const alias = createHash('sha256')
    .update(JSON.stringify(Stack.of(scope).resolve(aliasArn)))
    .digest('hex');
  const incarnation = Fn.select(0, Fn.split('-', Fn.select(2, Fn.split('/', Aws.STACK_ID))));
  return Fn.join('', [incarnation, alias.slice(0, STAMP_CHARS - 9)]);
};

const isWire = (one: unknown): one is CfnParameter =>
  one instanceof CfnParameter && one.type.startsWith('AWS::SSM::Parameter::Value<');

/**
 * The description of a version: the values of all wires that its environment holds.
 *
 * CDK publishes a version when the function's template changes. A wire's value is none of it: without this the new value would
 * reach `$LATEST`, and what calls run on would keep the old one for ever. CloudFormation replaces a version whose description
 * changes.
 *
 * @returns undefined where the environment holds no wire
 * @throws Error where there are more wires than a description has room for
 */
export const wireStamp = (scope: Construct, environment: Readonly<Record<string, string>>): string | undefined => {
  // A wire is text, with CDK's mark in it for what is not known yet; some of what else is there cannot be resolved before the end.
  const values = Object.values(environment);
  const wires = Stack.of(scope)
    .node.children.filter(isWire)
    .filter(({ valueAsString: mark }) => values.some((value) => value.includes(mark)));
  if (wires.length === 0) return undefined;
  const short = wires.map(({ default: path }) => isAliasPath(String(path)));
  const chars = short.reduce((sum, isAlias) => sum + (isAlias ? STAMP_CHARS : WIRE_MAX) + 1, 0);
  if (chars > DESCRIPTION_MAX)
    throw new Error(
      `${scope.node.path} reads ${wires.length} wires: the description of a version has no room for them.`,
    );
  return Fn.join(
    ' ',
    wires.map((wire, index) =>
      short[index] === true
        ? StringParameter.valueForStringParameter(scope, stampPath(String(wire.default)))
        : wire.valueAsString,
    ),
  );
};
