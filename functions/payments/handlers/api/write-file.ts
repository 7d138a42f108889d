import { type Route, route } from '../../../kernel/core/call.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { idempotentRequest, receiptIdOf } from '../../../kernel/idempotency/idempotent-request.ts';
import { writePaymentFile } from '../../contract/file-api.ts';
import { paymentProblems } from '../../contract/problems.ts';
import { fileView } from '../../model/file.ts';
import { fileOfRequest } from '../../model/new-file.ts';
import { filing } from '../../store/commit/files.ts';
import { idempotent } from '../../store/commit/idempotent.ts';
import { whileOpenFor } from '../../store/commit/payments.ts';
import { gathered } from '../../store/queries/files.ts';
import { isStopped } from '../../store/queries/switches.ts';
import type { ApiDeps } from './deps.ts';
import { readyRail } from './ready-rail.ts';

/** Enough to see whether there is anything for a file. */
const LOOK = 25;

const stopped = () => new Refusal(paymentProblems['rail-stopped'], 'The rail is stopped: nothing is handed to it.');

/** `POST /v1/payment-files`. */
export const writeFileRoute = (deps: ApiDeps): Route<typeof writePaymentFile> =>
  route(writePaymentFile, async (call) => {
    const { rail } = call.body;
    const { tenant, clientId: by } = call.caller;
    return idempotent(deps, call, async () => {
      const { files, originator } = await readyRail(deps, tenant, rail);
      if (await isStopped(deps, tenant, rail)) throw stopped();
      const now = deps.clock.now();
      const file = fileOfRequest({ tenant, rail }, files, originator, {
        receipt: receiptIdOf(idempotentRequest(call)),
        by,
        now,
      });
      const { payments } = await gathered(deps, file, { by: file.before, limit: LOOK, from: undefined });
      if (payments.length === 0)
        throw new Refusal(paymentProblems['nothing-gathered'], `No payment over ${rail} waits for a file.`);
      return {
        status: 201,
        body: JSON.stringify(fileView(file)),
        at: now,
        actions: [filing(deps, file), whileOpenFor(deps, tenant, rail)],
      };
    });
  });
