import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  type GlobalSecondaryIndexProps,
  type ITable,
  ProjectionType,
  StreamViewType,
  Table,
} from 'aws-cdk-lib/aws-dynamodb';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { DomainKey } from './domain-key.ts';
import { isEphemeral } from './is-ephemeral.ts';
import { namedOutput } from './named-output.ts';
import { type RestoredTable, restoredTables } from './restored-table.ts';

export type TableAction =
  | 'GetItem'
  | 'BatchGetItem'
  | 'Query'
  | 'Scan'
  | 'PutItem'
  | 'UpdateItem'
  | 'DeleteItem'
  | 'BatchWriteItem'
  | 'ConditionCheckItem';

/** An index as a domain's `store/keys.ts` names it. It holds keys only: what it finds is read from the table. */
export interface DomainIndex {
  readonly name: string;
  readonly partition: string;
  readonly sort: string;
  readonly sortType: 'S' | 'N';
}

const indexProps = ({ name, partition, sort, sortType }: DomainIndex): GlobalSecondaryIndexProps => ({
  indexName: name,
  partitionKey: { name: partition, type: AttributeType.STRING },
  sortKey: { name: sort, type: sortType === 'N' ? AttributeType.NUMBER : AttributeType.STRING },
  projectionType: ProjectionType.KEYS_ONLY,
});

export interface DomainTableProps {
  readonly key: DomainKey;
  /** The attribute (seconds since the epoch) by which items expire; none means that nothing ever expires. */
  readonly timeToLive?: string;
  readonly indexes?: readonly DomainIndex[];
}

/**
 * A domain's one table: `pk` and `sk`, paid by request, with its stream, recoverable to any second of 35 days, protected from
 * deletion, kept when the stack goes, encrypted with the domain's key.
 */
export class DomainTable extends Construct {
  readonly table: ITable;
  /** `ledger/Store`: where the table is kept, whichever it is. */
  readonly place: string;
  readonly #key: DomainKey;

  constructor(scope: Construct, id: string, props: DomainTableProps) {
    super(scope, id);
    this.#key = props.key;
    const stack = Stack.of(this);
    this.place = `${stack.stackName.split('-').at(-1)?.toLowerCase()}/${id}`;
    const restored = restoredTables(this).get(this.place);
    if (restored !== undefined) {
      this.table = this.#restored(restored, props);
      return;
    }
    const table = new Table(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: !isEphemeral(this),
      // A table that is protected from deletion would make the way back of a failed first deployment fail too.
      removalPolicy: isEphemeral(this) ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
      ...props.key.forTable,
      ...(props.timeToLive === undefined ? {} : { timeToLiveAttribute: props.timeToLive }),
    });
    for (const index of props.indexes ?? []) table.addGlobalSecondaryIndex(indexProps(index));
    this.table = table as ITable;
    namedOutput(stack, `${id}Table`, { value: table.tableName, description: `Where ${this.place} is kept` });
  }

  /** The table that takes over; the one of the template stays where it is, since nothing deletes it. */
  #restored({ name, streamLabel }: RestoredTable, { key, indexes = [] }: DomainTableProps): ITable {
    const tableArn = Stack.of(this).formatArn({ service: 'dynamodb', resource: 'table', resourceName: name });
    return Table.fromTableAttributes(this, 'Restored', {
      tableArn,
      tableStreamArn: `${tableArn}/stream/${streamLabel}`,
      globalIndexes: indexes.map((index) => index.name),
      ...(key.key === undefined ? {} : { encryptionKey: key.key }),
    });
  }

  /** Exactly `actions`, on the table and on the named indexes. */
  grant(grantee: IGrantable, actions: readonly TableAction[], indexes: readonly string[] = []): void {
    this.#allow(grantee, actions, indexes, {});
  }

  /**
   * Writes that DynamoDB accepts only as part of one `TransactWriteItems`: a lone `PutItem` or `UpdateItem` is denied. A check of a
   * condition exists in transactions only, and AWS' service authorization reference lists the key of the enclosing operation for
   * writes alone: under it a check would be denied by that reading, so it is granted as it is.
   */
  grantInTransaction(grantee: IGrantable, actions: readonly TableAction[]): void {
    const writes = actions.filter((action) => action !== 'ConditionCheckItem');
    this.#allow(grantee, writes, [], {
      'ForAnyValue:StringEquals': { 'dynamodb:EnclosingOperation': ['TransactWriteItems'] },
    });
    if (writes.length < actions.length) this.#allow(grantee, ['ConditionCheckItem'], [], {});
  }

  /** Only on partitions whose key has this form (`*` for anything). */
  grantInPartitions(grantee: IGrantable, actions: readonly TableAction[], form: string): void {
    this.#allow(grantee, actions, [], {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [form] },
      // 'For all values' is true of none at all.
      Null: { 'dynamodb:LeadingKeys': 'false' },
    });
  }

  #allow(
    grantee: IGrantable,
    actions: readonly TableAction[],
    indexes: readonly string[],
    conditions: Readonly<Record<string, Readonly<Record<string, string | string[]>>>>,
  ): void {
    const { tableArn } = this.table;
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: actions.map((action) => `dynamodb:${action}`),
        resources: [tableArn, ...indexes.map((name) => `${tableArn}/index/${name}`)],
        conditions,
      }),
    );
    this.#key.grantUseThrough(grantee, 'dynamodb');
  }
}
