import type { Component } from '../../../functions/catalog/model/catalog.ts';
import type { Hurt } from '../../../functions/catalog/model/impact.ts';
import type { Terminal } from '../../client/terminal.ts';

const lineOf = ({ id, hops, by, kind, via }: Hurt): string => {
  const how = kind === 'waitsFor' ? 'waits for' : kind;
  return `  ${hops}  ${id}  by ${by} (${how}${via === undefined ? '' : ` ${via}`})`;
};

/** Who is hurt by a component's failure, those that fail with it first. */
export const showImpact = ({ id }: Component, hurt: readonly Hurt[], out: Terminal): void => {
  if (hurt.length === 0) {
    out.line(`Nobody is hurt when ${id} fails, by what the templates say.`);
    return;
  }
  for (const [pain, title] of [
    ['hard', `Fails with ${id}:`],
    ['soft', 'Waits, or comes late:'],
  ] as const) {
    const list = hurt.filter((one) => one.pain === pain);
    if (list.length > 0) out.line(`${title}  (hops, who, by whom)`);
    for (const one of list) out.line(lineOf(one));
  }
};
