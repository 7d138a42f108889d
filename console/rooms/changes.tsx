import { linkTo } from '../data/route.ts';
import type { CatalogChange, Snapshot } from '../data/shapes.ts';
import { useQuery } from '../data/use-query.ts';
import { kindWords } from '../graph/kinds.ts';
import { Loaded } from '../parts/loaded.tsx';
import { List } from '../parts/pages.tsx';
import type { Column } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';

const counted = (count: number, whom: string): string => `${count} ${count === 1 ? 'change' : 'changes'} for ${whom}`;

const changesOf = ({ users, operators }: Snapshot): string =>
  users + operators === 0 ? 'no change to show' : `${counted(users, 'users')}, ${counted(operators, 'operators')}`;

const SNAPSHOTS: readonly Column<Snapshot>[] = [
  {
    title: 'When',
    head: true,
    cell: ({ takenAt }) => (
      <a href={linkTo('changes', takenAt)}>
        <Time at={takenAt} />
      </a>
    ),
  },
  { title: 'What changed', cell: changesOf },
  { title: 'Parts', number: true, cell: ({ components }) => components },
  { title: 'Edges', number: true, cell: ({ edges }) => edges },
  {
    title: 'As it was',
    short: true,
    cell: ({ takenAt }) => <a href={linkTo('map', '', { asOf: takenAt })}>map of then</a>,
  },
];

/** What is in the account in another way than its template has it, by what CloudFormation found when it last compared. */
const ByHand = () => {
  const layers = useQuery(['layers'], (folio, known) => folio.GET('/v1/catalog/layers', known), { everyMs: 60_000 });
  return (
    <section>
      <h2>Changed by hand</h2>
      <Loaded query={layers}>
        {({ data, comparedAt }) => (
          <>
            <p class="soft">
              {comparedAt === null ? (
                <>
                  CloudFormation has not compared every stack with what is in the account. It does when somebody with
                  the right to it says <code>aws cloudformation detect-stack-drift</code>. Alarms are compared at each
                  look.
                </>
              ) : (
                <>
                  CloudFormation last compared the stacks <Time at={comparedAt} />.
                </>
              )}
            </p>
            {data.length === 0 ? (
              <p class="soft">Nothing is known to be changed by hand.</p>
            ) : (
              <ul class="plain">
                {data.map(({ from, kind, to, deployed }) => (
                  <li key={`${from} ${kind} ${to}`}>
                    <a href={linkTo('components', from)}>{from}</a> {kindWords(kind)}{' '}
                    <a href={linkTo('components', to)}>{to}</a>{' '}
                    <span class="state bad">{deployed === 'gone' ? 'gone from the account' : 'changed by hand'}</span>
                  </li>
                ))}
              </ul>
            )}
          </>
        )}
      </Loaded>
    </section>
  );
};

/** When the system changed. */
export const Changes = () => (
  <>
    <h1>Changes</h1>
    <p class="soft">
      Each time that what is deployed has changed, a picture of the whole system is kept: who is there, who needs whom,
      and who may do what. Open one to see what was different from the one before.
    </p>
    <List
      question={['snapshots']}
      ask={(folio, page) => folio.GET('/v1/catalog/snapshots', { params: { query: page } })}
      everyMs={10_000}
      empty="No picture is kept yet: the first one is taken once no deployment is under way."
      keyOf={({ takenAt, digest }) => `${takenAt} ${digest}`}
      columns={SNAPSHOTS}
    />
    <ByHand />
  </>
);

const Lines = ({ all, none }: { readonly all: readonly CatalogChange[]; readonly none: string }) =>
  all.length === 0 ? (
    <p class="soft">{none}</p>
  ) : (
    <ul class="plain">
      {all.map(({ what, breaking }) => (
        <li key={what}>
          {what} {breaking && <span class="state bad">lets somebody down</span>}
        </li>
      ))}
    </ul>
  );

/** What one snapshot changed; or what changed between any two. */
export const ChangeRoom = ({ takenAt, query }: { readonly takenAt: string; readonly query: URLSearchParams }) => {
  const from = query.get('from') ?? undefined;
  const asked = { to: takenAt, ...(from === undefined ? {} : { from }) };
  const changes = useQuery(['changes', takenAt, from], (folio) =>
    folio.GET('/v1/catalog/changes', { params: { query: asked } }),
  );
  return (
    <>
      <h1>
        <a href="#/changes">Changes</a> <span class="soft">/</span> {takenAt.slice(0, 19).replace('T', ' ')}
      </h1>
      <Loaded query={changes}>
        {({ from: before, to, users, operators, left }) => (
          <>
            <p class="soft">
              {before === null ? (
                'The first picture that was kept: nothing is there to compare it with.'
              ) : (
                <>
                  Compared with{' '}
                  <a href={linkTo('changes', before.takenAt)}>
                    that of {before.takenAt.slice(0, 19).replace('T', ' ')}
                  </a>
                  .
                </>
              )}{' '}
              <a href={linkTo('map', '', { asOf: to.takenAt })}>The map of then</a>
            </p>
            {before !== null && (
              <>
                <section>
                  <h2>For users</h2>
                  <Lines all={users} none="No route and no event is different." />
                </section>
                <section>
                  <h2>For operators</h2>
                  <Lines all={operators} none="No part, right or dependency is different." />
                </section>
              </>
            )}
            {left > 0 && <p class="note">{left} more changes are not shown. folio catalog diff shows all.</p>}
          </>
        )}
      </Loaded>
    </>
  );
};
