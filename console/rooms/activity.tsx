import { linkTo } from '../data/route.ts';
import type { Happening } from '../data/shapes.ts';
import { words } from '../format.ts';
import { Pages } from '../parts/pages.tsx';
import { Time } from '../parts/time.tsx';

/** What began to go wrong, what was put right, and everything else. */
const TONES: Readonly<Record<string, 'bad' | 'good' | 'waiting'>> = {
  rang: 'bad',
  ended: 'good',
  'taken-back': 'bad',
  'out-of-band': 'bad',
  'rollback-begun': 'waiting',
  'rollback-done': 'waiting',
  promoted: 'good',
  deployed: 'good',
};

/** In words that need no glossary. */
const KINDS: Readonly<Record<string, string>> = {
  rang: 'alarm rings',
  ended: 'alarm is quiet again',
  'taken-back': 'taken back by an alarm',
  'out-of-band': 'changed by hand',
  'rollback-begun': 'rollback begun',
  'rollback-done': 'rolled back',
  'rollback-given-up': 'rollback given up',
  promoted: 'new version proved',
  unpinned: 'let go on',
  'system-changed': 'system changed',
};

const linkOf = ({ source, component, at }: Happening): string => {
  if (source === 'catalog') return linkTo('changes', at);
  return source === 'release' ? linkTo('releases', component) : linkTo('components', component);
};

const Item = ({ one }: { readonly one: Happening }) => (
  <li class={`happening ${TONES[one.kind] ?? ''}`}>
    <p>
      <span class={`state ${TONES[one.kind] ?? ''}`}>{KINDS[one.kind] ?? words(one.kind)}</span>{' '}
      <a href={linkOf(one)}>{one.source === 'catalog' ? 'what is different' : one.component}</a>{' '}
      {one.upstream && <span class="tag">it is needed by what you look at</span>} <Time at={one.at} />
      {one.by !== null && <span class="soft"> by {one.by === 'cloudformation' ? 'CloudFormation' : one.by}</span>}
    </p>
    <p class="says">
      {one.says}
      {one.runbook !== null && one.kind === 'rang' && (
        <>
          {' '}
          <a href={linkTo('runbooks', one.runbook)}>What to do</a>
        </>
      )}
    </p>
  </li>
);

/** What happened, the newest first; of one part with what it cannot do without. */
export const Happenings = ({ component }: { readonly component: string | undefined }) => (
  <Pages
    question={['activity', component]}
    ask={(folio, page, known) =>
      folio.GET('/v1/catalog/activity', {
        ...known,
        params: { query: { ...(component === undefined ? {} : { component }), ...page } },
      })
    }
    everyMs={3_000}
    empty="Nothing has happened in the last two weeks."
  >
    {(all) => (
      <ol class="happenings">
        {all.map((one) => (
          <Item key={one.id} one={one} />
        ))}
      </ol>
    )}
  </Pages>
);

export const Activity = ({ query }: { readonly query: URLSearchParams }) => {
  const component = query.get('component') ?? undefined;
  return (
    <>
      <h1>Activity</h1>
      <p class="soft">
        {component === undefined ? (
          'Deployments, rollbacks, canaries, alarms and changes of the whole system, the newest first.'
        ) : (
          <>
            Of <a href={linkTo('components', component)}>{component}</a> and of what it cannot do without.{' '}
            <a href="#/activity">Show everything</a>
          </>
        )}
      </p>
      <Happenings component={component} />
    </>
  );
};
