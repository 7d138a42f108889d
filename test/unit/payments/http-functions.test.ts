import { expect, test } from '@jest/globals';
import { paymentsOperations } from '../../../functions/payments/contract/api.ts';
import { keyedElsewhere } from '../../../functions/payments/contract/keyed-elsewhere.ts';
import { paymentOperations } from '../../../functions/payments/contract/payment-api.ts';

const mine: ReadonlySet<string> = new Set(paymentOperations.map(({ operationId }) => operationId));

test('the function that answers for outcomes names every operation with a key that others answer, and no other', () => {
  const keyed = paymentsOperations.filter(
    ({ operationId, idempotency }) => idempotency !== 'none' && !mine.has(operationId),
  );
  expect([...keyedElsewhere].sort()).toEqual(keyed.map(({ operationId }) => operationId).sort());
});
