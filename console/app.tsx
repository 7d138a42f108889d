import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { HealthContext, useHealth } from './data/health-context.ts';
import { linkTo, type Route } from './data/route.ts';
import type { Session } from './data/session.ts';
import { SessionContext } from './data/session-context.ts';
import { useQuery } from './data/use-query.ts';
import { useRoute } from './data/use-route.ts';
import { HealthIcon, healthWord } from './parts/health.tsx';
import { AccountRoom, Accounts } from './rooms/accounts.tsx';
import { Activity } from './rooms/activity.tsx';
import { ChangeRoom, Changes } from './rooms/changes.tsx';
import { Component } from './rooms/component.tsx';
import { Components } from './rooms/components.tsx';
import { DeadLetters } from './rooms/dead-letters.tsx';
import { EventTypes } from './rooms/event-types.tsx';
import { MapRoom } from './rooms/map.tsx';
import { Overview } from './rooms/overview.tsx';
import { PaymentRoom, Payments } from './rooms/payments.tsx';
import { ReleaseRoom, Releases } from './rooms/releases.tsx';
import { Runbook } from './rooms/runbook.tsx';
import { Search } from './rooms/search.tsx';
import { SignIn } from './rooms/sign-in.tsx';
import { Standards } from './rooms/standards.tsx';
import { TransactionRoom, Transactions } from './rooms/transactions.tsx';
import { Feed, WebhookRoom, Webhooks } from './rooms/webhooks.tsx';

type Draw = (route: Route) => ComponentChildren;

/** A room by its name in the address; with an id behind it, the room of that one. */
const ROOMS: Readonly<Record<string, Draw>> = {
  '': () => <Overview />,
  map: ({ rest, query }) => <MapRoom id={rest} query={query} />,
  components: ({ rest, query }) => (rest === '' ? <Components query={query} /> : <Component key={rest} id={rest} />),
  activity: ({ query }) => <Activity query={query} />,
  releases: ({ rest }) => (rest === '' ? <Releases /> : <ReleaseRoom key={rest} domain={rest} />),
  events: () => <EventTypes />,
  'dead-letters': () => <DeadLetters />,
  changes: ({ rest, query }) => (rest === '' ? <Changes /> : <ChangeRoom key={rest} takenAt={rest} query={query} />),
  standards: () => <Standards />,
  runbooks: ({ rest }) => <Runbook name={rest} />,
  accounts: ({ rest }) => (rest === '' ? <Accounts /> : <AccountRoom key={rest} id={rest} />),
  transactions: ({ rest, query }) =>
    rest === '' ? <Transactions query={query} /> : <TransactionRoom key={rest} id={rest} />,
  payments: ({ rest }) => (rest === '' ? <Payments /> : <PaymentRoom key={rest} id={rest} />),
  webhooks: ({ rest }) => (rest === '' ? <Webhooks /> : <WebhookRoom key={rest} id={rest} />),
  feed: () => <Feed />,
  search: ({ query }) => <Search key={query.get('q')} q={query.get('q') ?? ''} />,
};

const NAVIGATION: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
  [
    'System',
    [
      ['', 'Overview'],
      ['activity', 'Activity'],
      ['releases', 'Releases'],
      ['map', 'Map'],
      ['components', 'Parts'],
      ['events', 'Events'],
      ['dead-letters', 'Dead letters'],
      ['changes', 'Changes'],
      ['standards', 'Standards'],
    ],
  ],
  [
    'Money',
    [
      ['accounts', 'Accounts'],
      ['transactions', 'Transactions'],
      ['payments', 'Payments'],
      ['webhooks', 'Webhooks'],
      ['feed', 'Feed'],
    ],
  ],
];

const Pulse = () => {
  const { data, failure } = useHealth();
  const health = failure !== undefined || data === undefined ? 'unknown' : data.health;
  const says = health === 'ok' ? 'All well' : healthWord(health);
  return (
    <a class={`pulse ${health}`} href="#/" title="How the system is">
      <HealthIcon health={health} />
      {says}
    </a>
  );
};

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLInputElement || target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement;

const Find = () => {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || isTyping(event.target)) return;
      event.preventDefault();
      box.current?.focus();
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, []);
  return (
    <search>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const q = box.current?.value.trim() ?? '';
          if (q !== '') location.hash = linkTo('search', '', { q });
        }}
      >
        <input
          ref={box}
          type="search"
          aria-label="Search by id, reference or part"
          placeholder="Search any id, press /"
          maxLength={255}
        />
      </form>
    </search>
  );
};

/** What is said to be so many minutes old has to age where no answer changes. */
const AGES_MS = 20_000;

const useAgeing = (): void => {
  const [, age] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) age((turn) => turn + 1);
    }, AGES_MS);
    return () => clearInterval(timer);
  }, []);
};

const Shell = ({ session, onSignOut }: { readonly session: Session; readonly onSignOut: () => void }) => {
  const route = useRoute();
  useAgeing();
  const health = useQuery(['health'], (folio, known) => folio.GET('/v1/catalog/health', known), { everyMs: 3_000 });
  const main = useRef<HTMLElement>(null);
  const place = `${route.room}/${route.rest}`;
  const drawn = useRef(place);
  useEffect(() => {
    const name = NAVIGATION.flatMap(([, rooms]) => rooms).find(([room]) => room === route.room)?.[1] ?? route.room;
    document.title = `${[route.rest, name].filter((one) => one !== '').join(' · ')} – Folio`;
    // Who moves by the keyboard goes on where the room begins.
    if (drawn.current !== place) {
      main.current?.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    drawn.current = place;
  }, [place]);
  const draw = ROOMS[route.room];
  return (
    <HealthContext value={health}>
      <div class="shell">
        <button type="button" class="skip" onClick={() => main.current?.focus()}>
          To the content
        </button>
        <header>
          <a class="brand" href="#/">
            <img src="console/icon.svg" alt="" width="28" height="28" />
            Folio
          </a>
          <Find />
          <Pulse />
          <span class="who" title="The client that you are signed in as">
            {session.clientId}
          </span>
          <button type="button" onClick={onSignOut}>
            Sign out
          </button>
        </header>
        <nav class="rooms" aria-label="Rooms">
          {NAVIGATION.map(([title, rooms]) => (
            <div key={title}>
              <h2>{title}</h2>
              <ul>
                {rooms.map(([room, name]) => (
                  <li key={room}>
                    <a href={linkTo(room)} aria-current={route.room === room ? 'page' : undefined}>
                      {name}
                    </a>
                  </li>
                ))}
              </ul>
            </div>
          ))}
        </nav>
        <main ref={main} id="main" tabIndex={-1}>
          {draw === undefined ? (
            <>
              <h1>There is no such room</h1>
              <p>
                Begin at the <a href="#/">overview</a>.
              </p>
            </>
          ) : (
            draw(route)
          )}
        </main>
      </div>
    </HealthContext>
  );
};

export const App = () => {
  const [session, setSession] = useState<Session>();
  const [why, setWhy] = useState<string>();
  const signedIn = useMemo(
    () =>
      session === undefined
        ? undefined
        : {
            session,
            signOut: (reason?: string) => {
              setWhy(reason === undefined ? undefined : `${reason} Sign in again to go on where you were.`);
              setSession(undefined);
            },
          },
    [session],
  );
  if (signedIn === undefined) return <SignIn why={why} onSignedIn={setSession} />;
  return (
    <SessionContext value={signedIn}>
      <Shell session={signedIn.session} onSignOut={() => signedIn.signOut()} />
    </SessionContext>
  );
};
