import type { Health } from '../data/shapes.ts';

/** Shape and word say it; the colour only repeats them. */
const SHAPES: Readonly<Record<Health, string>> = {
  ok: 'M4 8.5l2.6 2.6L12 5.4',
  degraded: 'M8 3.6v5.2M8 11.6v.4',
  down: 'M4.6 4.6l6.8 6.8M11.4 4.6l-6.8 6.8',
  unknown: 'M6 6.2a2 2 0 1 1 2.6 1.9c-.5.2-.6.5-.6 1.1M8 11.8v.2',
};
const WORDS: Readonly<Record<Health, string>> = {
  ok: 'Well',
  degraded: 'In trouble',
  down: 'Down',
  unknown: 'Not known',
};

export const healthWord = (health: Health): string => WORDS[health];

export const HealthIcon = ({ health }: { readonly health: Health }) => (
  <svg class={`health-icon ${health}`} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
    <circle cx="8" cy="8" r="8" />
    <path d={SHAPES[health]} />
  </svg>
);

export const HealthBadge = ({ health }: { readonly health: Health }) => (
  <span class={`badge ${health}`}>
    <HealthIcon health={health} />
    {WORDS[health]}
  </span>
);
