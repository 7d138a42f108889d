/** How ids of files and tasks begin. Apart from their schemas, which the function of files has no use for. */
export const FILE_PREFIX = 'file_';
export const TASK_PREFIX = 'task_';
