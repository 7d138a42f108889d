import { CfnDashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnQueryDefinition } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { metricNamespace, prefixOf } from './stage.ts';

/** A graph of everything of this deployment that a search finds: what is deployed later is on it without a change here. */
interface Graph {
  readonly title: string;
  readonly metrics: readonly { readonly search: string; readonly statistic: string }[];
}

const WIDTH = 12;
const HEIGHT = 6;

/**
 * A search finds names by their words: all words have to be there. The main deployment's names have no word of their own, so in an
 * account with several stages its page shows theirs too, told apart by the legend.
 */
const graphs = (prefix: string, namespace: string, apiId: string): readonly Graph[] => {
  const words = `${prefix.replace('-', ' ')}Folio`;
  const lambda = (metric: string) => `{AWS/Lambda,FunctionName} MetricName="${metric}" ${words}`;
  const queues = (metric: string) => `{AWS/SQS,QueueName} MetricName="${metric}" ${words}`;
  const tables = (metric: string) => `{AWS/DynamoDB,TableName} MetricName="${metric}" ${words}`;
  const gateway = (metric: string) => `{AWS/ApiGateway,ApiId} MetricName="${metric}" ApiId="${apiId}"`;
  const ours = (metric: string) => `{${namespace},service} MetricName="${metric}"`;
  return [
    {
      title: 'Requests, and those refused or failed',
      metrics: ['Count', '4xx', '5xx'].map((one) => ({ search: gateway(one), statistic: 'Sum' })),
    },
    {
      title: 'Latency at the gateway, ms',
      metrics: ['p50', 'p99'].map((statistic) => ({ search: gateway('Latency'), statistic })),
    },
    {
      title: 'Faults by domain',
      metrics: ['faults', 'brokenInvariants', 'poison'].map((one) => ({ search: ours(one), statistic: 'Sum' })),
    },
    { title: 'Duration by domain, p99, ms', metrics: [{ search: ours('durationMs'), statistic: 'p99' }] },
    {
      title: 'Errors and throttles by function',
      metrics: ['Errors', 'Throttles'].map((one) => ({ search: lambda(one), statistic: 'Sum' })),
    },
    { title: 'Runs at once by function', metrics: [{ search: lambda('ConcurrentExecutions'), statistic: 'Maximum' }] },
    { title: 'How far streams are behind, ms', metrics: [{ search: lambda('IteratorAge'), statistic: 'Maximum' }] },
    {
      title: 'Age of the oldest message, s',
      metrics: [{ search: queues('ApproximateAgeOfOldestMessage'), statistic: 'Maximum' }],
    },
    {
      title: 'Messages waiting, dead letters among them',
      metrics: [{ search: queues('ApproximateNumberOfMessagesVisible'), statistic: 'Maximum' }],
    },
    {
      title: 'Reads and writes that tables refuse',
      metrics: ['ReadThrottleEvents', 'WriteThrottleEvents'].map((one) => ({ search: tables(one), statistic: 'Sum' })),
    },
    {
      title: 'Units that tables use',
      metrics: ['ConsumedReadCapacityUnits', 'ConsumedWriteCapacityUnits'].map((one) => ({
        search: tables(one),
        statistic: 'Sum',
      })),
    },
    {
      title: 'Transactions that met another on an item',
      metrics: [{ search: tables('TransactionConflict'), statistic: 'Sum' }],
    },
  ];
};

const bodyOf = (all: readonly Graph[], region: string) => ({
  widgets: all.map(({ title, metrics }, index) => ({
    type: 'metric',
    x: (index % 2) * WIDTH,
    y: Math.floor(index / 2) * HEIGHT,
    width: WIDTH,
    height: HEIGHT,
    properties: {
      title,
      region,
      view: 'timeSeries',
      period: 60,
      metrics: metrics.map(({ search, statistic }, at) => [
        { expression: `SEARCH('${search}', '${statistic}', 60)`, id: `m${at}` },
      ]),
    },
  })),
});

/** What is asked of logs at night: each is run on the log groups that the console lets one choose. */
const QUERIES: Readonly<Record<string, string>> = {
  'faults by version': 'filter faults > 0 | stats count(*) by service, codeVersion, operation, bin(5m)',
  'one request':
    'filter requestId = "<X-Request-Id>" | sort @timestamp | display @timestamp, service, message, operation, status, error, stack',
  'one run':
    'filter xray_trace_id = "<trace>" | sort @timestamp | display @timestamp, service, message, operation, status',
  'slowest operations':
    'filter ispresent(durationMs) | stats pct(durationMs, 99), count(*) by service, operation | sort `pct(durationMs, 99)` desc',
  'refusals by problem':
    'filter ispresent(problem) | stats count(*) by tenant, operation, problem | sort `count(*)` desc',
};

/** One page with the golden signals of every domain, and the questions one asks of the logs, saved. */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, { apiId, region }: { readonly apiId: string; readonly region: string }) {
    super(scope, id);
    const prefix = prefixOf(this);
    new CfnDashboard(this, 'Page', {
      dashboardName: `${prefix}Folio`,
      dashboardBody: JSON.stringify(bodyOf(graphs(prefix, metricNamespace(this), apiId), region)),
    });
    for (const [name, queryString] of Object.entries(QUERIES))
      new CfnQueryDefinition(this, name, { name: `${prefix}Folio/${name}`, queryString });
  }
}
