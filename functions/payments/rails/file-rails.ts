import type { Rails } from '../model/rails.ts';
import { achRail } from './ach/ach-rail.ts';
import { sepaRail } from './sepa/sepa-rail.ts';

/** The rails that go by files, and no other: the functions of files have no use for them. */
export const fileRails: Rails = new Map([
  ['sepa', sepaRail],
  ['ach', achRail],
]);
