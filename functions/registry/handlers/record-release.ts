import { canonicalJson } from '../../kernel/values/canonical-json.ts';
import type { ReleaseProperties } from '../contract/custom-resource.ts';
import type { Deployed, ReleaseRecord } from '../contract/release-record.ts';
import { appendRecord } from './append-record.ts';
import type { RegistryDeps } from './deps.ts';

const eventOf = async ({ codeHash }: RegistryDeps, properties: ReleaseProperties): Promise<Deployed> => {
  const functions = await Promise.all(
    properties.Functions.map(async ({ Name, Alias, Pin, Probe, Template, Live }) => ({
      name: Name,
      alias: Alias,
      pin: Pin,
      probe: Probe,
      template: Template,
      live: Live,
      codeSha256: await codeHash(Alias, Template),
    })),
  );
  const { Stack, DataGeneration, DataFloor, Commit, DespiteAlarms, Unasked } = properties;
  return {
    kind: 'deployed',
    stack: Stack,
    functions,
    dataGeneration: DataGeneration,
    dataFloor: DataFloor,
    ...(Commit === undefined ? {} : { commit: Commit }),
    ...(DespiteAlarms === undefined ? {} : { despiteAlarms: true }),
    ...(Unasked === undefined ? {} : { unasked: true }),
  };
};

/** CloudFormation may deliver a request twice; a deployment that says what the newest record says is already recorded. */
const isRecorded = (last: ReleaseRecord | undefined, event: Deployed): boolean =>
  last !== undefined && canonicalJson(last.event) === canonicalJson(event);

/** Puts what a deployment left into the release log of its domain, once. */
export const recordRelease = async (deps: RegistryDeps, properties: ReleaseProperties): Promise<void> => {
  const event = await eventOf(deps, properties);
  await appendRecord(deps, properties.Domain, (records) => (isRecorded(records.at(-1), event) ? undefined : event));
};
