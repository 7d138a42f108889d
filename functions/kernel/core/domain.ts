import type { ZodType } from 'zod';
import type { Operation, Scope } from './operation.ts';

/** What starts a function; its entry file is `handlers/<name>.<trigger>.ts`. */
export const TRIGGERS = ['http', 'stream', 'queue', 'schedule', 'task'] as const;
export type Trigger = (typeof TRIGGERS)[number];

/** A version of an event, as others may rely on it. */
export interface EventDeclaration {
  readonly source: string;
  readonly detailType: string;
  readonly version: number;
  readonly public: boolean;
  /** What `data` of the envelope holds. */
  readonly data: ZodType;
}

/**
 * All that the rest of Folio reads of a domain. Stacks, wires, the document, health, outcomes, the release log, the event
 * catalogue and the tests take it from here, so a new domain is one line in `lib/domains.ts`.
 */
export interface Domain {
  /** Also the folder below `functions/` and `lib/`, and the `source` of its events. */
  readonly name: string;
  /** What it is for, in one sentence for people who have never heard of it: in the console, the catalog and the API's document. */
  readonly purpose: string;
  /** The calls of its API; its outcomes and its health are asked for at the same function. */
  readonly operations: readonly Operation[];
  readonly events: Readonly<Record<string, EventDeclaration>>;
  /** What each of its scopes allows, in words for the people who grant it. */
  readonly scopes: Readonly<Partial<Record<Scope, string>>>;
  /** The scope by which a client learns what became of its own keys; a domain without keyed calls has none. */
  readonly outcomes?: Scope;
  /** The generation of what it stores, and the oldest one whose code reads it: see its `contract/data.ts`. */
  readonly data: { readonly generation: number; readonly floor: number };
  /** Its functions by the name of their entry file. */
  readonly functions: Readonly<Record<string, Trigger>>;
}

/** Keeps the literal types of a declaration. */
export const defineDomain = <const D extends Domain>(domain: D): D => domain;
