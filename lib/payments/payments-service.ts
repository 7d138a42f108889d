import { Lazy } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { payments } from '../../functions/payments/contract/domain.ts';
import type {
  BankEnv,
  BucketsEnv,
  FileQueueEnv,
  InboxQueueEnv,
  LedgerEnv,
  PaymentsEnv,
  QueueEnv,
  SandboxEnv,
} from '../../functions/payments/env.ts';
import { RELAYED_SORTS } from '../../functions/payments/store/table/keys.ts';
import { statementsEvents } from '../../functions/statements/contract/events.ts';
import type { Ownership } from '../platform/alarms.ts';
import type { Deployment } from '../platform/deployment.ts';
import { domainFunction } from '../platform/domain-function.ts';
import { EventRoute } from '../platform/event-route.ts';
import type { HttpTarget, RoutedOperation } from '../platform/http-routes.ts';
import { grantInvoking } from '../platform/invoking.ts';
import { grantPublishing } from '../platform/publishing.ts';
import { QueueRule } from '../platform/queue-rule.ts';
import type { ReleasedFunction, ReleasedFunctionProps } from '../platform/released-function.ts';
import { ScheduleRoute } from '../platform/schedule-route.ts';
import { readStackParameter } from '../platform/stack-parameters.ts';
import { StreamRoute } from '../platform/stream-route.ts';
import { WorkQueue } from '../platform/work-queue.ts';
import { watchPayments } from './payments-alarms.ts';
import { paymentsApis } from './payments-apis.ts';
import type { PaymentsData } from './payments-data.ts';

const API = { owner: 'payments', tier: 1, runbook: 'http-function', memoryMb: 1024, timeoutSeconds: 15 } as const;
const WORK = { owner: 'payments', tier: 1, runbook: 'payments-work' } as const;
const RELAY = { owner: 'payments', tier: 2, runbook: 'payments-relay' } as const;

const CLIENT_FILES = { owner: 'payments', tier: 1, runbook: 'task-function' } as const;
const SANDBOX = { owner: 'payments', tier: 2, runbook: 'payments-sandbox' } as const;

/** Runs at the same time: each asks the ledger for ten payments at once, and is to leave it to its other clients too. */
const RUNS = 20;
/** What waits for the ledger comes back within half a minute, and a queue counts that as age. */
const LATE_AFTER_SECONDS = 120;
/** A file of 100,000 payments is filled by several runs and written by one. */
const FILE_SECONDS = 180;
const FILES = {
  owner: 'payments',
  tier: 1,
  runbook: 'payments-files',
  memoryMb: 1024,
  timeoutSeconds: FILE_SECONDS,
} as const;
const FILE_RUNS = 10;
/** A large file takes several runs, each of which puts a message of its own. */
const FILES_LATE_AFTER_SECONDS = 900;

interface Made extends Ownership {
  readonly entry: keyof typeof payments.functions;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly environment?: Readonly<Record<string, string>>;
  readonly feedsItself?: boolean;
}

/**
 * An alias by its name, and not itself: every alias of a domain waits until all of its functions have been asked for a sign of life
 * (registry/domain-release.ts), so a function that waited for an alias would wait for itself.
 */
const aliasOf = ({ alias: { lambda, aliasName } }: ReleasedFunction): string => `${lambda.functionArn}:${aliasName}`;

/** The functions of payments: those behind the gateway, the worker behind the queue, the relay, the alarm clock, and the sandbox's bank. */
export class PaymentsService extends Construct {
  readonly api: ReleasedFunction;
  readonly target: HttpTarget;
  readonly targetOf: (operation: RoutedOperation) => HttpTarget;
  readonly #deployment: Deployment;
  readonly #data: PaymentsData;
  readonly #environment: PaymentsEnv;
  readonly #alarmTopicArn: string;
  readonly #ledger: string;
  readonly #queue: WorkQueue;
  readonly #files: WorkQueue;
  readonly #inbox: WorkQueue;

  constructor(scope: Construct, id: string, deployment: Deployment, data: PaymentsData) {
    super(scope, id);
    this.#deployment = deployment;
    this.#data = data;
    this.#alarmTopicArn = readStackParameter(this, deployment, 'alarmTopicArn');
    this.#ledger = readStackParameter(this, deployment, 'ledgerApiAliasArn');
    this.#environment = {
      TABLE_NAME: data.store.table.tableName,
      BUS_NAME: readStackParameter(this, deployment, 'busName'),
    };
    const clientFiles = this.#clientFiles();
    const { api, batches, target, targetOf } = paymentsApis(this, deployment, data, {
      make: (name, entry, environment) => this.#function(name, { ...API, entry, environment }),
      buckets: this.#buckets,
      asking: this.#asking,
      reading: { CLIENT_FILES_FUNCTION: clientFiles },
    });
    grantInvoking(batches, clientFiles);
    this.api = api;
    this.target = target;
    this.targetOf = targetOf;
    grantInvoking(api, this.#ledger);
    const bank = this.#bank();
    const worker = this.#worker(bank);
    const limits = { batchSize: 10, maxConcurrency: RUNS, lateAfterSeconds: LATE_AFTER_SECONDS };
    this.#queue = new WorkQueue(this, 'Work', { ...this.#common(WORK), ...limits, consumer: worker });
    const filer = this.#filer();
    this.#files = this.#queueOfFiles('Files', filer);
    const reader = this.#inboxReader();
    this.#inbox = this.#queueOfFiles('Inbox', reader);
    this.#inboxRule();
    this.#bookedRule();
    const relay = this.#relay();
    const sweep = this.#sweep();
    watchPayments(this, this.#alarmTopicArn);
    for (const sender of [bank, worker, relay, sweep]) this.#grantPosting(sender, this.#queue);
    for (const sender of [filer, relay, sweep]) this.#grantPosting(sender, this.#files);
    for (const sender of [filer, reader]) this.#grantPosting(sender, this.#inbox);
  }

  #function(id: string, { environment = {}, ...made }: Made): ReleasedFunction {
    return domainFunction(this, id, this.#deployment, {
      ...this.#common(made),
      ...made,
      domain: payments,
      environment: { ...this.#environment, ...environment },
    });
  }

  #common({ owner, tier, runbook }: Ownership) {
    const { key } = this.#data;
    const common = { domain: 'payments', owner, tier, runbook, key, alarmTopicArn: this.#alarmTopicArn };
    return common satisfies Partial<ReleasedFunctionProps>;
  }

  get #work(): QueueEnv {
    return { WORK_QUEUE_URL: Lazy.string({ produce: () => this.#queue.queue.queueUrl }) };
  }

  get #fileWork(): FileQueueEnv {
    return { FILE_QUEUE_URL: Lazy.string({ produce: () => this.#files.queue.queueUrl }) };
  }

  get #inboxWork(): InboxQueueEnv {
    return { INBOX_QUEUE_URL: Lazy.string({ produce: () => this.#inbox.queue.queueUrl }) };
  }

  get #buckets(): BucketsEnv {
    const { outbox, inbox } = this.#data;
    return { OUTBOX_BUCKET: outbox.bucket.bucketName, INBOX_BUCKET: inbox.bucket.bucketName };
  }

  get #asking(): LedgerEnv {
    return { LEDGER_FUNCTION: this.#ledger };
  }

  /** An outside bank for tests and demonstrations: its own function and table, reached by its alias. */
  #bank(): ReleasedFunction {
    const environment = {
      ...this.#work,
      BANK_TABLE_NAME: this.#data.bank.table.tableName,
    } satisfies BankEnv & QueueEnv;
    const sizes = { memoryMb: 512, timeoutSeconds: 30 };
    const bank = this.#function('SandboxBank', {
      ...SANDBOX,
      ...sizes,
      entry: 'sandbox-bank',
      environment,
    });
    this.#data.grantBanking(bank);
    new ScheduleRoute(this, 'BankSchedule', { ...this.#common(SANDBOX), to: bank, everyMinutes: 1 });
    return bank;
  }

  /** Reads clients' own files for batches: its alias, by name. */
  #clientFiles(): string {
    const sizes = { memoryMb: 512, timeoutSeconds: 10 };
    const reader = this.#function('ClientFiles', { ...CLIENT_FILES, ...sizes, entry: 'client-files' });
    return aliasOf(reader);
  }

  /** What waits for the ledger or a rail comes back by a message of its own; model/job.ts says where that ends. */
  #worker(bank: ReleasedFunction): ReleasedFunction {
    const functionArn = aliasOf(bank);
    const environment = { ...this.#work, ...this.#asking, SANDBOX_FUNCTION: functionArn } satisfies SandboxEnv;
    const sizes = { memoryMb: 1024, timeoutSeconds: 30 };
    const worker = this.#function('Worker', {
      ...WORK,
      ...sizes,
      entry: 'work',
      environment,
      feedsItself: true,
    });
    this.#data.grantDriving(worker);
    grantInvoking(worker, this.#ledger, functionArn);
    return worker;
  }

  #relay(): ReleasedFunction {
    const sizes = { memoryMb: 512, timeoutSeconds: 30, environment: { ...this.#work, ...this.#fileWork } };
    const relay = this.#function('Relay', { ...RELAY, ...sizes, entry: 'relay' });
    grantPublishing(relay, readStackParameter(this, this.#deployment, 'busArn'), Object.values(payments.events));
    const limits = { sortKeys: RELAYED_SORTS, batchSize: 100, parallel: 4 };
    new StreamRoute(this, 'PaymentStream', { ...this.#common(RELAY), ...limits, from: this.#data.store, to: relay });
    return relay;
  }

  #sweep(): ReleasedFunction {
    const sizes = {
      memoryMb: 512,
      timeoutSeconds: 50,
      environment: { ...this.#work, ...this.#fileWork, ...this.#asking },
    };
    const sweep = this.#function('Sweep', { ...WORK, ...sizes, entry: 'sweep' });
    this.#data.grantSweeping(sweep);
    grantInvoking(sweep, this.#ledger);
    new ScheduleRoute(this, 'ClockSchedule', { ...this.#common(WORK), to: sweep, everyMinutes: 1 });
    return sweep;
  }

  /** Fills and writes files for banks: alone with each, on its own disk. */
  #filer(): ReleasedFunction {
    const environment = { ...this.#fileWork, ...this.#inboxWork, ...this.#buckets };
    const filer = this.#function('Filer', { ...FILES, entry: 'files', environment, feedsItself: true });
    this.#data.grantFiling(filer);
    return filer;
  }

  /** Takes files of banks. Apart from the one that writes, since a reader of XML is a tenth of what a bundle may have. */
  #inboxReader(): ReleasedFunction {
    const environment = { ...this.#inboxWork, ...this.#buckets };
    const reader = this.#function('InboxReader', { ...FILES, entry: 'inbox', environment, feedsItself: true });
    this.#data.grantTakingIn(reader);
    return reader;
  }

  #queueOfFiles(id: string, consumer: ReleasedFunction): WorkQueue {
    const limits = { batchSize: 1, maxConcurrency: FILE_RUNS, lateAfterSeconds: FILES_LATE_AFTER_SECONDS };
    return new WorkQueue(this, id, { ...this.#common(FILES), ...limits, consumer });
  }

  /** Lines of statements under ids of payments are heard as if they stood in a file of the inbox. */
  #bookedRule(): void {
    new EventRoute(this, 'On-statements-PaymentsBooked', {
      busName: readStackParameter(this, this.#deployment, 'busName'),
      event: statementsEvents.PaymentsBooked,
      to: this.#inbox,
      key: this.#data.key,
    });
  }

  #inboxRule(): void {
    const { inbox, key } = this.#data;
    new QueueRule(this, 'InboxRule', {
      description: 'Files that are put into the inbox of payments',
      pattern: {
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: { bucket: { name: [inbox.bucket.bucketName] } },
      },
      to: this.#inbox,
      key,
    });
  }

  #grantPosting(grantee: IGrantable, queue: WorkQueue): void {
    const resources = [queue.queue.queueArn];
    grantee.grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources }));
    this.#data.key.grantUseThrough(grantee, 'sqs');
  }
}
