import * as z from 'zod';

/** Function of the domain -> version. */
const versions = z.record(z.string(), z.string());
export type Versions = z.infer<typeof versions>;

/** One function of a domain as a deployment left it. */
const deployedFunction = z.object({
  name: z.string().min(1),
  /** ARN of the alias that everything points at. */
  alias: z.string().min(1),
  /** Name of the parameter that holds its pin. */
  pin: z.string().min(1),
  /** How a rollback may ask it which version answers: an API's health, an empty batch, or nothing but the alias itself. */
  probe: z.enum(['health', 'batch', 'alias']),
  /** The version that the template carries; with a pin it need not be the one that is live. */
  template: z.string().min(1),
  live: z.string().min(1),
  /** Lambda's own hash of the code of `template`. */
  codeSha256: z.string().min(1),
});
export type DeployedFunction = z.infer<typeof deployedFunction>;

const deployed = z.object({
  kind: z.literal('deployed'),
  stack: z.string().min(1),
  functions: z.array(deployedFunction).min(1),
  /** The newest form of stored data that this release reads. */
  dataGeneration: z.int().positive(),
  /** The oldest generation that reads what this release writes. */
  dataFloor: z.int().positive(),
  commit: z.string().optional(),
});

const why = { reason: z.string().min(1), incident: z.string().optional() };

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
const promoted = z.object({ kind: z.literal('promoted'), live: versions });
const takenBack = z.object({ kind: z.literal('taken-back'), live: versions, alarm: z.string().min(1) });
/** Old versions that were removed; everything else about them stays on record. */
const cleaned = z.object({ kind: z.literal('cleaned'), removed: z.record(z.string(), z.array(z.string())) });

/** What happened to the releases of a domain. */
export const releaseEvent = z.discriminatedUnion('kind', [
  deployed,
  rollbackBegun,
  rollbackDone,
  rollbackGivenUp,
  unpinned,
  promoted,
  takenBack,
  cleaned,
]);
export type ReleaseEvent = z.infer<typeof releaseEvent>;
export type Deployed = z.infer<typeof deployed>;
export type RollbackBegun = z.infer<typeof rollbackBegun>;

/** An event in its place in the log of its domain. It is never changed and never removed. */
export const releaseRecord = z.object({
  format: z.literal(1),
  domain: z.string().min(1),
  /** 1, 2, 3 ... without a gap. */
  seq: z.int().positive(),
  /** RFC 3339. */
  at: z.string(),
  /** Who did it, as AWS knows them. */
  actor: z.string().min(1),
  event: releaseEvent,
  /** `hash` of the record before; empty for the first. */
  previous: z.string(),
  /** SHA-256 over the canonical JSON of everything above. */
  hash: z.string(),
});
export type ReleaseRecord = z.infer<typeof releaseRecord>;
