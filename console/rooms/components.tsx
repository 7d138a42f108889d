import { linkTo } from '../data/route.ts';
import type { Summary } from '../data/shapes.ts';
import { HealthIcon, healthWord } from '../parts/health.tsx';
import { List } from '../parts/pages.tsx';
import { type Column, Table } from '../parts/table.tsx';

const TYPES = [
  'domain',
  'function',
  'table',
  'queue',
  'bucket',
  'bus',
  'rule',
  'schedule',
  'route',
  'key',
  'alarm',
  'external',
] as const;

const PARTS: readonly Column<Summary>[] = [
  { title: 'Part', head: true, cell: ({ id }) => <a href={linkTo('components', id)}>{id}</a> },
  { title: 'Type', cell: ({ type }) => type },
  {
    title: 'Health',
    short: true,
    cell: ({ health }) => (
      <>
        <HealthIcon health={health} /> {healthWord(health)}
      </>
    ),
  },
  { title: 'Owner', cell: ({ owner }) => owner ?? '–' },
  { title: 'Tier', cell: ({ tier }) => tier ?? '–' },
];

export const Rows = ({ all }: { readonly all: readonly Summary[] }) => (
  <Table rows={all} keyOf={({ id }) => id} columns={PARTS} />
);

/** Everything that the system consists of. */
export const Components = ({ query }: { readonly query: URLSearchParams }) => {
  const type = TYPES.find((one) => one === query.get('type'));
  const q = query.get('q') ?? undefined;
  const asked = { ...(type === undefined ? {} : { type }), ...(q === undefined ? {} : { q }) };
  return (
    <>
      <h1>Parts</h1>
      <form
        class="choice"
        onSubmit={(event) => {
          event.preventDefault();
          const given = new FormData(event.currentTarget);
          const chosen = [...given].flatMap(([name, value]) => (value === '' ? [] : [[name, String(value)]]));
          location.hash = linkTo('components', '', Object.fromEntries(chosen));
        }}
      >
        <label>
          Type{' '}
          <select name="type" value={type ?? ''}>
            <option value="">all</option>
            {TYPES.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
        <label>
          Holds <input name="q" value={q ?? ''} placeholder="queue" maxLength={64} />
        </label>
        <button type="submit">Show</button>
      </form>
      <List
        question={['components', type, q]}
        ask={(folio, page) => folio.GET('/v1/catalog/components', { params: { query: { ...asked, ...page } } })}
        empty="No part fits that."
        keyOf={({ id }) => id}
        columns={PARTS}
      />
    </>
  );
};
