import { ago } from '../format.ts';

export const Time = ({ at, now }: { readonly at: string; readonly now?: number }) => (
  <time dateTime={at} title={at}>
    {ago(at, now ?? Date.now())}
  </time>
);
