/** Both follow when all is moved: CloudFormation deletes what the templates no longer have, and goes back no more. */
const CLEANUPS = new Set(['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS']);

/** Whether CloudFormation may still move an alias of a stack in this state. */
export const movesAliases = (status: string | undefined): boolean =>
  status?.endsWith('_IN_PROGRESS') === true && !CLEANUPS.has(status);
