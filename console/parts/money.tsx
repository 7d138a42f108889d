import { money } from '../format.ts';

export interface MoneyProps {
  readonly minor: string;
  readonly currency: string;
  /** Says plus where it is one: of what changed, not of what is there. */
  readonly signed?: boolean;
}

export const Money = ({ minor, currency, signed = false }: MoneyProps) => (
  <span class={minor.startsWith('-') ? 'money minus' : 'money'}>
    {signed && !minor.startsWith('-') && minor !== '0' ? '+' : ''}
    {money(minor, currency)} <abbr>{currency}</abbr>
  </span>
);
