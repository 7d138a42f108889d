import { describe, expect, test } from '@jest/globals';
import { acceptsGzip } from '../../../functions/catalog/model/accepts-gzip.ts';
import { liveStacks } from '../../../functions/catalog/store/queries/stacks.ts';
import { elementOf, unescaped } from '../../../functions/kernel/aws/query-service.ts';
import { startEndpoint } from '../../../local/aws/endpoint.ts';
import { Mailbox } from '../../../local/aws/mailbox.ts';
import { cloudformationQuery } from '../../../local/cloudformation/cloudformation-api.ts';
import { StackStates } from '../../../local/cloudformation/stack-states.ts';
import { clockOf } from '../../support/clock.ts';

describe('an answer of the query protocol', () => {
  test('is read by its elements, whose text means what was escaped', () => {
    expect(elementOf('<a><b>1 &lt; 2</b></a>', 'b')).toBe('1 &lt; 2');
    expect([elementOf('<a><b>1</b></a>', 'a'), elementOf('<a/>', 'c')]).toEqual([undefined, undefined]);
    expect(unescaped('&lt;&gt;&amp;lt;&quot;&apos;&#39;&#x2192;&#xFFFFFF;&bogus;')).toBe(
      "<>&lt;\"''→&#xFFFFFF;&bogus;",
    );
  });

  test.each([
    ['gzip, deflate, br', true],
    ['*', true],
    ['gzip;q=0', false],
    ['gzip; q=0.5', true],
    ['identity', false],
    ['', false],
  ])('Accept-Encoding %p takes gzip: %p', (header, takes) => {
    expect(acceptsGzip(header)).toBe(takes);
  });
});

describe('the pages of CloudFormation', () => {
  test('are asked for by the token that the page before has given, as it was before it was escaped', async () => {
    const tokens: (string | null)[] = [];
    const endpoint = await startEndpoint({
      secret: { header: 'x-amz-security-token', value: Buffer.from('token') },
      services: new Map(),
      rest: () => ({ status: 404, headers: {}, body: '' }),
      tap: () => () => undefined,
      query: (form) => {
        tokens.push(form.get('NextToken'));
        const next = tokens.length === 1 ? '<NextToken>a&amp;b&lt;c=</NextToken>' : '';
        return { status: 200, headers: {}, body: `<L><S></S>${next}</L>` };
      },
      mailbox: new Mailbox(),
      log: () => undefined,
    });
    try {
      const stacks = liveStacks({
        region: 'eu-central-1',
        endpoint: endpoint.url,
        credentials: async () => ({ accessKeyId: 'a', secretAccessKey: 'b', sessionToken: 'token' }),
        clock: clockOf(() => 0),
      });
      expect((await stacks.physicalIds('Folio-A')).size).toBe(0);
      expect(tokens).toEqual([null, 'a&b<c=']);
    } finally {
      await endpoint.stop();
    }
  });
});

describe('what CloudFormation of the local cloud tells', () => {
  test('is read back: a template of any text, every resource of many pages, a stamp that each deployment changes', async () => {
    const template = { Resources: { A: { Type: 'T', Properties: { says: '<&> "quotes" \'ends\' 貯金' } } } };
    const resources = Array.from({ length: 250 }, (_, index) => ({
      logicalId: `R${index}`,
      type: 'T',
      ref: `r<${index}>`,
    }));
    const states = new StackStates();
    states.madeOf((name) => (name === 'Folio-A' ? { template, resources: () => resources } : undefined));
    states.set('Folio-A', 'UPDATE_COMPLETE');
    const endpoint = await startEndpoint({
      secret: { header: 'x-amz-security-token', value: Buffer.from('token') },
      services: new Map(),
      rest: () => ({ status: 404, headers: {}, body: '' }),
      tap: () => () => undefined,
      query: (form) => cloudformationQuery(states, form),
      mailbox: new Mailbox(),
      log: () => undefined,
    });
    try {
      const stacks = liveStacks({
        region: 'eu-central-1',
        endpoint: endpoint.url,
        credentials: async () => ({ accessKeyId: 'a', secretAccessKey: 'b', sessionToken: 'token' }),
        clock: clockOf(() => 0),
      });
      expect(await stacks.template('Folio-A')).toEqual(template);
      const names = await stacks.physicalIds('Folio-A');
      expect([names.size, names.get('R0'), names.get('R249')]).toEqual([250, 'r<0>', 'r<249>']);
      const stamp = await stacks.stamp('Folio-A');
      states.set('Folio-A', 'UPDATE_IN_PROGRESS');
      expect(await stacks.stamp('Folio-A')).not.toBe(stamp);
      expect(await stacks.stamp('Folio-B')).toBeUndefined();
    } finally {
      await endpoint.stop();
    }
  });
});
