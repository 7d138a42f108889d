import { createHash } from 'node:crypto';
import { CfnCondition, CfnParameter, Fn, Lazy, Stack } from 'aws-cdk-lib';
import { CfnVersion } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { SETTLED_PARAMETER } from './settled-parameter.ts';

const ID = 'ProvingVersions';
/** What CloudFormation takes as the value of a parameter, in bytes. */
const VALUE_MAX = 4_096;
/** A wire's value at the most, an ARN of a function with its alias, and a blank. */
const WIRE_MAX = 160;

const isWire = (one: unknown): one is CfnParameter =>
  one instanceof CfnParameter && one.type.startsWith('AWS::SSM::Parameter::Value<');

/**
 * Whether a version of the stack has still to prove itself. `folio deploy` sets the stack's parameter, once all of it is deployed, to
 * what this deployment consists of: its versions, and the values of all wires and pins that they were made with. A template with
 * another version, or a wire with another value, has the condition again by itself, whatever the parameter still says.
 *
 * So what only a rollout needs is paid while there is one. Without the command it stays, which costs some dimes a function.
 */
export class Proving extends Construct {
  readonly #condition: CfnCondition;

  private constructor(stack: Stack) {
    super(stack, ID);
    const settled = new CfnParameter(stack, SETTLED_PARAMETER, {
      type: 'String',
      default: 'none',
      description: 'What was deployed when its versions had proved themselves; "folio deploy" writes it.',
    });
    const subject = Lazy.uncachedString({ produce: () => subjectOf(stack) });
    // Of the stack itself: so its name in the template is this one, by which `folio deploy` finds it.
    this.#condition = new CfnCondition(stack, 'Proving', {
      expression: Fn.conditionNot(Fn.conditionEquals(settled.valueAsString, subject)),
    });
  }

  /** That of the stack that `scope` is in, made for the first who asks. */
  static of(scope: Construct): CfnCondition {
    const stack = Stack.of(scope);
    const known = stack.node.tryFindChild(ID);
    return (known instanceof Proving ? known : new Proving(stack)).#condition;
  }
}

/** Versions by what they are made of, then every wire's value. @throws Error where that is more than a parameter takes */
const subjectOf = (stack: Stack): string => {
  const versions = stack.node.findAll().filter((node): node is CfnVersion => node instanceof CfnVersion);
  const digest = createHash('sha256')
    .update(JSON.stringify(versions.map(({ logicalId }) => String(stack.resolve(logicalId))).sort()))
    .digest('hex');
  const wires = stack.node.children.filter(isWire);
  if (digest.length + wires.length * WIRE_MAX > VALUE_MAX)
    throw new Error(
      `${stack.node.path} reads ${wires.length} parameters: the value of ${SETTLED_PARAMETER} has no room for them.`,
    );
  return Fn.join(' ', [digest, ...wires.map(({ valueAsString }) => valueAsString)]);
};
