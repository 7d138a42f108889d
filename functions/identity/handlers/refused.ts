import { common } from '../../kernel/common-problems.ts';
import { Refusal } from '../../kernel/problem.ts';
import { identityProblems } from '../contract/problems.ts';

/** An unknown client and another tenant's answer alike. */
export const noSuchClient = (): Refusal => new Refusal(common['not-found'], 'There is no such client.');

/** A token of a deleted client lives on for minutes, and opens nothing that changes a client. */
export const clientDeleted = (): Refusal =>
  new Refusal(identityProblems['client-deleted'], 'The client of your token was deleted.');
