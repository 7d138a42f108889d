import * as z from 'zod';
import { chars, list } from '../../kernel/values/bounded.ts';

/** How a function is asked which version answers, without any effect: an API's health, a batch without records, or a task's own question. */
export const probeKind = z.enum(['health', 'batch', 'task']);
export type ProbeKind = z.infer<typeof probeKind>;

/** What `folio release` asks the prober: one of this deployment's functions, at its alias `live` or at a published version. */
export const probeRequest = z.strictObject({
  function: z.string().regex(/^[\w-]{1,64}$/),
  qualifier: z.string().regex(/^(live|[1-9]\d{0,17})$/),
  probe: probeKind,
});
export type ProbeRequest = z.infer<typeof probeRequest>;

export const probeAnswer = z.object({
  /** Empty where none was run. */
  executedVersion: chars(128),
  /** What is wrong; absent when it is well. */
  complaint: chars(2_048).optional(),
  /** It was run, and threw, crashed or ran out of time; absent where it answered, however wrongly. */
  threw: z.literal(true).optional(),
});
export type ProbeAnswer = z.infer<typeof probeAnswer>;

/** The functions that the prober may ask, and how: it asks each in this way and in no other. */
export const probedFunctions = list(
  z.object({
    /** Form of the name that CloudFormation generates: `*` stands for what it makes up. */
    name: chars(256).regex(/^[\w*-]+$/),
    probe: probeKind,
  }),
  { max: 500 },
);
export type ProbedFunctions = z.infer<typeof probedFunctions>;
