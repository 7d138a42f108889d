import type { AskDomain } from '../../../kernel/aws/ask-domain.ts';
import { common } from '../../../kernel/core/common-problems.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { addDays, type CivilDate, civilDate } from '../../../kernel/values/civil-date.ts';
import { statementProblems } from '../../contract/problems.ts';
import type { BankAccount } from '../../model/bank/bank-account.ts';
import { exclusionOf } from '../../model/bank/excluded.ts';
import type { ProofPoint } from '../../model/bank/proof-point.ts';
import { type Reconciled, reconciled } from '../../model/bank/reconciled.ts';
import type { Resolution } from '../../model/bank/resolution.ts';
import { TooMuchAlike } from '../../model/matching/looks.ts';
import { DECIDED_DAYS } from '../../model/reconciliation/held-days.ts';
import { type StatementUnits, saidUntil, stepUntil, unitsOf } from '../../model/reconciliation/statement-units.ts';
import { resolutionsOf } from '../queries/bank-reads.ts';
import { findPoint, keepPoint, pointHeadsOf } from '../queries/proof-points.ts';
import { headsUntil } from '../queries/taken-statements.ts';
import type { BankStore } from '../table/bank-store.ts';
import { ITEMS_MAX, ledgerVersions, tooLarge } from './ledger-side.ts';
import { type Proving, proofStep, type Stepped } from './proof-step.ts';

export interface Reconciling extends BankStore {
  readonly ask: AskDomain;
}

export interface For {
  readonly requestId: string;
  readonly deadline: number;
}

const LAST = civilDate(9999, 12, 31);
/** Lines of one step: in a second or two, and in the room of a function. */
const STEP_LINES = 10_000;
/** For one more step, and for the answer. */
const STEP_MS = 8_000;

const empty = (): Refusal =>
  new Refusal(statementProblems['reconciliation-empty'], 'There is no statement with a balance up to that day.');
/** Each step has left its point, so the next call goes on from it. */
const comeAgain = (): Refusal =>
  new Refusal(common.unavailable, 'Earlier days are being held against each other. Nothing is lost: ask again.');

/** Told of each step but the last, before what it found is forgotten. */
export type Passing = (found: Reconciled, day: CivilDate) => Promise<void>;

interface Asked extends Proving {
  readonly resolutions: readonly Resolution[];
  readonly passing: Passing;
  readonly stepLines: number;
  readonly isNewest: boolean;
}

const named = (
  { account, resolutions, units }: Asked,
  { held, point }: Stepped,
  complete: boolean,
  before: ProofPoint | undefined,
): Reconciled | undefined => {
  const { from, bankOpening, ledgerOpening, ledgerClosing, last, gaps } = point;
  if (last.closing === undefined) return undefined;
  const balances = { from, to: last.to, bankOpening, bankClosing: last.closing, ledgerOpening, ledgerClosing };
  const since = before && addDays(before.day, -DECIDED_DAYS);
  return reconciled(account, held, resolutions, { ...balances, gaps: gaps + units.missingPages, complete }, since);
};

type Outcome = { readonly found: Reconciled } | { readonly outdated: CivilDate | undefined };

/** Goes on from a point, or from the first statement, to the end. @throws Refusal */
const goOn = async (asked: Asked, start: ProofPoint | undefined): Promise<Outcome> => {
  const { store, account, units, deadline, isNewest } = asked;
  let before = start;
  let complete = true;
  for (;;) {
    const until = stepUntil(units, before?.day, asked.stepLines);
    const step = await proofStep(asked, before, until);
    if (step.is === 'empty') throw empty();
    if (step.is === 'outdated') return { outdated: step.late };
    complete = complete && step.complete;
    if (until === undefined) {
      const found = named(asked, step, complete, before);
      if (found === undefined) throw empty();
      // A point of an earlier day would take the place of one that later days go on from.
      if (isNewest && step.isSettled && start?.day !== step.point.day) await keepPoint(store, account, step.point);
      return { found };
    }
    const found = named(asked, step, complete, before);
    if (found !== undefined) await asked.passing(found, until);
    if (step.isSettled && !(await keepPoint(store, account, step.point))) throw tooLarge();
    before = step.point;
    if (store.clock.now() > deadline - STEP_MS) throw comeAgain();
  }
};

/** Points that may count: of days that were asked for, of which the bank has said the same since. The newest first. */
const standing = async ({ store, account, units, versions }: Asked) => {
  const { last } = units;
  const heads = await pointHeadsOf(store, account);
  return heads.filter(
    ({ day, said, ledger }) =>
      last !== undefined &&
      day <= last &&
      (versions === undefined || ledger.known <= versions) &&
      said === saidUntil(units, day),
  );
};

/**
 * From the newest point that counts. One counts no more where an entry has come behind it, or a person has decided otherwise about
 * what it holds: then an earlier one does, and at last none. So a correction costs what lies behind it, and the same statements, entries and
 * resolutions give the same, in whatever order they came and from wherever the proof goes on.
 */
const fromNewest = async (asked: Asked): Promise<Reconciled> => {
  let late: CivilDate | undefined;
  for (const head of await standing(asked)) {
    if (late !== undefined && head.day >= late) continue;
    const point = await findPoint(asked.store, asked.account, head);
    if (point === undefined) continue;
    const outcome = await goOn(asked, point);
    if ('found' in outcome) return outcome.found;
    late = outcome.outdated ?? late;
  }
  const outcome = await goOn(asked, undefined);
  if ('found' in outcome) return outcome.found;
  throw new Error('a proof from the first statement on is never outdated');
};

const unitsUntil = async (
  store: Reconciling,
  account: BankAccount,
  at: CivilDate | undefined,
): Promise<StatementUnits> => {
  const heads = await headsUntil(store, account, at ?? LAST);
  if (heads === undefined) throw tooLarge();
  return unitsOf(heads);
};

export interface Ways {
  readonly passing?: Passing;
  readonly stepLines?: number;
}

/**
 * Holds what the bank said up to a day against the ledger: the same statements, entries and resolutions give the same, in whatever order
 * they came.
 *
 * @throws Refusal `reconciliation-empty`, `reconciliation-too-large`, `unavailable` where the time was up
 */
export const findings = async (
  store: Reconciling,
  account: BankAccount,
  at: CivilDate | undefined,
  { requestId, deadline }: For,
  { passing = async () => {}, stepLines = STEP_LINES }: Ways = {},
): Promise<Reconciled> => {
  const units = await unitsUntil(store, account, at);
  if (units.last === undefined) throw empty();
  const resolutions = await resolutionsOf(store, account, 2 * ITEMS_MAX);
  if (resolutions === undefined) throw tooLarge();
  const asking = { ask: store.ask, tenant: account.tenant, requestId };
  const versions = await ledgerVersions(store, asking, account, units.last);
  const isExcluded = exclusionOf(resolutions);
  const common = { store, asking, account, units, versions, isExcluded, deadline };
  try {
    return await fromNewest({ ...common, resolutions, passing, stepLines, isNewest: at === undefined });
  } catch (error) {
    if (!(error instanceof TooMuchAlike)) throw error;
    throw new Refusal(
      statementProblems['reconciliation-too-large'],
      'Thousands of lines and entries are alike: use folio reconcile.',
    );
  }
};
