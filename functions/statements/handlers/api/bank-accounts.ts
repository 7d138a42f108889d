import { int } from '../../../kernel/aws/attributes.ts';
import { versionedPut } from '../../../kernel/aws/versioned-put.ts';
import type { Caller } from '../../../kernel/core/call.ts';
import { type Route, route } from '../../../kernel/core/call.ts';
import { common } from '../../../kernel/core/common-problems.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { idempotent } from '../../../kernel/idempotency/exactly-once.ts';
import { idempotentRequest } from '../../../kernel/idempotency/idempotent-request.ts';
import { ulid } from '../../../kernel/values/ids.ts';
import { createBankAccount, getBankAccount, listBankAccounts } from '../../contract/bank-api.ts';
import { BANK_ACCOUNT_PREFIX } from '../../contract/bank-ids.ts';
import { BANK_ACCOUNTS_MAX } from '../../contract/bank-schemas.ts';
import { statementProblems } from '../../contract/problems.ts';
import { type BankAccount, bankAccountView, numberKey } from '../../model/bank/bank-account.ts';
import { bankAccountsOf, findBankAccount, findItem } from '../../store/queries/bank-reads.ts';
import { findLedgerAccount } from '../../store/queries/ledger.ts';
import { puttingBankAccount } from '../../store/table/bank-account-item.ts';
import { RECEIPTS } from '../../store/table/bank-store.ts';
import { bankAccountsMadeKey } from '../../store/table/keys.ts';
import type { BankDeps } from './bank-deps.ts';

/** @throws Refusal `not-found` */
export const existingBankAccount = async (
  deps: Pick<BankDeps, 'dynamo' | 'table'>,
  { tenant }: Pick<Caller, 'tenant'>,
  id: string,
): Promise<BankAccount> => {
  const account = await findBankAccount(deps, tenant, id);
  if (account === undefined) throw new Refusal(common['not-found'], 'There is no such bank account.');
  return account;
};

/** @throws Refusal `bank-account-unfit` */
const assertMirrors = async (deps: BankDeps, tenant: string, requestId: string, account: string, currency: string) => {
  const found = await findLedgerAccount({ ask: deps.ask, tenant, requestId }, account);
  const currencies = found?.is === 'own' ? [found.currency] : (found?.currencies ?? []);
  if (!currencies.includes(currency))
    throw new Refusal(
      statementProblems['bank-account-unfit'],
      `The ledger has no account ${account} in ${currency}: open it first.`,
    );
};

/**
 * Each number once; and each account of the ledger, since from which amount on a resolution needs another client is said of it.
 *
 * @throws Refusal `bank-accounts-full`
 */
const assertRoom = (
  all: readonly BankAccount[],
  { numbers, currency, account }: Pick<BankAccount, 'numbers' | 'currency' | 'account'>,
): void => {
  const full = (detail: string) => new Refusal(statementProblems['bank-accounts-full'], detail);
  if (all.length >= BANK_ACCOUNTS_MAX) throw full(`There are ${BANK_ACCOUNTS_MAX} bank accounts already.`);
  const others = all.filter((one) => one.currency === currency);
  const taken = others.find((one) => one.numbers.some((number) => numbers.includes(number)));
  if (taken !== undefined) throw full(`One of the numbers is that of ${taken.id}.`);
  const mirrored = others.find((one) => one.account === account);
  if (mirrored !== undefined) throw full(`${account} is mirrored by ${mirrored.id} in ${currency} already.`);
};

/** How many the tenant has made, by its counter. */
const madeSoFar = async (deps: BankDeps, tenant: string): Promise<number> => {
  const item = await findItem(deps, bankAccountsMadeKey(tenant));
  return item === undefined ? 0 : int(item, 'v');
};

/** `POST /v1/bank-accounts`. */
export const createBankAccountRoute = (deps: BankDeps): Route<typeof createBankAccount> =>
  route(createBankAccount, (call) =>
    idempotent(deps, RECEIPTS, idempotentRequest(call), async () => {
      const { body, requestId } = call;
      const { tenant } = call.caller;
      await assertMirrors(deps, tenant, requestId, body.account, body.currency);
      const numbers = [...new Set(body.numbers.map(numberKey))];
      const made = await madeSoFar(deps, tenant);
      const { currency, account: mirrors } = body;
      assertRoom(await bankAccountsOf(deps, tenant), { numbers, currency, account: mirrors });
      const at = deps.clock.now();
      const account: BankAccount = {
        ...{ tenant, id: ulid(BANK_ACCOUNT_PREFIX, deps.clock, deps.random) },
        ...{ numbers, currency: body.currency, account: body.account },
        timeZone: body.timeZone ?? 'UTC',
        name: body.name,
        approvalFrom: BigInt(body.approvalFrom ?? '0'),
        ...{ filesTaken: 0, filesRefused: 0, lastRefused: [], createdAt: at, version: 1 },
      };
      const counter = versionedPut(deps.table, { ...bankAccountsMadeKey(tenant) }, made + 1);
      const actions = [puttingBankAccount(deps.table, account), counter];
      return { status: 201, body: JSON.stringify(bankAccountView(account)), at, actions };
    }),
  );

/** `GET /v1/bank-accounts`. */
export const listBankAccountsRoute = (deps: BankDeps): Route<typeof listBankAccounts> =>
  route(listBankAccounts, async ({ caller }) => ({
    status: 200,
    body: { data: (await bankAccountsOf(deps, caller.tenant)).map(bankAccountView) },
  }));

/** `GET /v1/bank-accounts/{id}`. */
export const getBankAccountRoute = (deps: BankDeps): Route<typeof getBankAccount> =>
  route(getBankAccount, async ({ caller, params }) => ({
    status: 200,
    body: bankAccountView(await existingBankAccount(deps, caller, params.id)),
  }));
