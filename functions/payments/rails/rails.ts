import type { InvokeFunction } from '../../kernel/aws/invoke-function.ts';
import type { Rail } from '../model/rail.ts';
import type { Rails } from '../model/rails.ts';
import { achRail } from './ach/ach-rail.ts';
import { sandboxRail } from './sandbox/sandbox-rail.ts';
import { sepaRail } from './sepa/sepa-rail.ts';

/** What adapters are made of. */
export interface RailPorts {
  /** The sandbox's bank; undefined where this function hands nothing over, and only has to know what the rails take. */
  readonly bank: InvokeFunction | undefined;
}

/** Every rail but `book`. A new adapter is its folder and a line here. */
export const allRails = ({ bank }: RailPorts): Rails =>
  new Map([sandboxRail(bank), sepaRail, achRail].map((rail): [string, Rail] => [rail.describe.name, rail]));
