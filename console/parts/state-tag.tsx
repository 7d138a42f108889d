import { words } from '../format.ts';

const TONES: Readonly<Record<string, 'good' | 'waiting' | 'bad'>> = {
  open: 'good',
  posted: 'good',
  settled: 'good',
  delivered: 'good',
  enabled: 'good',
  pending: 'waiting',
  processing: 'waiting',
  scheduled: 'waiting',
  awaiting_approval: 'waiting',
  frozen: 'waiting',
  failed: 'bad',
  returned: 'bad',
  parked: 'bad',
  disabled: 'bad',
};

/** The state of a thing of money, in a word. */
export const StateTag = ({ state }: { readonly state: string }) => (
  <span class={`state ${TONES[state] ?? ''}`}>{words(state)}</span>
);
