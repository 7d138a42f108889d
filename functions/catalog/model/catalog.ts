import type { ComponentType } from '../contract/component-types.ts';

/** A resource of a template. */
export interface ResourceRef {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
}

/** Why the catalog says something: where in which template it stands. */
export interface Evidence {
  readonly stack: string;
  readonly logicalId: string;
  /** The property, as a path: `PolicyDocument.Statement[3]`. */
  readonly property: string;
  /** What stands there, where the path alone does not say it: `dynamodb:GetItem`. */
  readonly says?: string;
}

export type Fact = string | number | boolean | readonly string[];

export interface Component {
  /** `payments/work-queue`; a domain's own is its name. The same in every stage, and as long as the construct has its name. */
  readonly id: string;
  readonly type: ComponentType;
  readonly domain: string;
  readonly owner?: string;
  readonly tier?: number;
  /** A file of `docs/runbooks`, without path and ending. */
  readonly runbook?: string;
  readonly dataClass?: string;
  /** Every resource that is part of it; the first one is what it is named after. */
  readonly resources: readonly ResourceRef[];
  /** What its template says of it that a reader or a scorecard asks for, by name. */
  readonly facts: Readonly<Record<string, Fact>>;
}

/** A directed edge. `from` is who acts: who calls, reads, subscribes, parks. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly kind: EdgeKind;
  /** What passes: a type of event, what a name meant that nothing was found for. */
  readonly via?: string;
  readonly evidence: readonly Evidence[];
}

/** What a statement of a policy allows or forbids, to whom. */
export interface Right {
  /** The component that holds it, or that has it in its policy and grants it to a service of AWS. */
  readonly holder: string;
  /** Who acts by it, where that is not the component itself: `apigateway.amazonaws.com`. */
  readonly principal?: string;
  readonly effect: string;
  readonly actions: readonly string[];
  /** Components by id, or the text of what names none. */
  readonly resources: readonly string[];
  /** The statement's condition as JSON. */
  readonly condition?: string;
  readonly evidence: Evidence;
}

/** A type of event on the bus of ours. */
export interface EventType {
  readonly type: string;
  readonly source: string;
  /** Undefined where no contract declares it. */
  readonly version?: number;
  readonly public?: boolean;
  readonly schema?: unknown;
  /** Functions that may publish it. */
  readonly producers: readonly string[];
  readonly consumers: readonly EventConsumer[];
}

export interface EventConsumer {
  readonly rule: string;
  /** The version that its rule asks for; undefined where it takes any. */
  readonly version?: number;
  /** The queues that the rule fills, and the functions that read those. */
  readonly queues: readonly string[];
  readonly functions: readonly string[];
}

export interface Catalog {
  readonly format: 1;
  readonly components: readonly Component[];
  readonly edges: readonly Edge[];
  readonly events: readonly EventType[];
  readonly rights: readonly Right[];
  /** Resources that belong to no component. */
  readonly strays: readonly ResourceRef[];
}

/** How trouble travels along an edge: at once (`hard`), by work that does not come or is not done (`soft`), or not at all. */
type Pain = 'hard' | 'soft' | 'none';

/** What each kind of edge means for either end when the other one fails; who has no work then is for impact.ts to say. */
export const EDGE_KINDS = {
  calls: { from: 'hard', to: 'none' },
  reads: { from: 'hard', to: 'none' },
  writes: { from: 'hard', to: 'none' },
  publishes: { from: 'hard', to: 'none' },
  subscribes: { from: 'soft', to: 'none' },
  consumes: { from: 'soft', to: 'none' },
  exposes: { from: 'none', to: 'hard' },
  schedules: { from: 'none', to: 'none' },
  authorizedBy: { from: 'hard', to: 'none' },
  encryptedBy: { from: 'hard', to: 'none' },
  decrypts: { from: 'hard', to: 'none' },
  signs: { from: 'hard', to: 'none' },
  parksIn: { from: 'soft', to: 'none' },
  reaches: { from: 'soft', to: 'none' },
  notifies: { from: 'none', to: 'none' },
  watches: { from: 'none', to: 'none' },
  takenBackBy: { from: 'none', to: 'none' },
  releasedBy: { from: 'none', to: 'none' },
  operates: { from: 'none', to: 'none' },
  mentions: { from: 'none', to: 'none' },
  unresolved: { from: 'none', to: 'none' },
} as const satisfies Readonly<Record<string, { readonly from: Pain; readonly to: Pain }>>;
export type EdgeKind = keyof typeof EDGE_KINDS;

/** The one component that edges lead to whose other end no template names. */
export const UNRESOLVED = 'unresolved';
