import type { Stack, StackParameterValue, StackResource, Stacks } from '../../../bin/stage/stacks.ts';

/** CloudFormation as far as a stage's commands ask it: it refuses to delete what is protected, as AWS does. */
export const cloudFormation = (
  initial: readonly Stack[],
  resources: Readonly<Record<string, readonly StackResource[]>> = {},
  deployedAs: Readonly<
    Record<string, { readonly template: unknown; readonly parameters: readonly StackParameterValue[] }>
  > = {},
): Stacks & { readonly calls: string[]; readonly of: (name: string) => Stack | undefined } => {
  const stacks = new Map(initial.map((stack) => [stack.name, stack]));
  const calls: string[] = [];
  const find = (nameOrId: string): Stack | undefined =>
    stacks.get(nameOrId) ?? [...stacks.values()].find(({ id }) => id === nameOrId);
  return {
    calls,
    of: (name) => stacks.get(name),
    list: async (names) => [...stacks.values()].filter(({ name }) => name.startsWith(names)),
    get: async (nameOrId) => find(nameOrId),
    resources: async (nameOrId) => resources[find(nameOrId)?.name ?? ''] ?? [],
    template: async (name) => deployedAs[name]?.template ?? {},
    parameters: async (name) => deployedAs[name]?.parameters ?? [],
    tell: async (name, { name: parameter, value }, all) => {
      calls.push(`tell ${name} ${parameter}=${value} of ${all.map((one) => one.name).join(', ')}`);
      const stack = stacks.get(name);
      if (stack !== undefined) stacks.set(name, { ...stack, status: 'UPDATE_COMPLETE' });
    },
    protect: async (name, isProtected) => {
      calls.push(`${isProtected ? 'protect' : 'free'} ${name}`);
      const stack = stacks.get(name);
      if (stack !== undefined) stacks.set(name, { ...stack, isProtected });
    },
    remove: async (name) => {
      calls.push(`delete ${name}`);
      const stack = stacks.get(name);
      if (stack?.isProtected === true) throw new Error(`Stack [${name}] cannot be deleted while it is protected`);
      if (stack !== undefined) stacks.set(name, { ...stack, status: 'DELETE_COMPLETE' });
    },
  };
};

export const stack = (name: string, status = 'CREATE_COMPLETE', isProtected = false): Stack => ({
  id: `arn:stack/${name}/1`,
  name,
  status,
  isProtected,
});
