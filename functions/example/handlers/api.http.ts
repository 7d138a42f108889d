import { route } from '../../kernel/core/call.ts';
import { common } from '../../kernel/core/common-problems.ts';
import { Refusal } from '../../kernel/core/problem.ts';
import { idempotent } from '../../kernel/idempotency/exactly-once.ts';
import { idempotentRequest } from '../../kernel/idempotency/idempotent-request.ts';
import { domainApi } from '../../kernel/standard/domain-api.ts';
import { type DomainStore, RECEIPTS } from '../../kernel/standard/domain-store.ts';
import { outboxAttributes } from '../../kernel/standard/outbox.ts';
import { ulid } from '../../kernel/values/ids.ts';
import { formatTime } from '../../kernel/values/time.ts';
import { addPayee, getPayee, PAYEE_PREFIX } from '../contract/api.ts';
import { example } from '../contract/domain.ts';
import { findPayee, puttingPayee } from '../store/table/payees.ts';

const { PayeeAdded: event } = example.events;

const addPayeeRoute = (store: DomainStore) =>
  route(addPayee, (call) =>
    idempotent(store, RECEIPTS, idempotentRequest(call), async () => {
      const at = store.clock.now();
      const payee = { id: ulid(PAYEE_PREFIX, store.clock, store.random), ...call.body, createdAt: formatTime(at) };
      const actions = [puttingPayee(store.table, call.caller.tenant, payee)];
      const beside = outboxAttributes(call, at, [{ event, subject: payee.id, data: { payee } }]);
      return { status: 201, body: JSON.stringify(payee), at, actions, extraAttributes: beside };
    }),
  );

const getPayeeRoute = (store: DomainStore) =>
  route(getPayee, async ({ caller, params }) => {
    const payee = await findPayee(store, caller.tenant, params.id);
    if (payee === undefined) throw new Refusal(common['not-found'], 'There is no such payee.');
    return { status: 200, body: payee };
  });

export const handler = domainApi(example, [addPayeeRoute, getPayeeRoute]);
