import { canonicalJson } from '../../kernel/values/canonical-json.ts';
import type { ReleaseProperties } from '../contract/custom-resource.ts';
import type { Deployed, ReleaseRecord, Rights } from '../contract/release-record.ts';
import { changedRights } from '../model/rights.ts';
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
const isRecorded = (last: ReleaseRecord | undefined, event: Deployed): boolean => {
  if (last?.event.kind !== 'deployed') return false;
  const { rights: _, ...said } = last.event;
  return canonicalJson(said) === canonicalJson(event);
};

/** Undefined for a stack of before, which tells none. */
const rightsOf = ({ Functions }: ReleaseProperties): Rights | undefined => {
  const told = Functions.flatMap(({ Name, Rights: rights }) => (rights === undefined ? [] : [[Name, rights] as const]));
  return told.length === 0 ? undefined : Object.fromEntries(told);
};

/** Puts what a deployment left into the release log of its domain, once. */
export const recordRelease = async (deps: RegistryDeps, properties: ReleaseProperties): Promise<void> => {
  const event = await eventOf(deps, properties);
  await appendRecord(deps, properties.Domain, (records) => {
    const told = rightsOf(properties);
    const rights = told && changedRights(records, told);
    if (rights !== undefined) return { ...event, rights };
    return isRecorded(records.at(-1), event) ? undefined : event;
  });
};
