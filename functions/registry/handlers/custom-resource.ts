import {
  type Answerable,
  answerable,
  type CustomResourceRequest,
  customResourceRequest,
  FLOOR_RESOURCE,
  ISSUER_RESOURCE,
  NEW_VERSIONS_RESOURCE,
  PINS_RESOURCE,
  RELEASE_RESOURCE,
  type ReleaseProperties,
  RIGHTS_RESOURCE,
  THROTTLES_RESOURCE,
  type ThrottlesProperties,
} from '../contract/custom-resource.ts';
import { type Retrying, retryThrottled } from '../store/retry-throttled.ts';
import { askNewVersions, DeadOnArrival } from './ask-new-versions.ts';
import { clearPinsOnDelete } from './clear-pins-on-delete.ts';
import type { Outcome, RegistryDeps } from './deps.ts';
import { keepPins } from './keep-pins.ts';
import { keepRights, RightsTaken } from './keep-rights.ts';
import { publishReleases } from './publish-releases.ts';
import { raiseFloor } from './raise-floor.ts';
import { recordRelease } from './record-release.ts';
import { IssuerSilent, waitForIssuer } from './wait-for-issuer.ts';

/** For calls that AWS will take in a moment. What is left of the function's time is for the last of them, and for the answer. */
const PATIENCE_MS = 40_000;

const physicalIdOf = (request: CustomResourceRequest): string => {
  switch (request.ResourceType) {
    case PINS_RESOURCE:
      return 'pins';
    case FLOOR_RESOURCE:
      return `floor-of-${request.ResourceProperties.Domain}`;
    case NEW_VERSIONS_RESOURCE:
      return `new-versions-of-${request.ResourceProperties.Domain}`;
    case RIGHTS_RESOURCE:
      return `rights-of-${request.ResourceProperties.Domain}`;
    case ISSUER_RESOURCE:
      return 'issuer';
    case THROTTLES_RESOURCE:
      return 'throttles';
    case RELEASE_RESOURCE:
      return `release-of-${request.ResourceProperties.Domain}`;
  }
};

const record = async (deps: RegistryDeps, properties: ReleaseProperties, retrying: Retrying): Promise<void> => {
  await recordRelease(deps, properties);
  await publishReleases(deps, { domain: properties.Domain, name: properties.Published }, retrying);
};

const throttle = (
  { throttleRoutes }: RegistryDeps,
  { ApiId, Routes, RatePerSecond: ratePerSecond, Burst: burst }: ThrottlesProperties,
): Promise<void> => throttleRoutes(ApiId, Routes, { ratePerSecond, burst });

/** Nothing is ever deleted: pins outlive a template that forgets them, and the log outlives everything. */
const honour = async (deps: RegistryDeps, request: CustomResourceRequest, until: number): Promise<void> => {
  const retrying = retryThrottled(deps, until);
  const isDelete = request.RequestType === 'Delete';
  switch (request.ResourceType) {
    case PINS_RESOURCE:
      return isDelete ? undefined : keepPins(deps, request.ResourceProperties.Paths, retrying);
    case FLOOR_RESOURCE:
      return isDelete ? undefined : raiseFloor(deps, request.ResourceProperties);
    case NEW_VERSIONS_RESOURCE:
      return isDelete ? undefined : askNewVersions(deps, request.StackId, request.ResourceProperties, until);
    case RIGHTS_RESOURCE:
      return isDelete ? undefined : keepRights(deps, request.StackId, request.ResourceProperties);
    case ISSUER_RESOURCE:
      return isDelete ? undefined : waitForIssuer(deps, request.ResourceProperties, until);
    case THROTTLES_RESOURCE:
      return isDelete ? undefined : retrying(() => throttle(deps, request.ResourceProperties));
    case RELEASE_RESOURCE:
      return isDelete
        ? clearPinsOnDelete(deps, request.StackId, request.ResourceProperties, retrying)
        : record(deps, request.ResourceProperties, retrying);
  }
};

const failureOf = (deps: RegistryDeps, request: Answerable, error: unknown): Outcome => {
  const operation = request.RequestType;
  deps.console.error('custom resource failed', { domain: 'registry', operation }, error);
  const failure =
    error instanceof DeadOnArrival || error instanceof IssuerSilent || error instanceof RightsTaken
      ? error.message
      : `The registry could not do it; its log says why (request ${request.RequestId}).`;
  return { physicalId: request.PhysicalResourceId ?? request.LogicalResourceId, failure };
};

/** Does what is asked, and says what became of it. */
const workOf = async (deps: RegistryDeps, event: unknown, asked: Answerable, from: number): Promise<Outcome> => {
  try {
    const request = customResourceRequest.parse(event);
    await honour(deps, request, from + PATIENCE_MS);
    const operation = `${request.RequestType} ${request.ResourceType}`;
    deps.console.info('task', { domain: 'registry', operation, durationMs: deps.clock.now() - from, faults: 0 });
    return { physicalId: physicalIdOf(request) };
  } catch (error) {
    return failureOf(deps, asked, error);
  }
};

/**
 * The function behind the registry's custom resources. It answers CloudFormation whatever happens: a stack waits for an hour
 * for an answer that does not come. An answer that is not taken says nothing about the work: what was done is never reported as
 * failed. Then this throws, and Lambda runs the event again, twice at most, which finds the work done.
 */
export const build =
  (deps: RegistryDeps) =>
  async (event: unknown): Promise<void> => {
    const from = deps.clock.now();
    const asked = answerable.parse(event);
    await deps.answer(asked, await workOf(deps, event, asked, from));
  };
