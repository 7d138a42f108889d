import { common } from '../../../kernel/core/common-problems.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { identityProblems } from '../../contract/problems.ts';
import type { Standing } from '../../model/standing.ts';

/** An unknown client and another tenant's answer alike. */
export const noSuchClient = (): Refusal => new Refusal(common['not-found'], 'There is no such client.');

/** Tokens of a deleted client, and of an earlier secret, live on for minutes, and manage no client any more. */
export const outOfForce = (standing: Exclude<Standing, 'in-force'>): Refusal =>
  standing === 'deleted'
    ? new Refusal(identityProblems['client-deleted'], 'The client of your token was deleted.')
    : new Refusal(identityProblems['secret-rotated'], 'The client of your token has a new secret since then.');
