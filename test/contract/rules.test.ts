import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { ledgerEvents } from '../../functions/ledger/contract/events.ts';
import { paymentsEvents } from '../../functions/payments/contract/events.ts';
import { statementsEvents } from '../../functions/statements/contract/events.ts';
import { webhooksEvents } from '../../functions/webhooks/contract/events.ts';
import { compilePattern } from '../../local/events/pattern.ts';
import { deployed } from '../infra/support/folio.ts';

const contracts = [ledgerEvents, webhooksEvents, paymentsEvents, statementsEvents].flatMap((events) =>
  Object.values(events),
);
const rules = deployed()
  .byType('AWS::Events::Rule')
  // Those of AWS' own events on the account's default bus name resources that only CloudFormation knows.
  .filter(({ props }) => props.EventBusName !== undefined)
  .map(({ stack, props }) => ({ stack, matches: compilePattern(props.EventPattern) }));

/** `ledger.HoldPlaced.v1.json` as its producer puts it on the bus. The example is of no deployment. */
const events = globSync('functions/*/contract/samples/*.json')
  .filter((path) => !path.includes('functions/example/'))
  .toSorted()
  .map((path) => {
    const [source = '', name = ''] = (path.split('/').at(-1) ?? '').split('.');
    const detailType = `${source}.${name}`;
    const detail = JSON.parse(readFileSync(path, 'utf8'));
    return { detailType, source, event: { source, 'detail-type': detailType, detail } };
  });

const takenBy = (event: unknown): readonly string[] =>
  rules.flatMap(({ stack, matches }) => (matches(event) ? [stack] : []));

/** Who works with it within. */
const WITHIN: Readonly<Record<string, readonly string[]>> = {
  'ledger.EntriesAppended': ['statements'],
  'ledger.ReceiptsCommitted': ['proof'],
  'statements.PaymentsBooked': ['payments'],
  'statements.StatementTaken': ['statements'],
};

describe('the rules of the deployed bus', () => {
  test.each(events)(
    'take a frozen sample of $detailType once to clients where it is public, and once to who works with it',
    (one) => {
      const contract = contracts.find(({ detailType }) => detailType === one.detailType);
      expect(contract).toBeDefined();
      const within = WITHIN[one.detailType] ?? [];
      expect(takenBy(one.event).toSorted()).toEqual([...within, ...(contract?.public === true ? ['webhooks'] : [])]);
    },
  );

  test.each(events)('take $detailType of no other source and of no other version', ({ event, detailType }) => {
    const [, name = ''] = detailType.split('.');
    const foreign = { ...event, source: 'somebody', 'detail-type': `somebody.${name}` };
    expect(takenBy({ ...event, source: 'somebody' })).toEqual([]);
    expect(takenBy(foreign)).toEqual([]);
    expect(takenBy({ ...event, detail: { ...event.detail, version: 99 } })).toEqual([]);
  });
});
