import * as z from 'zod';

/** How a function is asked which version answers, without any effect: an API's health, or a batch without records. */
const kind = z.enum(['health', 'batch']);

/** What `folio release` asks the prober: one of this deployment's functions, at its alias `live` or at a published version. */
export const probeRequest = z.strictObject({
  function: z.string().regex(/^[\w-]{1,64}$/),
  qualifier: z.string().regex(/^(live|[1-9]\d{0,17})$/),
  probe: kind,
});
export type ProbeRequest = z.infer<typeof probeRequest>;

export const probeAnswer = z.object({
  /** Empty where none was run. */
  executedVersion: z.string(),
  /** What is wrong; absent when it is well. */
  complaint: z.string().optional(),
});
export type ProbeAnswer = z.infer<typeof probeAnswer>;

/** The functions that the prober may ask, and how: it asks each in this way and in no other. */
export const probedFunctions = z.array(
  z.object({
    /** Form of the name that CloudFormation generates: `*` stands for what it makes up. */
    name: z.string().regex(/^[\w*-]+$/),
    probe: kind,
  }),
);
export type ProbedFunctions = z.infer<typeof probedFunctions>;
