import { common } from '../../kernel/common-problems.ts';
import { Refusal } from '../../kernel/problem.ts';
import { identityProblems } from '../contract/problems.ts';
import type { Outcome } from '../store/cancellation.ts';

/** An unknown client and another tenant's answer alike. */
export const noSuchClient = (): Refusal => new Refusal(common['not-found'], 'There is no such client.');

/** What the caller hears when a change was not written. */
export const refused = (outcome: Exclude<Outcome, 'done'>): Refusal =>
  outcome === 'actor'
    ? new Refusal(identityProblems['client-deleted'], 'The client of your token was deleted.')
    : new Refusal(common.conflict, 'Somebody else changed the same client. Nothing was done.');
