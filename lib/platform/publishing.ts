import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { EventName } from './event-route.ts';

/**
 * Lets a function put these events on the bus, as their contract names them, and no others: nobody can speak in the name of
 * another domain. Whom an event is about is not for IAM to say.
 *
 * AWS asks once for each entry of a call or once for all of them; 'for all values' is right in either case.
 */
export const grantPublishing = (
  grantee: IGrantable,
  busArn: string,
  events: readonly Pick<EventName, 'source' | 'detailType'>[],
): void => {
  const distinct = (names: readonly string[]): string[] => [...new Set(names)].sort();
  grantee.grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({
      actions: ['events:PutEvents'],
      resources: [busArn],
      conditions: {
        'ForAllValues:StringEquals': {
          'events:source': distinct(events.map(({ source }) => source)),
          'events:detail-type': distinct(events.map(({ detailType }) => detailType)),
        },
        // 'For all values' is true of none at all.
        Null: { 'events:source': 'false', 'events:detail-type': 'false' },
      },
    }),
  );
};
