import * as z from 'zod';
import type { components } from '../../clients/typescript/src/api.ts';
import { Api, keyed } from './api.ts';
import type { Target } from './find-target.ts';
import { payment, waitFor } from './payments.ts';
import { CommandFailure } from './problem-error.ts';
import type { Terminal } from './terminal.ts';

const RAIL_MS = 30_000;
const made = z.looseObject({ id: z.string() });
const client = made.extend({ secret: z.string() });

type Body = components['schemas']['NewPayment'];

/** A payment under a key. */
export const askForPayment = (api: Api, body: Body, key: string) =>
  api.ask((folio) => folio.POST('/v1/payments', { params: keyed(key), body }), payment);

const pay = (api: Api, from: string, to: Body['to'], amount: string, key: string) =>
  askForPayment(api, { from, to, amount, currency: 'USD' }, key);

export const openAccount = (api: Api, id: string, currency: string) =>
  api.ask((folio) => folio.POST('/v1/accounts', { params: keyed(id), body: { id, currency } }), z.unknown());

const decidingClient = async (api: Api, payer: string) => {
  const body: components['schemas']['NewClient'] = {
    name: 'demo: approves',
    scopes: ['payments:read', 'payments:approve'],
  };
  const params = keyed(`${payer}-approver`);
  return api.ask((folio) => folio.POST('/v1/clients', { params, body }), client);
};

/** A payment that another client has to agree to. The rule and the client are gone afterwards. */
export const approve = async (api: Api, target: Target, payer: string, out: Terminal): Promise<string> => {
  const friend = `${payer}-friend`;
  await openAccount(api, friend, 'USD');
  const body = { currency: 'USD', fromAmount: '700', approvers: 1, rails: ['book'] };
  const ruled = keyed(`${payer}-rule`);
  const rule = await api.ask((folio) => folio.POST('/v1/approval-rules', { params: ruled, body }), made);
  const other = await decidingClient(api, payer);
  try {
    const { id, state } = await pay(api, payer, { account: friend }, '700', `${payer}-approved`);
    if (state !== 'awaiting_approval') throw new CommandFailure(`${id} is ${state}, and a rule asks for an approval.`);
    const boss = new Api({ ...target, clientId: other.id, clientSecret: other.secret });
    const params = { path: { id }, ...keyed(`${payer}-agreed`) };
    await boss.ask((folio) => folio.POST('/v1/payments/{id}/approve', { params }), payment);
    const paid = await waitFor(api, id, RAIL_MS);
    out.line(
      `\nA payment of 7.00 USD to ${friend} waits for another client than its maker; once it agrees: ${paid.state}.`,
    );
    return paid.state;
  } finally {
    await api.answer((folio) => folio.DELETE('/v1/approval-rules/{id}', { params: { path: { id: rule.id } } }));
    await api.answer((folio) => folio.DELETE('/v1/clients/{id}', { params: { path: { id: other.id } } }));
  }
};

/** Over `book` the answer is the end of it; an outside bank, a sandbox, takes a moment. */
export const promise = async (api: Api, payer: string, out: Terminal): Promise<string> => {
  const shop = `${payer}-shop`;
  await openAccount(api, shop, 'USD');
  const book = await pay(api, payer, { account: shop }, '300', `${payer}-book`);
  out.line(`\nA payment of 3.00 USD to another account: ${book.state} in the answer.`);
  const to = { rail: 'sandbox', destination: 'ok:demo' };
  const first = await pay(api, payer, to, '1000', `${payer}-pay`);
  const { state, timeline } = await waitFor(api, first.id, RAIL_MS);
  const steps = timeline.map(({ step }) => step).join(', ');
  out.line(`A payment of 10.00 USD by an outside bank, a sandbox: ${first.state}, then ${state} (${steps}).`);
  return state;
};
