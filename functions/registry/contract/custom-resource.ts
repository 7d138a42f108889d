import * as z from 'zod';

/** What it says while nothing is pinned. Templates compare with it. */
export const UNPINNED = 'none';

/** `Custom::ReleasePins`: parameters that are each made once and then belong to the operator. */
export const PINS_RESOURCE = 'Custom::ReleasePins';
const pinsProperties = z.object({ Paths: z.array(z.string().min(1)).min(1) });

/** `Custom::DomainRelease`: tells the release log which versions a deployment left. CloudFormation sends numbers as text. */
export const RELEASE_RESOURCE = 'Custom::DomainRelease';
const releaseProperties = z.object({
  Domain: z.string().min(1),
  Stack: z.string().min(1),
  /** The parameter in which the releases of the domain are told (`published-releases.ts`). */
  Published: z.string().min(1),
  DataGeneration: z.coerce.number().int().positive(),
  DataFloor: z.coerce.number().int().positive(),
  Commit: z.string().optional(),
  DespiteAlarms: z.literal('true').optional(),
  Functions: z
    .array(
      z.object({
        Name: z.string().min(1),
        Alias: z.string().min(1),
        Pin: z.string().min(1),
        Probe: z.enum(['health', 'batch', 'alias']),
        Template: z.string().min(1),
        Live: z.string().min(1),
      }),
    )
    .min(1),
});
export type ReleaseProperties = z.infer<typeof releaseProperties>;

/** `Custom::DataFloor`: tells the release log which data floor is coming, before any alias of the stack moves. */
export const FLOOR_RESOURCE = 'Custom::DataFloor';
const floorProperties = z.object({
  Domain: z.string().min(1),
  DataFloor: z.coerce.number().int().positive(),
});
export type FloorProperties = z.infer<typeof floorProperties>;

const common = {
  RequestType: z.enum(['Create', 'Update', 'Delete']),
  ResponseURL: z.url(),
  StackId: z.string(),
  RequestId: z.string(),
  LogicalResourceId: z.string(),
  PhysicalResourceId: z.string().optional(),
};

/** CloudFormation's request to the function behind a custom resource. */
export const customResourceRequest = z.discriminatedUnion('ResourceType', [
  z.object({ ...common, ResourceType: z.literal(PINS_RESOURCE), ResourceProperties: pinsProperties }),
  z.object({ ...common, ResourceType: z.literal(RELEASE_RESOURCE), ResourceProperties: releaseProperties }),
  z.object({ ...common, ResourceType: z.literal(FLOOR_RESOURCE), ResourceProperties: floorProperties }),
]);
export type CustomResourceRequest = z.infer<typeof customResourceRequest>;

/** Enough of a request to refuse it. */
export const answerable = z.object(common);
export type Answerable = z.infer<typeof answerable>;
