import type { Clock } from '../../functions/kernel/core/ports.ts';
import { SETTLED_PARAMETER } from '../../lib/platform/settled-parameter.ts';
import type { StackParameterValue, Stacks } from './stacks.ts';

/** The part of a template that says what has to have proved itself (lib/platform/proving.ts). */
interface ProvingTemplate {
  readonly Conditions?: {
    readonly Proving?: {
      readonly 'Fn::Not'?: readonly [
        { readonly 'Fn::Equals'?: readonly [unknown, { readonly 'Fn::Join'?: readonly [string, readonly Part[]] }] },
      ];
    };
  };
}
type Part = string | { readonly Ref: string };

const POLL_MS = 5_000;
/** Some dozens of alarms are deleted in a minute or two. */
const WITHIN_MS = 10 * 60_000;

/**
 * What the stack's parameter has to say for its versions to count as proved: the very text that its condition compares it with.
 *
 * @param parameters with the values that CloudFormation has read behind the paths
 * @returns undefined where the template knows no such condition, or a value of it is not told
 */
export const settledValue = (template: unknown, parameters: readonly StackParameterValue[]): string | undefined => {
  const [equals] = (template as ProvingTemplate).Conditions?.Proving?.['Fn::Not'] ?? [];
  const [separator, parts] = equals?.['Fn::Equals']?.[1]['Fn::Join'] ?? [];
  if (separator === undefined || parts === undefined) return undefined;
  const texts = parts.map((part) =>
    typeof part === 'string' ? part : parameters.find(({ name }) => name === part.Ref)?.value,
  );
  return texts.includes(undefined) ? undefined : texts.join(separator);
};

const settleOne = async (stacks: Stacks, name: string): Promise<boolean> => {
  const parameters = await stacks.parameters(name);
  const wanted = settledValue(await stacks.template(name), parameters);
  if (wanted === undefined || parameters.some((one) => one.name === SETTLED_PARAMETER && one.value === wanted))
    return false;
  await stacks.tell(name, { name: SETTLED_PARAMETER, value: wanted }, parameters);
  return true;
};

/** Until CloudFormation is done with it. @throws Error where it is not, or went back */
const ended = async (stacks: Stacks, clock: Pick<Clock, 'now' | 'sleep'>, name: string): Promise<void> => {
  const until = clock.now() + WITHIN_MS;
  for (;;) {
    const status = (await stacks.get(name))?.status ?? 'gone';
    if (/^UPDATE_COMPLETE/.test(status)) return;
    if (!status.endsWith('_IN_PROGRESS') || status.includes('ROLLBACK')) throw new Error(`${name} is ${status}.`);
    if (clock.now() > until) throw new Error(`${name} is still ${status}.`);
    await clock.sleep(POLL_MS);
  }
};

/**
 * After a deployment that succeeded: takes away what watched the new versions while they proved themselves, which costs as long as it
 * is there. No version and no alias changes by it.
 *
 * @returns the stacks that were told
 */
export const settle = async (
  stacks: Stacks,
  clock: Pick<Clock, 'now' | 'sleep'>,
  names: readonly string[],
): Promise<readonly string[]> => {
  const told: string[] = [];
  for (const name of names) if (await settleOne(stacks, name)) told.push(name);
  for (const name of told) await ended(stacks, clock, name);
  return told;
};
