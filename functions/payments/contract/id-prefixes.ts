/** How ids begin. Apart from their schemas, which the functions of files have no use for. */
export const PAYMENT_PREFIX = 'pay_';
export const FILE_PREFIX = 'file_';
export const TASK_PREFIX = 'task_';
