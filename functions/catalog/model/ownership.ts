import type { Component } from './catalog.ts';
import { type StackTags, tierOf } from './stack-domain.ts';
import { at, type Resource, tagOf, textOf } from './template.ts';

type Owned = Pick<Component, 'owner' | 'tier' | 'runbook' | 'dataClass'>;

/** How each alarm ends what it says: see `lib/platform/alarms.ts`. */
const SAID = /Owner: ([^.]{1,64})\. Tier: ([1-9])\. Runbook: docs\/runbooks\/([a-z0-9-]{1,64})\.md$/;

const ofAlarm = (resource: Resource): Owned => {
  const [, owner, tier, runbook] = SAID.exec(textOf(at(resource.Properties, 'AlarmDescription')) ?? '') ?? [];
  return owner === undefined ? {} : { owner, tier: Number(tier), runbook: String(runbook) };
};

const ofTags = (resource: Resource): Owned => {
  const [owner, tier] = [tagOf(resource, 'folio:owner'), tierOf(tagOf(resource, 'folio:tier'))];
  const runbook = tagOf(resource, 'folio:runbook');
  return {
    ...(owner === undefined ? {} : { owner }),
    ...(tier === undefined ? {} : { tier }),
    ...(runbook === undefined ? {} : { runbook }),
  };
};

/** Who answers for a component: what its alarm's words say, then its own tags, then those of its stack. */
export const ownershipOf = (resource: Resource, stack: StackTags): Owned => {
  const { owner, tier, runbook, dataClass } = stack;
  return {
    ...(owner === undefined ? {} : { owner }),
    ...(tier === undefined ? {} : { tier }),
    ...(runbook === undefined ? {} : { runbook }),
    ...(dataClass === undefined ? {} : { dataClass }),
    ...ofTags(resource),
    ...ofAlarm(resource),
  };
};
