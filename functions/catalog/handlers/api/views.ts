import { formatTime } from '../../../kernel/values/time.ts';
import type { Component } from '../../model/catalog.ts';
import type { PlacedAlarm } from '../../model/health.ts';
import { purposeOf } from '../../model/purposes.ts';
import type { PresentSystem } from './present-system.ts';

/** A component as every list shows it. */
export const summaryView = ({ health }: Pick<PresentSystem, 'health'>, component: Component) => ({
  id: component.id,
  type: component.type,
  domain: component.domain,
  owner: component.owner ?? null,
  tier: component.tier ?? null,
  runbook: component.runbook ?? null,
  purpose: purposeOf(component) ?? null,
  health: health.of(component.id),
});

/** Owner, tier and runbook stand at the end of what an alarm says (lib/platform/alarms.ts), and here in their own places. */
const OWNERSHIP = / Owner: .*$/s;

export const withoutOwner = (says: string): string => says.replace(OWNERSHIP, '');

export const viewOfAlarm = ({ component, watches, state, since, says }: PlacedAlarm) => ({
  component: component.id,
  watches: [...watches],
  state,
  since: formatTime(since),
  says: withoutOwner(says),
  owner: component.owner ?? null,
  tier: component.tier ?? null,
  runbook: component.runbook ?? null,
});
