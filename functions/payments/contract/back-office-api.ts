import { fileOperations } from './file-api.ts';
import { policyOperations } from './policy-api.ts';

/** Limits, rules, files and tasks: the calls that the function `back-office` answers. */
export const backOfficeOperations = [...policyOperations, ...fileOperations] as const;
