import * as z from 'zod';
import { chars, list, map } from '../../kernel/values/bounded.ts';

/** Longer than any name, reason or ARN. */
const CHARS_MAX = 4_096;
/** Bounds of a record, far above real use: functions of a domain, and removed versions of one function. */
const FUNCTIONS_MAX = 100;
const VERSIONS_MAX = 10_000;
const RIGHTS_MAX = 1_000;

/** Function of the domain -> version. */
const versions = map(chars(CHARS_MAX), { max: FUNCTIONS_MAX, keyChars: CHARS_MAX });
export type Versions = z.infer<typeof versions>;

/** One function of a domain as a deployment left it. */
const deployedFunction = z.object({
  name: chars(CHARS_MAX).min(1),
  /** ARN of the alias that everything points at. */
  alias: chars(CHARS_MAX).min(1),
  /** Name of the parameter that holds its pin. */
  pin: chars(CHARS_MAX).min(1),
  /** How a rollback may ask it which version answers: an API's health, an empty batch, or nothing but the alias itself. */
  probe: z.enum(['health', 'batch', 'alias']),
  /** The version that the template carries; with a pin it need not be the one that is live. */
  template: chars(CHARS_MAX).min(1),
  live: chars(CHARS_MAX).min(1),
  /** Lambda's own hash of the code of `template`. */
  codeSha256: chars(CHARS_MAX).min(1),
});
export type DeployedFunction = z.infer<typeof deployedFunction>;

/** Function of the domain -> what its role may do: `dynamodb:GetItem on DataStoreTable`. */
const rights = map(list(chars(CHARS_MAX), { max: RIGHTS_MAX }), { max: FUNCTIONS_MAX, keyChars: CHARS_MAX });
export type Rights = z.infer<typeof rights>;

const deployed = z.object({
  kind: z.literal('deployed'),
  stack: chars(CHARS_MAX).min(1),
  functions: list(deployedFunction, { min: 1, max: FUNCTIONS_MAX }),
  /** The newest form of stored data that this release reads. */
  dataGeneration: z.int().positive(),
  /** The oldest generation that reads what this release writes. */
  dataFloor: z.int().positive(),
  commit: chars(CHARS_MAX).optional(),
  /** No alarm could stop it or take it back; absent where they could. */
  despiteAlarms: z.literal(true).optional(),
  /** Its versions took over without a probe; absent if the prober asked them. */
  unasked: z.literal(true).optional(),
  /** Of all functions, where anything of them has changed since the record that told them last. */
  rights: rights.optional(),
});

/** Before a release with a higher floor gets its first request: whatever becomes of it, it may have written from here on. */
const floorRaised = z.object({ kind: z.literal('floor-raised'), dataFloor: z.int().positive() });

const why = { reason: chars(CHARS_MAX).min(1), incident: chars(CHARS_MAX).optional() };

const rollbackBegun = z.object({
  kind: z.literal('rollback-begun'),
  from: versions,
  to: versions,
  /** The aliases' revisions that the operator had seen. */
  revisions: versions,
  ...why,
});
const rollbackDone = z.object({
  kind: z.literal('rollback-done'),
  /** `seq` of the intent. */
  begun: z.int(),
  to: versions,
  durationMs: z.int().nonnegative(),
});
const rollbackGivenUp = z.object({ kind: z.literal('rollback-given-up'), begun: z.int(), ...why });
const unpinned = z.object({ kind: z.literal('unpinned'), was: versions, ...why });

/** One alias of the domain that CodeDeploy was to move, and from which version to which. */
const shift = {
  function: chars(CHARS_MAX).min(1),
  from: chars(CHARS_MAX).min(1),
  to: chars(CHARS_MAX).min(1),
  /** CodeDeploy's id of the deployment: it is on record once, however often CodeDeploy tells of its end. */
  deployment: chars(CHARS_MAX).min(1),
};
const promoted = z.object({ kind: z.literal('promoted'), ...shift });
/** The alias went back to `from`; the alarm's name where an alarm did it. */
const takenBack = z.object({
  kind: z.literal('taken-back'),
  ...shift,
  reason: chars(CHARS_MAX).min(1),
  alarm: chars(CHARS_MAX).min(1).optional(),
});
/** Somebody changed what answers without `folio release` and without a deployment. The record's actor is who it was. */
const outOfBand = z.object({
  kind: z.literal('out-of-band'),
  function: chars(CHARS_MAX).min(1),
  change: z.enum(['alias-moved', 'alias-deleted', 'version-deleted', 'function-deleted']),
  /** The version that the alias was pointed at, or that was deleted. */
  version: chars(CHARS_MAX).min(1).optional(),
  /** Shares of the calls that other versions were given; absent where none was. */
  weights: map(z.number(), { max: 10, keyChars: 128 }).optional(),
  /** RFC 3339; the record may come minutes later. */
  happenedAt: chars(CHARS_MAX),
  /** CloudTrail's id of the call: it is on record once. */
  call: chars(CHARS_MAX).min(1),
});
/** Old versions that were removed; everything else about them stays on record. */
const cleaned = z.object({
  kind: z.literal('cleaned'),
  removed: map(list(chars(CHARS_MAX), { max: VERSIONS_MAX }), { max: FUNCTIONS_MAX, keyChars: CHARS_MAX }),
});

/** What happened to the releases of a domain. */
export const releaseEvent = z.discriminatedUnion('kind', [
  deployed,
  floorRaised,
  rollbackBegun,
  rollbackDone,
  rollbackGivenUp,
  unpinned,
  promoted,
  takenBack,
  outOfBand,
  cleaned,
]);
export type ReleaseEvent = z.infer<typeof releaseEvent>;
export type Deployed = z.infer<typeof deployed>;
export type OutOfBand = z.infer<typeof outOfBand>;
export type RollbackBegun = z.infer<typeof rollbackBegun>;

const KINDS: ReadonlySet<string> = new Set(releaseEvent.options.map(({ shape }) => shape.kind.value));

/** Of a kind that only a later release knows: it means nothing to this one, which shows it by its name and never writes it. */
const foreign = z
  .object({ kind: chars(CHARS_MAX).min(1) })
  .refine(({ kind }) => !KINDS.has(kind))
  .transform(({ kind }) => ({ kind: 'of-a-later-release' as const, name: kind }));
export type ForeignEvent = z.infer<typeof foreign>;

const OBSERVED = new Set<string>(['promoted', 'taken-back', 'out-of-band']);

/** Told by AWS after the fact, late and in any order. Nothing is decided by it, so it never stands in a decision's way. */
export const isObservation = ({ kind }: ReleaseEvent | ForeignEvent): boolean => OBSERVED.has(kind);

/** An event in its place in the log of its domain. It is never changed and never removed. */
export const releaseRecord = z.object({
  format: z.literal(1),
  domain: chars(CHARS_MAX).min(1),
  /** 1, 2, 3 ... without a gap. */
  seq: z.int().positive(),
  /** RFC 3339. */
  at: chars(CHARS_MAX),
  /** Who did it, as AWS knows them. */
  actor: chars(CHARS_MAX).min(1),
  event: z.union([releaseEvent, foreign]),
  /** `hash` of the record before; empty for the first. */
  previous: chars(CHARS_MAX),
  /** SHA-256 over the canonical JSON of everything above. */
  hash: chars(CHARS_MAX),
});
export type ReleaseRecord = z.infer<typeof releaseRecord>;
