import { backOfficeOperations } from './back-office-api.ts';
import { batchOperations } from './batch-api.ts';
import { paymentOperations } from './payment-api.ts';
import { scheduleOperations } from './schedule-api.ts';

/** Every call that payments answers: its routes, its validation and its part of the OpenAPI document. */
export const paymentsOperations = [
  ...paymentOperations,
  ...scheduleOperations,
  ...batchOperations,
  ...backOfficeOperations,
] as const;
