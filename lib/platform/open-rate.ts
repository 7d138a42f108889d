import type { Construct } from 'constructs';
import { contextNumber } from './context-number.ts';

/** Calls a second of each route that is open to all, over all clients, by `-c folio:open-rate=`. */
const OPEN_RATE = 'folio:open-rate';
/** A token lives for an hour: this is enough for 180,000 clients, and a flood of tokens costs some $14 a day and not $540. */
const DEFAULT = 50;
/** What the whole stage takes (http-entrance.ts). */
const MOST = 2_000;

/** @throws Error where it is no number that can be meant */
export const openRate = (scope: Construct): number =>
  contextNumber(scope, OPEN_RATE, { least: 1, most: MOST }) ?? DEFAULT;
