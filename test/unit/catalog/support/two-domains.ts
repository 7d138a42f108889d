import type { Declarations } from '../../../../functions/catalog/contract/declarations.ts';
import { buildCatalog } from '../../../../functions/catalog/model/build-catalog.ts';
import { arn, fn, grant, ref, stackOf, statement } from './fixture.ts';
import { bus, ofTypes, table } from './parts.ts';

export const DECLARED: Declarations = {
  domains: [
    {
      name: 'a',
      operations: [],
      events: ['a.B', 'a.C'].map((detailType) => ({
        source: 'a',
        detailType,
        version: 1,
        public: true,
        schema: { $schema: 'x', type: 'object' },
      })),
      functions: {},
    },
  ],
  runbooks: [],
};
const wire = { Type: 'AWS::SSM::Parameter', Properties: { Name: '/api', Value: arn('Api') } };
/** A function that reads, writes and publishes, and one of another domain that calls it. */
export const CATALOG = buildCatalog(
  [
    stackOf({
      ...fn('Api'),
      Rights: grant(
        'ApiRole',
        statement(['dynamodb:GetItem', 'dynamodb:PutItem'], arn('Store')),
        statement('events:PutEvents', arn('Bus'), ofTypes('a.B', 'a.C')),
      ),
      Store: table,
      Bus: bus,
      Wire: wire,
    }),
    stackOf(
      { ...fn('Caller', {}, 'b'), More: grant('CallerRole', statement('lambda:InvokeFunction', ref('Wired'))) },
      { stack: 'B', Parameters: { Wired: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/api' } } },
    ),
  ],
  DECLARED,
);
