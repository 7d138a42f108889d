import * as z from 'zod';
import { Api } from './api.ts';
import type { Target } from './find-target.ts';
import { payment, waitFor } from './payments.ts';
import { CommandFailure } from './problem-error.ts';
import type { Terminal } from './terminal.ts';

const RAIL_MS = 30_000;
const made = z.looseObject({ id: z.string() });
const client = made.extend({ secret: z.string() });

const pay = (api: Api, from: string, to: object, amount: string, key: string) =>
  api.get({ method: 'POST', path: '/v1/payments', body: { from, to, amount, currency: 'USD' }, key }, payment);

const accountOf = (api: Api, id: string) =>
  api.get({ method: 'POST', path: '/v1/accounts', body: { id, currency: 'USD' }, key: id }, z.unknown());

const decidingClient = async (api: Api, payer: string) => {
  const body = { name: 'demo: approves', scopes: ['payments:read', 'payments:approve'] };
  return api.get({ method: 'POST', path: '/v1/clients', body, key: `${payer}-approver` }, client);
};

/** A payment that another client has to agree to. The rule and the client are gone afterwards. */
export const approve = async (api: Api, target: Target, payer: string, out: Terminal): Promise<string> => {
  const friend = `${payer}-friend`;
  await accountOf(api, friend);
  const body = { currency: 'USD', fromAmount: '700', approvers: 1, rails: ['book'] };
  const rule = await api.get({ method: 'POST', path: '/v1/approval-rules', body, key: `${payer}-rule` }, made);
  const other = await decidingClient(api, payer);
  try {
    const { id, state } = await pay(api, payer, { account: friend }, '700', `${payer}-approved`);
    if (state !== 'awaiting_approval') throw new CommandFailure(`${id} is ${state}, and a rule asks for an approval.`);
    const boss = new Api({ ...target, clientId: other.id, clientSecret: other.secret });
    await boss.get({ method: 'POST', path: `/v1/payments/${id}/approve`, key: `${payer}-agreed` }, payment);
    const paid = await waitFor(api, id, RAIL_MS);
    out.line(
      `\nA payment of 7.00 USD to ${friend} waits for another client than its maker; once it agrees: ${paid.state}.`,
    );
    return paid.state;
  } finally {
    await api.call({ method: 'DELETE', path: `/v1/approval-rules/${rule.id}` });
    await api.call({ method: 'DELETE', path: `/v1/clients/${other.id}` });
  }
};

/** Over `book` the answer is the end of it; an outside bank, a sandbox, takes a moment. */
export const promise = async (api: Api, payer: string, out: Terminal): Promise<string> => {
  const shop = `${payer}-shop`;
  await accountOf(api, shop);
  const book = await pay(api, payer, { account: shop }, '300', `${payer}-book`);
  out.line(`\nA payment of 3.00 USD to another account: ${book.state} in the answer.`);
  const to = { rail: 'sandbox', destination: 'ok:demo' };
  const first = await pay(api, payer, to, '1000', `${payer}-pay`);
  const { state, timeline } = await waitFor(api, first.id, RAIL_MS);
  const steps = timeline.map(({ step }) => step).join(', ');
  out.line(`A payment of 10.00 USD by an outside bank, a sandbox: ${first.state}, then ${state} (${steps}).`);
  return state;
};
