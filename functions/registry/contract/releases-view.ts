import * as z from 'zod';
import { chars } from '../../kernel/values/bounded.ts';
import { lineOf } from '../../kernel/values/text.ts';
import type { Versions } from './release-record.ts';

/** A record of the release log, as somebody reads it who looks at releases. */
export interface ReleaseEntry {
  readonly domain: string;
  readonly seq: number;
  /** RFC 3339. */
  readonly at: string;
  readonly actor: string;
  /** As the log has it: `deployed`, `rollback-done`, `taken-back` and so on. */
  readonly kind: string;
  /** The release that was live after it, where it was one as a whole. */
  readonly release: number | null;
  /** What happened, in one line. */
  readonly says: string;
}

export interface FunctionRelease {
  readonly name: string;
  /** The version that answers. */
  readonly version: string;
  /** Other versions that get a share of the calls, 0 to 1. */
  readonly weights: Readonly<Record<string, number>>;
  /** The version that holds the alias; null where nothing does. */
  readonly pin: string | null;
  /** What the last deployment brought. */
  readonly template: string;
  readonly baking: { readonly from: string; readonly to: string; readonly endsAt: string | null } | null;
}

/** How the releases of a domain stand. */
export interface DomainRelease {
  readonly domain: string;
  /** The release that is live as a whole. */
  readonly release: number | null;
  /** It has left the app. */
  readonly removed: boolean;
  readonly functions: readonly FunctionRelease[];
  /** Where log, pins and aliases disagree. */
  readonly problems: readonly string[];
  readonly notes: readonly string[];
  /** A rollback that was begun and not closed. */
  readonly open: { readonly actor: string; readonly at: string; readonly reason: string } | null;
  /** Where a rollback would lead now; null where it would be refused, with the reason beside it. */
  readonly back: { readonly release: number | null; readonly from: Versions; readonly to: Versions } | null;
  readonly noWayBack: string | null;
  /** The newest first. */
  readonly entries: readonly ReleaseEntry[];
}

const domain = chars(64).min(1);
const ENTRIES_MAX = 200;

/** What the reader is asked: one domain with the newest of its log, or all of them. */
export const releasesRequest = z.strictObject({
  domain: domain.optional(),
  /** Records of each domain's log. */
  entries: z.int().min(0).max(ENTRIES_MAX),
});
export type ReleasesRequest = z.infer<typeof releasesRequest>;

/** What the reader answers; an unknown domain is none. */
export interface ReleasesAnswer {
  readonly domains: readonly DomainRelease[];
}

const why = { reason: lineOf(500).min(1), incident: lineOf(200).min(1).optional() };

/** What the operator is told to do, and in whose name. */
export const operatorRequest = z.strictObject({
  act: z.enum(['rollback', 'unpin', 'resume']),
  domain,
  /** Who it was, as the release log is to have them. */
  actor: chars(300).min(1),
  ...why,
});
export type OperatorRequest = z.infer<typeof operatorRequest>;

/** Done, or refused before anything was changed; `says` is for a person. */
export interface OperatorAnswer {
  readonly done: boolean;
  readonly says: string;
}
