import { linkTo } from '../data/route.ts';
import type { Summary } from '../data/shapes.ts';
import { HealthIcon, healthWord } from '../parts/health.tsx';
import { Pages } from '../parts/pages.tsx';

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
];

export const Rows = ({ all }: { readonly all: readonly Summary[] }) => (
  <div class="scroll">
    <table>
      <thead>
        <tr>
          <th>Part</th>
          <th>Type</th>
          <th>Health</th>
          <th>Owner</th>
          <th>Tier</th>
        </tr>
      </thead>
      <tbody>
        {all.map(({ id, type, health, owner, tier }) => (
          <tr key={id}>
            <th>
              <a href={linkTo('components', id)}>{id}</a>
            </th>
            <td>{type}</td>
            <td class="nowrap">
              <HealthIcon health={health} /> {healthWord(health)}
            </td>
            <td>{owner ?? '–'}</td>
            <td>{tier ?? '–'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

/** Everything that the system consists of. */
export const Components = ({ query }: { readonly query: URLSearchParams }) => {
  const type = query.get('type') ?? undefined;
  const q = query.get('q') ?? undefined;
  return (
    <>
      <h1>Parts</h1>
      <form
        class="choice"
        onSubmit={(event) => {
          event.preventDefault();
          const given = new FormData(event.currentTarget);
          const asked = [...given].flatMap(([name, value]) => (value === '' ? [] : [[name, String(value)]]));
          location.hash = linkTo('components', '', Object.fromEntries(asked));
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
      <Pages<Summary> path="/v1/catalog/components" query={{ type, q }} empty="No part fits that.">
        {(all) => <Rows all={all} />}
      </Pages>
    </>
  );
};
