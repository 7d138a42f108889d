import { useState } from 'preact/hooks';
import type { FolioClient } from '../../clients/typescript/src/client.ts';
import { useSession } from '../data/session-context.ts';
import type { DomainRelease } from '../data/shapes.ts';
import { useAction } from '../data/use-action.ts';

/** What can be done to the releases of a domain. */
interface Change {
  /** On the button. */
  readonly name: string;
  /** What it comes to, before it is done. */
  readonly means: string;
  readonly act: (folio: FolioClient, domain: string, reason: string) => ReturnType<typeof rollback>;
}

const sent = (domain: string, reason: string) => ({ params: { path: { domain } }, body: { reason } });
const rollback = (folio: FolioClient, domain: string, reason: string) =>
  folio.POST('/v1/releases/{domain}/rollback', sent(domain, reason));
const unpin = (folio: FolioClient, domain: string, reason: string) =>
  folio.POST('/v1/releases/{domain}/unpin', sent(domain, reason));
const resume = (folio: FolioClient, domain: string, reason: string) =>
  folio.POST('/v1/releases/{domain}/resume', sent(domain, reason));

const steps = ({ from, to }: NonNullable<DomainRelease['back']>): string =>
  Object.keys(to)
    .filter((name) => from[name] !== to[name])
    .map((name) => `${name} from version ${from[name] ?? '–'} to ${to[name]}`)
    .join(', ');

/** A rollback holds something of it. */
const isHeld = ({ functions }: DomainRelease): boolean => functions.some(({ pin }) => pin !== null);

/** What is possible now, and nothing else. */
const changesOf = (release: DomainRelease): readonly Change[] => {
  const { back, open } = release;
  return [
    ...(open === null
      ? []
      : [
          {
            name: 'Finish the rollback',
            means: `${open.actor} began it and it was not finished: “${open.reason}”.`,
            act: resume,
          },
        ]),
    ...(back === null
      ? []
      : [
          {
            name: back.release === null ? 'Roll back' : `Roll back to release ${back.release}`,
            means: `${steps(back)}. It takes about two seconds, no request fails, and deployments leave it there until it is let go on.`,
            act: rollback,
          },
        ]),
    ...(isHeld(release) && open === null
      ? [
          {
            name: 'Let it go on',
            means: 'Nothing moves now; the next deployment moves it again.',
            act: unpin,
          },
        ]
      : []),
  ];
};

interface ChangeFormProps {
  readonly domain: string;
  readonly change: Change;
  readonly onEnd: (says: string | undefined) => void;
}

const ChangeForm = ({ domain, change, onEnd }: ChangeFormProps) => {
  const [reason, setReason] = useState('');
  const { busy, failure, run } = useAction(
    (folio) => change.act(folio, domain, reason.trim()),
    ({ says }) => onEnd(says),
  );
  return (
    <form
      class="change"
      onSubmit={(event) => {
        event.preventDefault();
        run();
      }}
    >
      <p>{change.means}</p>
      <label>
        Why? It stays on record.
        <input
          required
          maxLength={500}
          value={reason}
          onInput={({ currentTarget }) => setReason(currentTarget.value)}
          placeholder="payments fail since this release"
        />
      </label>
      {failure !== undefined && (
        <p class="note bad" role="alert">
          {failure.message}
        </p>
      )}
      <div class="buttons">
        <button type="submit" class="main" disabled={busy || reason.trim() === ''}>
          {busy ? 'Under way …' : change.name}
        </button>
        <button type="button" disabled={busy} onClick={() => onEnd(undefined)}>
          Cancel
        </button>
      </div>
    </form>
  );
};

/** The way back: a button for each thing that can be done now, for who may. */
export const ReleaseChanges = ({
  release,
  isBusy,
  onChanged,
}: {
  readonly release: DomainRelease;
  /** Somebody changes it at this moment: what can be done next is not known yet. */
  readonly isBusy: boolean;
  readonly onChanged: () => void;
}) => {
  const { session } = useSession();
  // Kept as it was chosen: while it is carried out it is possible no more, and its form has to tell how it ended.
  const [change, choose] = useState<Change>();
  const [said, say] = useState<string>();
  const changes = isBusy ? [] : changesOf(release);
  const mayOperate = session.scopes.has('releases:operate');
  return (
    <div class="changes">
      {said !== undefined && (
        <p class="note good" role="status">
          {said}
        </p>
      )}
      {!mayOperate && changes.length > 0 && (
        <p class="soft">To take it back, sign in with a client that has the scope releases:operate.</p>
      )}
      {mayOperate && change === undefined && (
        <div class="buttons">
          {changes.map((one) => (
            <button
              key={one.name}
              type="button"
              onClick={() => {
                say(undefined);
                choose(one);
              }}
            >
              {one.name}
            </button>
          ))}
        </div>
      )}
      {change !== undefined && (
        <ChangeForm
          domain={release.domain}
          change={change}
          onEnd={(says) => {
            choose(undefined);
            say(says);
            onChanged();
          }}
        />
      )}
      {release.noWayBack !== null && !isHeld(release) && release.open === null && !release.removed && (
        <p class="soft">No rollback now: {release.noWayBack}</p>
      )}
    </div>
  );
};
