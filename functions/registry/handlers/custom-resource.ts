import {
  type Answerable,
  answerable,
  type CustomResourceRequest,
  customResourceRequest,
  PIN_RESOURCE,
  RELEASE_RESOURCE,
  UNPINNED,
} from '../contract/custom-resource.ts';
import type { RegistryDeps } from './deps.ts';
import { recordRelease } from './record-release.ts';

const DESCRIPTION = 'Folio: the version that the alias is held at, or none. Set by "folio release".';

const physicalIdOf = (request: CustomResourceRequest): string =>
  request.ResourceType === PIN_RESOURCE
    ? request.ResourceProperties.Path
    : `release-of-${request.ResourceProperties.Domain}`;

/** Nothing is ever deleted: a pin outlives a template that forgets it, and the log outlives everything. */
const honour = async (deps: RegistryDeps, request: CustomResourceRequest): Promise<void> => {
  if (request.RequestType === 'Delete') return;
  switch (request.ResourceType) {
    case PIN_RESOURCE:
      return deps.parameters.create(request.ResourceProperties.Path, UNPINNED, DESCRIPTION);
    case RELEASE_RESOURCE:
      return recordRelease(deps, request.ResourceProperties);
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
      await honour(deps, request);
      await deps.answer(asked, { physicalId: physicalIdOf(request) });
      const operation = `${request.RequestType} ${request.ResourceType}`;
      deps.console.info('task', { domain: 'registry', operation, durationMs: deps.clock.now() - from, faults: 0 });
    } catch (error) {
      await refuse(deps, asked, error);
    }
  };
