import type { RegistryDeps } from './deps.ts';

/** CloudFormation is on its way back: it asks for what was live, and a refusal would leave the stack stuck. */
export const isGoingBack = async ({ stackStatus }: RegistryDeps, stackId: string): Promise<boolean> =>
  /ROLLBACK/.test((await stackStatus(stackId)) ?? '');
