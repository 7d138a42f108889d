import * as z from 'zod';
import { chars, list } from '../../kernel/values/bounded.ts';
import { probeKind } from './probe.ts';

/** What it says while nothing is pinned. Templates compare with it. */
export const UNPINNED = 'none';

/** Longer than any name, id or ARN of AWS. */
const AWS_CHARS_MAX = 2_048;
/** More than one domain has. */
const FUNCTIONS_MAX = 100;
/** More than one role has. */
const RIGHTS_MAX = 1_000;

/** `Custom::ReleasePins`: parameters that are each made once and then belong to the operator. */
export const PINS_RESOURCE = 'Custom::ReleasePins';
const pinsProperties = z.object({ Paths: list(chars(AWS_CHARS_MAX).min(1), { min: 1, max: FUNCTIONS_MAX }) });

/** `Custom::DomainRelease`: tells the release log which versions a deployment left. CloudFormation sends numbers as text. */
export const RELEASE_RESOURCE = 'Custom::DomainRelease';
const releaseProperties = z.object({
  Domain: chars(AWS_CHARS_MAX).min(1),
  Stack: chars(AWS_CHARS_MAX).min(1),
  /** The parameter to which the releases of the domain are published (`published-releases.ts`). */
  Published: chars(AWS_CHARS_MAX).min(1),
  DataGeneration: z.coerce.number().int().positive(),
  DataFloor: z.coerce.number().int().positive(),
  Commit: chars(AWS_CHARS_MAX).optional(),
  DespiteAlarms: z.literal('true').optional(),
  Unasked: z.literal('true').optional(),
  Functions: list(
    z.object({
      Name: chars(AWS_CHARS_MAX).min(1),
      Alias: chars(AWS_CHARS_MAX).min(1),
      Pin: chars(AWS_CHARS_MAX).min(1),
      Probe: z.enum(['health', 'batch', 'alias']),
      Template: chars(AWS_CHARS_MAX).min(1),
      Live: chars(AWS_CHARS_MAX).min(1),
      /** What its role may do; stacks of before do not say. */
      Rights: list(chars(AWS_CHARS_MAX).min(1), { max: RIGHTS_MAX }).optional(),
    }),
    { min: 1, max: FUNCTIONS_MAX },
  ),
});
export type ReleaseProperties = z.infer<typeof releaseProperties>;

/** `Custom::DataFloor`: tells the release log which data floor is coming, before any alias of the stack moves. */
export const FLOOR_RESOURCE = 'Custom::DataFloor';
const floorProperties = z.object({
  Domain: chars(AWS_CHARS_MAX).min(1),
  DataFloor: z.coerce.number().int().positive(),
});
export type FloorProperties = z.infer<typeof floorProperties>;

/** `Custom::NewVersions`: asks each version that a deployment brings, once, before any alias of its stack moves. */
export const NEW_VERSIONS_RESOURCE = 'Custom::NewVersions';
const newVersionsProperties = z.object({
  Domain: chars(AWS_CHARS_MAX).min(1),
  /** The operator of this deployment has switched the probe off. */
  Unasked: z.literal('true').optional(),
  Functions: list(
    z.object({
      Name: chars(AWS_CHARS_MAX).min(1),
      Function: chars(AWS_CHARS_MAX).min(1),
      Version: chars(AWS_CHARS_MAX).min(1),
      Probe: probeKind,
    }),
    { min: 1, max: FUNCTIONS_MAX },
  ),
});
export type NewVersionsProperties = z.infer<typeof newVersionsProperties>;

/** `Custom::KeptRights`: asks whether a deployment may give its functions these rights and no others, before any policy changes. */
export const RIGHTS_RESOURCE = 'Custom::KeptRights';
const rightsProperties = z.object({
  Domain: chars(AWS_CHARS_MAX).min(1),
  /** The operator of this deployment says that nothing needs what it takes away. */
  TakesRights: z.literal('true').optional(),
  Functions: list(
    z.object({
      Name: chars(AWS_CHARS_MAX).min(1),
      Rights: list(chars(AWS_CHARS_MAX).min(1), { max: RIGHTS_MAX }),
    }),
    { min: 1, max: FUNCTIONS_MAX },
  ),
});
export type RightsProperties = z.infer<typeof rightsProperties>;

/** `Custom::IssuerReady`: waits until what API Gateway asks of an issuer is answered, before an authorizer is made of it. */
export const ISSUER_RESOURCE = 'Custom::IssuerReady';
const issuerProperties = z.object({ Urls: list(chars(AWS_CHARS_MAX).min(1), { min: 1, max: 4 }) });
export type IssuerProperties = z.infer<typeof issuerProperties>;

/** `Custom::RouteThrottles`: how often single routes may be called. The stage of the API is older than its routes, so no template can say so. */
export const THROTTLES_RESOURCE = 'Custom::RouteThrottles';
const ROUTES_MAX = 100;
const throttlesProperties = z.object({
  ApiId: chars(AWS_CHARS_MAX).min(1),
  RatePerSecond: z.coerce.number().int().positive(),
  Burst: z.coerce.number().int().positive(),
  Routes: list(chars(AWS_CHARS_MAX).min(1), { min: 1, max: ROUTES_MAX }),
});
export type ThrottlesProperties = z.infer<typeof throttlesProperties>;

const common = {
  RequestType: z.enum(['Create', 'Update', 'Delete']),
  ResponseURL: chars(8_192).refine((url) => URL.canParse(url), { error: 'Invalid URL' }),
  StackId: chars(AWS_CHARS_MAX),
  RequestId: chars(AWS_CHARS_MAX),
  LogicalResourceId: chars(AWS_CHARS_MAX),
  PhysicalResourceId: chars(AWS_CHARS_MAX).optional(),
};

/** CloudFormation's request to the function behind a custom resource. */
export const customResourceRequest = z.discriminatedUnion('ResourceType', [
  z.object({ ...common, ResourceType: z.literal(PINS_RESOURCE), ResourceProperties: pinsProperties }),
  z.object({ ...common, ResourceType: z.literal(RELEASE_RESOURCE), ResourceProperties: releaseProperties }),
  z.object({ ...common, ResourceType: z.literal(FLOOR_RESOURCE), ResourceProperties: floorProperties }),
  z.object({ ...common, ResourceType: z.literal(NEW_VERSIONS_RESOURCE), ResourceProperties: newVersionsProperties }),
  z.object({ ...common, ResourceType: z.literal(RIGHTS_RESOURCE), ResourceProperties: rightsProperties }),
  z.object({ ...common, ResourceType: z.literal(ISSUER_RESOURCE), ResourceProperties: issuerProperties }),
  z.object({ ...common, ResourceType: z.literal(THROTTLES_RESOURCE), ResourceProperties: throttlesProperties }),
]);
export type CustomResourceRequest = z.infer<typeof customResourceRequest>;

/** Enough of a request to refuse it. */
export const answerable = z.object(common);
export type Answerable = z.infer<typeof answerable>;
