import { Argument, type Command } from 'commander';
import {
  EXPORT_FORMATS,
  type ExportFormat,
  FOLDER_FORMATS,
  type FolderFormat,
} from '../../functions/catalog/contract/export-formats.ts';
import { check } from '../../functions/catalog/model/check/check.ts';
import { placeOf } from '../../functions/catalog/model/check/finding.ts';
import { diffOf } from '../../functions/catalog/model/diff.ts';
import { EXPORTS } from '../../functions/catalog/model/exports/formats.ts';
import { graphOf } from '../../functions/catalog/model/graph.ts';
import { impactOf } from '../../functions/catalog/model/impact.ts';
import { isBelow, scorecardsOf } from '../../functions/catalog/model/scorecards/score.ts';
import { baseCatalog } from '../catalog/base-catalog.ts';
import { exportFolder } from '../catalog/export-folder.ts';
import { findComponent } from '../catalog/find-component.ts';
import { type OpenCatalog, openCatalog } from '../catalog/open-catalog.ts';
import { showComponent } from '../catalog/print/show-component.ts';
import { showDiff } from '../catalog/print/show-diff.ts';
import { showImpact } from '../catalog/print/show-impact.ts';
import { showScores } from '../catalog/print/show-scores.ts';
import { showDomains, showSummary } from '../catalog/print/show-summary.ts';
import { plain } from '../client/answers.ts';
import { CommandFailure, WrongUse } from '../client/problem-error.ts';
import { type Terminal, terminal } from '../client/terminal.ts';
import { something } from './options.ts';

interface CatalogOptions {
  readonly assembly?: string;
}

interface ExportOptions extends CatalogOptions {
  readonly of?: string;
  readonly to?: string;
}

/** Formats of which a part would refer to what it does not hold. */
const WHOLE: readonly ExportFormat[] = ['backstage', ...FOLDER_FORMATS];
const isFolder = (format: ExportFormat): format is FolderFormat => FOLDER_FORMATS.some((one) => one === format);

/** `folio catalog`: what the app consists of, from what it is synthesized to. */
export const catalogCommand = (program: Command): void => {
  const catalog = program
    .command('catalog')
    .description('what the app consists of, by its templates; needs no account');
  const add = (name: string, description: string): Command =>
    catalog
      .command(name)
      .description(description)
      .option(
        '--assembly <folder>',
        'of this synthesized app (else the checkout is synthesized where it changed)',
        something,
      );
  const open = async ({ assembly }: CatalogOptions, out: Terminal): Promise<OpenCatalog> =>
    openCatalog(assembly, () => out.progress('Synthesizing the app ...'));
  const outOf = () => terminal(program.opts().json === true);

  add('build', 'build it and say what is in it; --json is the whole').action(async (options: CatalogOptions) => {
    const out = outOf();
    const opened = await open(options, out);
    out.result({ digest: opened.digest, catalog: opened.catalog });
    showSummary(opened, out);
  });

  add('show', 'the domains, or one component with its edges and where they come from')
    .argument('[component]', 'ledger, ledger/relay, or relay where only one is called so', something)
    .action(async (asked: string | undefined, options: CatalogOptions) => {
      const out = outOf();
      const opened = await open(options, out);
      if (asked === undefined) {
        out.result(opened.catalog.components);
        showDomains(opened.catalog, out);
        return;
      }
      const component = findComponent(opened.catalog, asked);
      const { from, to } = graphOf(opened.catalog);
      out.result({ ...component, to: from(component.id), from: to(component.id) });
      showComponent(opened.catalog, component, out);
    });

  add('diff', 'what changes for users and operators since a base')
    .argument(
      '<base>',
      'a revision (main), a synthesized app (cdk.out) or a file of "folio catalog build --json"',
      something,
    )
    .option('--fail-on-breaking', 'exit code 1 where somebody who relies on something is let down')
    .action(async (base: string, options: CatalogOptions & { readonly failOnBreaking?: boolean }) => {
      const out = outOf();
      const opened = await open(options, out);
      const before = await baseCatalog(base, opened.declared, () => out.progress(`Synthesizing ${base} ...`));
      const diff = diffOf(before, opened.catalog);
      out.result(diff);
      showDiff(base, diff, out);
      const breaking = [...diff.users, ...diff.operators].filter((one) => one.breaking).length;
      if (options.failOnBreaking === true && breaking > 0)
        throw new CommandFailure(`${breaking} of the changes break what somebody relies on.`);
    });

  add('impact', 'who is hurt when a component fails')
    .argument('<component>', 'as for show', something)
    .action(async (asked: string, options: CatalogOptions) => {
      const out = outOf();
      const opened = await open(options, out);
      const component = findComponent(opened.catalog, asked);
      const hurt = impactOf(graphOf(opened.catalog), component.id);
      out.result({ component: component.id, hurt });
      showImpact(component, hurt, out);
    });

  add('check', 'what keeps the catalog from being trusted; exit code 1 where there is any').action(
    async (options: CatalogOptions) => {
      const out = outOf();
      const { catalog: built, declared } = await open(options, out);
      const findings = check(built, declared);
      out.result({ findings });
      for (const { rule, about, says, mend, evidence } of findings) {
        out.line(`${rule}  ${about}: ${says}`);
        if (evidence !== undefined) out.line(`  at ${placeOf(evidence)}`);
        out.line(`  mend: ${mend}`);
      }
      if (findings.length === 0)
        out.line(`Nothing to mend in ${built.components.length} components and ${built.edges.length} edges.`);
      else
        throw new CommandFailure(
          `${findings.length} ${findings.length === 1 ? 'thing is' : 'things are'} to be mended.`,
        );
    },
  );

  add('score', 'how components meet what their tier asks: those below it, or one with everything that it fails')
    .argument('[component]', 'as for show', something)
    .action(async (asked: string | undefined, options: CatalogOptions) => {
      const out = outOf();
      const { catalog: built } = await open(options, out);
      const cards = scorecardsOf(built);
      const of = asked === undefined ? undefined : findComponent(built, asked).id;
      const shown = of === undefined ? cards.filter(isBelow) : cards.filter(({ component }) => component === of);
      out.result(of === undefined ? cards : shown);
      if (of !== undefined && shown.length === 0) out.line(`No criterion applies to ${of}.`);
      else showScores(shown, out);
      if (of === undefined)
        out.line(
          `${shown.length} of ${cards.length} components are below what their tier asks; --json has all of them.`,
        );
    });

  add('export', 'in the words of another tool, to the output')
    .addArgument(new Argument('<format>', 'which').choices(EXPORT_FORMATS))
    .option(
      '--of <domain>',
      'one domain with its neighbours, or all parts (mermaid, dot); one domain (asyncapi)',
      something,
    )
    .option('--to <folder>', 'into a folder of its own (eventcatalog, compass)', something)
    .action(async (format: ExportFormat, options: ExportOptions) => {
      const out = outOf();
      const { of, to } = options;
      if (of !== undefined && WHOLE.includes(format))
        throw new WrongUse(`An export for ${format} has all domains: leave --of out.`);
      if (to !== undefined && !isFolder(format))
        throw new WrongUse(`${format} is one text, which goes to the output: leave --to out.`);
      if (of === 'all' && format === 'asyncapi') throw new WrongUse('AsyncAPI has all domains where --of is left out.');
      const opened = await open(options, out);
      if (of !== undefined && of !== 'all' && findComponent(opened.catalog, of).type !== 'domain')
        throw new CommandFailure(`'${plain(of)}' is no domain: "folio catalog show" lists them.`);
      if (to !== undefined && isFolder(format)) {
        const count = await exportFolder(to, format, opened.catalog);
        out.result({ format, folder: to, files: count });
        out.line(`${count} files in ${plain(to)}.`);
        return;
      }
      const text = EXPORTS[format](opened, of);
      out.result({ format, text });
      out.line(text.trimEnd());
    });
};
