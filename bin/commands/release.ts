import { type Command, InvalidArgumentError, Option } from 'commander';
import { OUTLOOKS, SAYS } from '../../functions/registry/handlers/release/next-deployment.ts';
import { giveUp, resume } from '../../functions/registry/handlers/release/resume.ts';
import { rollback } from '../../functions/registry/handlers/release/rollback.ts';
import { unpin } from '../../functions/registry/handlers/release/unpin.ts';
import type { ReleasePorts, Why } from '../../functions/registry/store/release-ports.ts';
import { hint, pasteable } from '../client/hints.ts';
import { WrongUse } from '../client/problem-error.ts';
import { type Terminal, terminal } from '../client/terminal.ts';
import type { Where } from '../release/ports/open-ports.ts';
import { explain } from '../release/print/explain.ts';
import { showDelivery } from '../release/print/show-delivery.ts';
import { showHistory } from '../release/print/show-history.ts';
import { showStatus } from '../release/print/show-status.ts';
import { showVerdict } from '../release/print/show-verdict.ts';
import { clean } from '../release/use-cases/clean.ts';
import { delivery } from '../release/use-cases/delivery.ts';
import { verifyHistory } from '../release/use-cases/verify-history.ts';
import { dataOption, stageOption, works } from './options.ts';

interface Subject {
  readonly domain: string;
  readonly function?: string;
}

const SUBJECT = /^([a-z][a-z-]*)(?:\/([a-z][a-z-]*))?$/;

/** `ledger` or `ledger/api`. */
const subject = (text: string): Subject => {
  const [, domain, name] = SUBJECT.exec(text) ?? [];
  if (domain === undefined) throw new InvalidArgumentError('Say a domain (ledger) or one function of it (ledger/api).');
  return { domain, ...(name === undefined ? {} : { function: name }) };
};

const shown = ({ domain, function: name }: Subject): string => (name === undefined ? domain : `${domain}/${name}`);

const domainOnly = (text: string): string => {
  const { domain, function: name } = subject(text);
  if (name !== undefined) throw new InvalidArgumentError('Say a domain: its functions are released together.');
  return domain;
};

const given = (text: string): string => {
  if (text.trim() === '') throw new InvalidArgumentError('Say why, in some words: it stays on record.');
  return text.trim();
};

/** Versions and releases alike are numbers. */
const numbered = (text: string): string => {
  if (!/^[1-9][0-9]{0,9}$/.test(text)) throw new InvalidArgumentError('Say the number of a release, or of a version.');
  return text;
};

const DAYS_MAX = 3_650;

const daysBack = (text: string): number => {
  const days = Number(text);
  if (!/^\d{1,4}$/.test(text) || days < 1 || days > DAYS_MAX)
    throw new InvalidArgumentError(`Say a number of days, 1 to ${DAYS_MAX}.`);
  return days;
};

interface WhyOptions {
  readonly reason?: string;
  readonly incident?: string;
}

/** The reason of a command. Without one the command is refused before it reads anything. */
const whyOf = ({ reason, incident }: WhyOptions): Why => {
  if (reason === undefined) throw new WrongUse('Say why with --reason "...": it stays on record.');
  return { reason, ...(incident === undefined ? {} : { incident }) };
};

/** `folio release ...`: the releases of a domain, on AWS and on the local cloud by the same calls. */
export const releaseCommand = (program: Command): void => {
  const release = program.command('release').description('what is live, what was, and the way back');

  /** A subcommand that knows where it works. */
  const add = (spec: string, description: string): Command =>
    release
      .command(spec)
      .description(description)
      .addOption(new Option('--target <target>', 'where').choices(['local', 'aws']).default('local'))
      .addOption(stageOption().default(''))
      .addOption(dataOption())
      .option('--json', 'answer with one JSON document')
      .exitOverride();

  const act = async (
    options: Where & { json?: boolean },
    run: (ports: ReleasePorts, out: Terminal) => Promise<void>,
  ) => {
    const out = terminal(options.json === true || program.opts().json === true);
    try {
      // Loaded here, with the SDK behind it: a help does without.
      const { openPorts } = await import('../release/ports/open-ports.ts');
      await run(await openPorts(options, out.line), out);
    } catch (error) {
      throw explain(error, options.target);
    }
  };

  const withWhy = (command: Command): Command =>
    command
      .option('--reason <text>', 'why; it stays on record', given)
      .option('--incident <id>', 'the incident that it belongs to', given);

  add('status', 'pin, alias, template and log of each function; exits 1 when they disagree')
    .argument('[domain]', 'whose; of all when absent', domainOnly)
    .action((domain: string | undefined, options) => act(options, (ports, out) => showStatus(ports, out, domain)));

  add('history', 'every deployment, rollback and un-pin, from the release log')
    .argument('<domain>', 'whose', domainOnly)
    .option('--verify', 'compare the log with the copies that its writers cannot reach; exits 1 when they differ')
    .action((domain: string, options) =>
      act(options, async (ports, out) => {
        if (options.verify !== true) return showHistory(ports, out, domain);
        showVerdict(out, domain, await verifyHistory(ports, domain));
      }),
    );

  add('metrics', "DORA's five metrics of each domain, out of the release log")
    .argument('[domain]', 'whose; of all when absent', domainOnly)
    .option('--days <days>', 'of the last so many days', daysBack, 30)
    .action((domain: string | undefined, options) =>
      act(options, async (ports, out) => {
        const metrics = await delivery(ports, domain, options.days);
        out.result(metrics);
        showDelivery(out, metrics, options.days);
      }),
    );

  works(add('clean', 'remove versions that nobody can miss: old, not live for long, in no incident'))
    .argument('<domain>', 'whose versions', domainOnly)
    .option('--dry-run', 'show what would be removed and remove nothing')
    .action((domain: string, options) =>
      act(options, async (ports, out) => {
        const dryRun = options.dryRun === true;
        const removed = await clean(ports, domain, dryRun);
        out.result({ domain, removed, dryRun });
        const lines = Object.entries(removed).map(([name, versions]) => `${name}: ${versions.join(' ')}`);
        for (const line of lines) out.line(`${dryRun ? 'would be removed' : 'removed'}  ${line}`);
        if (lines.length === 0) out.line('Nothing is old enough to be removed.');
      }),
    );

  withWhy(works(add('rollback', 'go back to what was live before, pinned so that deployments keep it')))
    .argument('<domain[/function]>', 'what to take back', subject)
    .option('--to <release>', 'a release by its number, or a version of the function', numbered)
    .option('--further', 'back from where a rollback holds it already')
    .option('--dry-run', 'show the plan and change nothing')
    .action((what: Subject, options) => {
      const dryRun = options.dryRun === true;
      const why = dryRun ? { reason: 'dry run' } : whyOf(options);
      return act(options, async (ports, out) => {
        const further = options.further === true;
        const wish = { ...what, further, ...(options.to === undefined ? {} : { to: String(options.to) }) };
        const { plan, standing, durationMs } = await rollback(ports, { ...wish, why, dryRun });
        out.result({
          domain: plan.domain,
          release: plan.release,
          from: standing.from,
          to: plan.to,
          gone: plan.gone,
          dryRun,
          durationMs,
        });
        if (dryRun) return out.line('Checked and not done: nothing has been changed.');
        out.line(`Done in ${((durationMs ?? 0) / 1000).toFixed(2)} s, proved by the version that answers.`);
        const unpinning = hint('release', 'unpin', shown(what));
        out.line(`Deployments leave it there until: ${unpinning} --reason "..."`);
      });
    });

  withWhy(works(add('resume', 'finish a rollback that was begun and not closed')))
    .argument('<domain>', 'whose rollback', domainOnly)
    .option('--give-up', 'close it as it stands instead, moving nothing')
    .action((domain: string, options) => {
      const why = options.giveUp === true ? whyOf(options) : undefined;
      return act(options, async (ports, out) => {
        if (why !== undefined) {
          await giveUp(ports, domain, why);
          out.result({ domain, gaveUp: true });
          return out.line(`Closed as it stands. See where that is: ${hint('release', 'status', domain)}`);
        }
        const durationMs = await resume(ports, domain);
        out.result({ domain, durationMs });
        out.line('Done, proved by the version that answers.');
      });
    });

  withWhy(works(add('unpin', 'let the next deployment move the aliases again')))
    .argument('<domain[/function]>', 'what to unpin', subject)
    .option('--dry-run', 'show what is pinned and change nothing')
    .option('--anyway', 'also where nothing was deployed since the rollback, so that CodeDeploy will refuse what is')
    .action((what: Subject, options) => {
      const dryRun = options.dryRun === true;
      const why = dryRun ? { reason: 'dry run' } : whyOf(options);
      return act(options, async (ports, out) => {
        const { was, next } = await unpin(ports, { ...what, why, dryRun, anyway: options.anyway === true });
        out.result({ ...what, was, next, dryRun });
        for (const [name, version] of Object.entries(was))
          out.line(`${name} ${dryRun ? 'is' : 'was'} pinned to ${version}`);
        out.line(dryRun ? 'Nothing is changed. Once it is unpinned:' : 'Nothing has moved yet.');
        for (const outlook of OUTLOOKS) {
          const names = Object.keys(next).filter((name) => next[name] === outlook);
          if (names.length > 0) out.line(`${names.join(', ')}: ${pasteable(SAYS[outlook])}.`);
        }
      });
    });
};
