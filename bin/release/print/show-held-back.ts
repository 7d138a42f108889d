import { onOneLine } from '../../../functions/kernel/values/one-line.ts';
import type { HeldBack } from '../use-cases/held-back.ts';

/** What waits behind a pin, by whom it is held and why; each domain with the command that frees it. */
export const heldBackLines = (held: readonly HeldBack[]): readonly string[] => {
  const waits = held.map(({ domain, function: name, live, waiting, by }) => {
    const why =
      by === undefined
        ? 'its pin was set around the command'
        : `pinned since ${by.at} by ${by.actor} ("${onOneLine(by.reason)}"${by.incident === undefined ? '' : `, ${onOneLine(by.incident)}`})`;
    return `${domain}/${name} stays at ${live}: ${why}. ${waiting} is published and waits.`;
  });
  return [...waits, ...new Set(held.map(({ free }) => `To let it go: ${free}, then deploy again.`))];
};
