import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { MINUTE, raiseAlarm } from './alarms.ts';
import type { DomainTable } from './domain-table.ts';

export interface TableWatchProps {
  /** By the name that the alarm's id has of each. */
  readonly tables: Readonly<Record<string, DomainTable>>;
  readonly owner: string;
  readonly alarmTopicArn: string;
}

/** Refused reads or writes in a minute that need nobody's attention: the SDK asks again, and a table that grows fast refuses some. */
const REFUSED = 50;

const METRICS = { Reads: 'ReadThrottleEvents', Writes: 'WriteThrottleEvents' } as const;

/**
 * Rings when DynamoDB refuses what it is asked: a partition is hot, a limit of the account or the table is reached, or an index pushes
 * back on its table. A function sees only that its calls take long, or fail in the end.
 */
export class TableWatch extends Construct {
  constructor(scope: Construct, id: string, { tables, owner, alarmTopicArn: topicArn }: TableWatchProps) {
    super(scope, id);
    for (const [name, { table }] of Object.entries(tables))
      for (const [what, metricName] of Object.entries(METRICS))
        raiseAlarm(this, `${name}${what}`, {
          owner,
          tier: 2,
          runbook: 'table-throttled',
          topicArn,
          says: `DynamoDB throttles: more than ${REFUSED} ${what.toLowerCase()} a minute of ${table.node.path} are refused.`,
          metric: new Metric({
            namespace: 'AWS/DynamoDB',
            metricName,
            dimensionsMap: { TableName: table.tableName },
            period: MINUTE,
            statistic: 'Sum',
          }),
          above: REFUSED,
        });
  }
}
