import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { buildCatalog } from '../../../functions/catalog/model/build-catalog.ts';
import type { Catalog, Edge } from '../../../functions/catalog/model/catalog.ts';
import { graphOf } from '../../../functions/catalog/model/graph.ts';
import { hardlyNeeded, impactOf, rootsOf } from '../../../functions/catalog/model/impact.ts';
import { arn, fn, grant, NOTHING_DECLARED, ref, stackOf, statement, tagged } from './support/fixture.ts';
import { bus, queue, table } from './support/parts.ts';

const publishes = (type: string) =>
  statement('events:PutEvents', arn('Bus'), { Condition: { StringEquals: { 'events:detail-type': [type] } } });
const consumes = (name: string, from: unknown) => ({
  Type: 'AWS::Lambda::EventSourceMapping',
  Properties: { FunctionName: ref(name), EventSourceArn: from },
});

/** pay calls api; api writes the store, whose stream the relay reads and publishes; a rule hands that to a reader. */
const FLOW = graphOf(
  buildCatalog(
    [
      stackOf({
        ...fn('Pay'),
        PayRights: grant('PayRole', statement('lambda:InvokeFunction', arn('Api'))),
        ...fn('Api'),
        ApiRights: grant('ApiRole', statement('dynamodb:PutItem', arn('Store'))),
        Store: table,
        ...fn('Relay'),
        RelayStream: consumes('Relay', { 'Fn::GetAtt': ['Store', 'StreamArn'] }),
        RelayRights: grant('RelayRole', publishes('a.B')),
        ...fn('Other'),
        OtherRights: grant('OtherRole', publishes('a.C')),
        Bus: bus,
        OnB: tagged('a', 'AWS::Events::Rule', {
          EventBusName: ref('Bus'),
          EventPattern: { 'detail-type': ['a.B'] },
          Targets: [{ Arn: arn('Work') }],
        }),
        Work: tagged('a', 'AWS::SQS::Queue', { RedrivePolicy: { deadLetterTargetArn: arn('Dead') } }),
        Dead: queue,
        ...fn('Reader'),
        ReaderQueue: consumes('Reader', arn('Work')),
      }),
    ],
    NOTHING_DECLARED,
  ),
);

const hurtBy = (id: string) =>
  impactOf(FLOW, `a/${id}`).map(({ id: who, pain, hops }) => `${hops} ${pain} ${who.slice(2)}`);

const catalogWith = (edges: readonly Edge[]): Catalog => ({
  format: 1,
  components: [...new Set(edges.flatMap(({ from, to }) => [from, to]))].map((id) => ({
    id,
    type: 'function',
    domain: 'a',
    resources: [],
    facts: {},
  })),
  edges,
  events: [],
  rights: [],
  strays: [],
});
const calls = (from: string, to: string): Edge => ({ from, to, kind: 'calls', evidence: [] });

describe('impact', () => {
  test('of a table: who writes it fails, who calls that fails too, and the stream’s readers wait', () => {
    expect(hurtBy('store')).toEqual(['1 hard api', '1 soft relay', '2 soft on-b', '2 hard pay', '3 soft reader']);
  });

  test('of what calls nobody and is called by nobody is on those who wait for its work', () => {
    expect(hurtBy('relay')).toEqual(['1 soft on-b', '2 soft reader']);
    expect(hurtBy('other')).toEqual([]);
    expect(hurtBy('reader')).toEqual([]);
  });

  test('of the bus hurts publishers and subscribers, and nobody whose work is on record before an event is published', () => {
    expect(hurtBy('bus')).toEqual(['1 soft on-b', '1 hard other', '1 hard relay', '2 soft reader']);
  });

  test('of a dead-letter queue is on who parks in it, and what that does goes on', () => {
    expect(hurtBy('dead')).toEqual(['1 soft work', '2 soft reader']);
  });

  test('names each once, by its worst pain and its nearest cause, in any graph of calls', () => {
    const names = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
    const graphs = fc.array(fc.tuple(names, names), { minLength: 1, maxLength: 20, size: 'max' });
    fc.assert(
      fc.property(graphs, (pairs) => {
        const graph = graphOf(catalogWith(pairs.map(([from, to]) => calls(from, to))));
        for (const { id } of graph.catalog.components) {
          const hurt = impactOf(graph, id);
          expect(new Set(hurt.map((one) => one.id)).size).toBe(hurt.length);
          const expected = graph.catalog.components
            .filter((one) => one.id !== id && hardlyNeeded(graph, one.id).has(id))
            .map((one) => one.id);
          expect(hurt.map((one) => one.id).sort()).toEqual(expected.sort());
        }
      }),
    );
  });
});

describe('roots', () => {
  test('are those in trouble that depend on nobody in trouble', () => {
    expect(rootsOf(FLOW, ['a/pay', 'a/api', 'a/store', 'a/reader'])).toEqual(['a/store', 'a/reader']);
    expect(rootsOf(FLOW, ['a/pay'])).toEqual(['a/pay']);
    expect(rootsOf(FLOW, ['a/pay', 'a/store'])).toEqual(['a/store']);
    expect(rootsOf(FLOW, [])).toEqual([]);
  });

  test('are all of a circle, of whom none can be ruled out', () => {
    const graph = graphOf(catalogWith([calls('x', 'a'), calls('a', 'b'), calls('b', 'a')]));
    expect(rootsOf(graph, ['x', 'a', 'b'])).toEqual(['a', 'b']);
  });

  test('are never nobody while somebody is in trouble', () => {
    const names = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    fc.assert(
      fc.property(fc.array(fc.tuple(names, names), { minLength: 1 }), fc.nat(), (pairs, seed) => {
        const graph = graphOf(catalogWith(pairs.map(([from, to]) => calls(from, to))));
        const ids = graph.catalog.components.map(({ id }) => id);
        const troubled = ids.filter((_, index) => ((seed >> index) & 1) === 1);
        expect(rootsOf(graph, troubled).length > 0).toBe(troubled.length > 0);
      }),
    );
  });
});
