/** What the API answers, as far as the console shows it. */
export type Health = 'down' | 'degraded' | 'unknown' | 'ok';

export interface Page<T> {
  readonly data: readonly T[];
  readonly nextCursor: string | null;
}

export interface Summary {
  readonly id: string;
  readonly type: string;
  readonly domain: string;
  readonly owner: string | null;
  readonly tier: number | null;
  readonly runbook: string | null;
  readonly health: Health;
}

export interface GraphNode extends Summary {
  readonly parts: number;
}
export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: string;
  readonly count: number;
}
export interface GraphAnswer {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly left: number;
  readonly seenAt: string;
}

export interface AlarmAnswer {
  readonly component: string;
  readonly watches: readonly string[];
  readonly state: 'ok' | 'alarm' | 'unknown';
  readonly since: string;
  readonly says: string;
  readonly owner: string | null;
  readonly tier: number | null;
  readonly runbook: string | null;
}

export interface Evidence {
  readonly stack: string;
  readonly logicalId: string;
  readonly property: string;
  readonly says?: string;
}
export interface EvidentEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: string;
  readonly via?: string;
  readonly evidence: readonly Evidence[];
}

export interface Scored {
  readonly id: string;
  readonly card: string;
  readonly level: string;
  readonly pass: boolean;
  readonly value: string | number | boolean;
  readonly threshold: string | number | boolean;
  readonly mend: string;
}
export interface Scorecard {
  readonly level?: string;
  readonly asked: string;
  readonly points: Readonly<Record<string, number>>;
  readonly criteria: readonly Scored[];
}

export interface ComponentAnswer extends Summary {
  readonly dataClass: string | null;
  readonly facts: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  readonly parts: readonly Summary[];
  readonly edges: readonly EvidentEdge[];
  readonly alarms: readonly AlarmAnswer[];
  readonly affectedBy: readonly string[];
  readonly resources: readonly {
    readonly stack: string;
    readonly logicalId: string;
    readonly type: string;
    readonly physicalId: string | null;
  }[];
  readonly scorecard: Scorecard | null;
  readonly seenAt: string;
}

export interface ImpactAnswer {
  readonly id: string;
  readonly hurt: readonly {
    readonly id: string;
    readonly hops: number;
    readonly pain: 'hard' | 'soft';
    readonly by: string;
    readonly kind: string;
    readonly via?: string;
  }[];
}

export interface HealthAnswer {
  readonly health: Health;
  readonly roots: readonly string[];
  readonly trouble: readonly (Summary & {
    readonly root: boolean;
    readonly affects: number;
    readonly alarms: readonly AlarmAnswer[];
  })[];
  readonly watched: number;
  readonly silent: number;
  readonly seenAt: string;
}

export interface DomainsHealthAnswer {
  readonly status: string;
  readonly domains: Readonly<
    Record<string, { readonly release: number | null; readonly version: string | null; readonly status: string }>
  >;
}

export interface EventTypeAnswer {
  readonly type: string;
  readonly source: string;
  readonly version: number | null;
  readonly public: boolean;
  readonly schema: unknown;
  readonly producers: readonly string[];
  readonly consumers: readonly {
    readonly rule: string;
    readonly queues: readonly string[];
    readonly functions: readonly string[];
  }[];
}

export interface Account {
  readonly id: string;
  readonly currency: string;
  readonly normalBalance: 'debit' | 'credit';
  readonly status: string;
  readonly overdraft: string | { readonly limit: string };
  readonly balance: {
    readonly posted: string;
    readonly pendingIn: string;
    readonly pendingOut: string;
    readonly available: string | null;
  };
  readonly name?: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly createdAt: string;
}
export interface SystemAccount {
  readonly id: string;
  readonly system: true;
  readonly balances: readonly {
    readonly currency: string;
    readonly posted: string;
    readonly pendingIn: string;
    readonly pendingOut: string;
  }[];
  readonly asOf: string;
}

export interface Entry {
  readonly version: number;
  readonly transactionId: string;
  readonly direction: 'debit' | 'credit';
  readonly amount: string;
  readonly pending: string;
  readonly balanceAfter: string;
  readonly at: string;
  readonly effectiveAt: string;
  readonly description?: string;
}

export interface Transaction {
  readonly id: string;
  readonly state: string;
  readonly reference?: string;
  readonly description?: string;
  readonly expiresAt: string | null;
  readonly effectiveAt: string | null;
  readonly createdAt: string;
  readonly postedAmount?: string;
  readonly reversedBy?: string;
  readonly reverses?: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly entries: readonly {
    readonly account: string;
    readonly direction: 'debit' | 'credit';
    readonly amount: string;
    readonly currency: string;
  }[];
}

export interface Payment {
  readonly id: string;
  readonly state: string;
  readonly step: string;
  readonly from: string;
  readonly to: { readonly rail: string } & Readonly<Record<string, string>>;
  readonly amount: string;
  readonly currency: string;
  readonly reference: string | null;
  readonly scheduledFor: string | null;
  readonly refundedAmount: string;
  readonly failure: { readonly code: string; readonly detail: string } | null;
  readonly stuck: string | null;
  readonly transactions: Readonly<Record<string, string | null>>;
  readonly timeline: readonly { readonly step: string; readonly at: string; readonly note: string | null }[];
  readonly createdBy: string;
  readonly createdAt: string;
}

export interface Endpoint {
  readonly id: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly description: string | null;
  readonly enabled: boolean;
  readonly disabledReason: string | null;
  readonly createdAt: string;
}
export interface Delivery {
  readonly id: string;
  readonly eventId: string;
  readonly eventType: string;
  readonly state: string;
  readonly attemptCount: number;
  readonly attempts: readonly {
    readonly at: string;
    readonly status: number | null;
    readonly latencyMs: number;
    readonly error: string | null;
  }[];
  readonly nextAttemptAt: string | null;
  readonly createdAt: string;
}
export interface PublicEvent {
  readonly id: string;
  readonly type: string;
  readonly timestamp: string;
  readonly data: unknown;
}
