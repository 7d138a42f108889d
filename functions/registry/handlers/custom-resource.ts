import {
  type Answerable,
  answerable,
  type CustomResourceRequest,
  customResourceRequest,
  FLOOR_RESOURCE,
  PINS_RESOURCE,
  RELEASE_RESOURCE,
  type ReleaseProperties,
} from '../contract/custom-resource.ts';
import { type Patiently, patiently } from '../store/patiently.ts';
import type { RegistryDeps } from './deps.ts';
import { keepPins } from './keep-pins.ts';
import { letGo } from './let-go.ts';
import { publishReleases } from './publish-releases.ts';
import { raiseFloor } from './raise-floor.ts';
import { recordRelease } from './record-release.ts';

/** For calls that AWS will take in a moment. What is left of the function's time is for the last of them, and for the answer. */
const PATIENCE_MS = 40_000;

const physicalIdOf = (request: CustomResourceRequest): string => {
  switch (request.ResourceType) {
    case PINS_RESOURCE:
      return 'pins';
    case FLOOR_RESOURCE:
      return `floor-of-${request.ResourceProperties.Domain}`;
    case RELEASE_RESOURCE:
      return `release-of-${request.ResourceProperties.Domain}`;
  }
};

const record = async (deps: RegistryDeps, properties: ReleaseProperties, patiently: Patiently): Promise<void> => {
  await recordRelease(deps, properties);
  await publishReleases(deps, { domain: properties.Domain, name: properties.Published }, patiently);
};

/** Nothing is ever deleted: pins outlive a template that forgets them, and the log outlives everything. */
const honour = async (deps: RegistryDeps, request: CustomResourceRequest, patiently: Patiently): Promise<void> => {
  const isDelete = request.RequestType === 'Delete';
  switch (request.ResourceType) {
    case PINS_RESOURCE:
      return isDelete ? undefined : keepPins(deps, request.ResourceProperties.Paths, patiently);
    case FLOOR_RESOURCE:
      return isDelete ? undefined : raiseFloor(deps, request.ResourceProperties);
    case RELEASE_RESOURCE:
      return isDelete
        ? letGo(deps, request.StackId, request.ResourceProperties, patiently)
        : record(deps, request.ResourceProperties, patiently);
  }
};

const refuse = async (deps: RegistryDeps, request: Answerable, error: unknown): Promise<void> => {
  const operation = request.RequestType;
  deps.console.error('custom resource failed', { domain: 'registry', operation }, error);
  const failure = `The registry could not do it; its log says why (request ${request.RequestId}).`;
  await deps.answer(request, { physicalId: request.PhysicalResourceId ?? request.LogicalResourceId, failure });
};

/**
 * The function behind the registry's custom resources. It answers CloudFormation whatever happens: a stack waits for an hour
 * for an answer that does not come.
 */
export const build =
  (deps: RegistryDeps) =>
  async (event: unknown): Promise<void> => {
    const from = deps.clock.now();
    const asked = answerable.parse(event);
    try {
      const request = customResourceRequest.parse(event);
      await honour(deps, request, patiently(deps, from + PATIENCE_MS));
      await deps.answer(asked, { physicalId: physicalIdOf(request) });
      const operation = `${request.RequestType} ${request.ResourceType}`;
      deps.console.info('task', { domain: 'registry', operation, durationMs: deps.clock.now() - from, faults: 0 });
    } catch (error) {
      await refuse(deps, asked, error);
    }
  };
