import { linkTo } from '../data/route.ts';
import type { DomainRelease, ReleaseEntry } from '../data/shapes.ts';
import { useQuery } from '../data/use-query.ts';
import { Loaded } from '../parts/loaded.tsx';
import { type Column, Table } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { ReleaseChanges } from './release-change.tsx';

const heldBy = ({ functions }: DomainRelease): string | undefined => {
  const held = functions.filter(({ pin }) => pin !== null);
  if (held.length === 0) return undefined;
  return held.length === functions.length ? 'held' : `${held.length} of ${functions.length} held`;
};

const isBaking = ({ functions }: DomainRelease): boolean => functions.some(({ baking }) => baking !== null);

/** A rollback takes seconds; one that is older than this was left. */
const UNDER_WAY_MS = 60_000;

/** Somebody is rolling it back at this moment: that log and aliases disagree is as it should be. */
export const isRollingBack = ({ open }: Pick<DomainRelease, 'open'>): boolean =>
  open !== null && Date.now() - Date.parse(open.at) < UNDER_WAY_MS;

/** How the releases of a domain stand, in a word or two. */
const Standing = ({ one }: { readonly one: DomainRelease }) => {
  const held = heldBy(one);
  if (isRollingBack(one)) return <span class="state waiting">a rollback is under way</span>;
  return (
    <>
      {one.removed && <span class="state">removed</span>}
      {one.open !== null && <span class="state bad">rollback not finished</span>}
      {one.problems.length > 0 && <span class="state bad">something disagrees</span>}
      {isBaking(one) && <span class="state waiting">a new version is being proved</span>}
      {held !== undefined && <span class="state waiting">{held} by a rollback</span>}
      {!one.removed && one.open === null && one.problems.length === 0 && !isBaking(one) && held === undefined && (
        <span class="state good">as deployed</span>
      )}
    </>
  );
};

/** What happened, less the versions and reasons that its own room has. */
const shortly = (entry: ReleaseEntry | undefined): string => entry?.says.split(': ')[0] ?? '–';

const RELEASES: readonly Column<DomainRelease>[] = [
  { title: 'Domain', head: true, cell: ({ domain }) => <a href={linkTo('releases', domain)}>{domain}</a> },
  { title: 'Live', short: true, cell: ({ release }) => (release === null ? '–' : `release ${release}`) },
  { title: 'How it stands', cell: (one) => <Standing one={one} /> },
  { title: 'Last', text: true, cell: ({ entries }) => <span class="soft">{shortly(entries[0])}</span> },
  {
    title: 'When',
    short: true,
    cell: ({ entries }) => (entries[0] === undefined ? '–' : <Time at={entries[0].at} />),
  },
];

/** Which release of each domain is live. */
export const Releases = () => {
  const releases = useQuery(['releases'], (folio, known) => folio.GET('/v1/releases', known), { everyMs: 5_000 });
  return (
    <>
      <h1>Releases</h1>
      <p class="soft">
        A release is all functions of a domain as one deployment left them. Open a domain to see what was live before,
        and to take it back.
      </p>
      <Loaded query={releases}>
        {({ data }) => <Table rows={data} keyOf={({ domain }) => domain} columns={RELEASES} />}
      </Loaded>
    </>
  );
};

const FUNCTIONS: readonly Column<DomainRelease['functions'][number]>[] = [
  { title: 'Function', head: true, cell: ({ name }) => name },
  {
    title: 'Answers',
    short: true,
    cell: ({ version, weights }) => (
      <>
        version {version}
        {Object.entries(weights).map(([other, share]) => (
          <span key={other} class="soft">
            , {Math.round(share * 100)} % version {other}
          </span>
        ))}
      </>
    ),
  },
  { title: 'Held at', short: true, cell: ({ pin }) => (pin === null ? '–' : `version ${pin}`) },
  { title: 'Last deployed', short: true, cell: ({ template }) => `version ${template}` },
  {
    title: 'On its way',
    cell: ({ baking }) => (baking === null ? '–' : `from ${baking.from} to ${baking.to}, watched by alarms`),
  },
];

const ENTRIES: readonly Column<ReleaseEntry>[] = [
  { title: 'When', short: true, cell: ({ at }) => <Time at={at} /> },
  { title: 'Live after it', short: true, cell: ({ release }) => (release === null ? '–' : `release ${release}`) },
  { title: 'What happened', text: true, cell: ({ says }) => says },
  { title: 'Who', cell: ({ actor }) => <span class="soft actor">{actor}</span> },
];

/** The releases of one domain, and the way back. */
export const ReleaseRoom = ({ domain }: { readonly domain: string }) => {
  const release = useQuery(
    ['release', domain],
    (folio, known) => folio.GET('/v1/releases/{domain}', { ...known, params: { path: { domain } } }),
    { everyMs: 3_000 },
  );
  return (
    <>
      <h1>
        <a href="#/releases">Releases</a> <span class="soft">/</span> {domain}
      </h1>
      <Loaded query={release}>
        {(one) => (
          <>
            <p class="large">
              {one.release === null ? 'No one release is live' : `Release ${one.release} is live`}{' '}
              <Standing one={one} />
            </p>
            {(isRollingBack(one) ? [] : one.problems).map((says) => (
              <p key={says} class="note bad">
                {says}
              </p>
            ))}
            {one.notes.map((says) => (
              <p key={says} class="soft">
                {says}
              </p>
            ))}
            <ReleaseChanges release={one} isBusy={isRollingBack(one)} onChanged={release.again} />
            {one.functions.length > 0 && (
              <section>
                <h2>What answers now</h2>
                <Table rows={one.functions} keyOf={({ name }) => name} columns={FUNCTIONS} />
              </section>
            )}
            <section>
              <h2>What happened</h2>
              <p class="soft">
                The release log. Each record holds the fingerprint of the one before, so that a change would show.
              </p>
              <Table rows={one.entries} keyOf={({ seq }) => seq} columns={ENTRIES} />
            </section>
            <p>
              <a href={linkTo('components', domain)}>About {domain}</a> ·{' '}
              <a href={linkTo('runbooks', 'rollback')}>What to know before a rollback</a>
            </p>
          </>
        )}
      </Loaded>
    </>
  );
};
