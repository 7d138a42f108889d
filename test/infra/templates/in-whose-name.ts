import { describe, expect, test } from '@jest/globals';
import { ledgerEvents } from '../../../functions/ledger/contract/events.ts';
import { paymentsEvents } from '../../../functions/payments/contract/events.ts';
import { statementsEvents } from '../../../functions/statements/contract/events.ts';
import { webhooksEvents } from '../../../functions/webhooks/contract/events.ts';
import { deployed } from '../support/folio.ts';

const { byType } = deployed();

interface Statement {
  readonly Action: string | readonly string[];
  readonly Condition?: unknown;
}

describe('rights to speak in a name', () => {
  test('of publishing hold for the events of the own contract only, whichever way AWS asks about a batch', () => {
    const publishing = byType('AWS::IAM::Policy').flatMap(({ stack, props }) =>
      (props.PolicyDocument.Statement as readonly Statement[])
        .filter(({ Action }) => [Action].flat().includes('events:PutEvents'))
        .map(({ Condition }) => [`${stack}/${props.Roles[0].Ref.replace(/Role[0-9A-F]{8}$/, '')}`, Condition] as const),
    );
    const ofDomain = (events: readonly { readonly source: string; readonly detailType: string }[]) => ({
      'ForAllValues:StringEquals': {
        'events:source': [events[0]?.source],
        'events:detail-type': events.map(({ detailType }) => detailType).sort(),
      },
      Null: { 'events:source': 'false', 'events:detail-type': 'false' },
    });
    const ledger = ofDomain(Object.values(ledgerEvents));
    expect(publishing).toEqual([
      ['ledger/ServiceRelay', ledger],
      ['ledger/ServiceRepublish', ledger],
      ['webhooks/ServiceRelay', ofDomain(Object.values(webhooksEvents))],
      ['payments/ServiceRelay', ofDomain(Object.values(paymentsEvents))],
      ['statements/ServiceRelay', ofDomain(Object.values(statementsEvents))],
    ]);
  });

  test('are taken up by services of AWS for this account only', () => {
    for (const { stack, id, props } of byType('AWS::IAM::Role')) {
      const [{ Principal, Condition }] = props.AssumeRolePolicyDocument.Statement;
      // A function has its role by whoever may pass it, and AWS lets no role be passed into another account.
      if (Principal.AWS !== undefined || Principal.Service === 'lambda.amazonaws.com') continue;
      const account = { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } };
      expect([stack, id, Condition]).toEqual([stack, id, account]);
    }
  });
});
