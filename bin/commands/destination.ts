import { type Command, Option } from 'commander';
import type { components } from '../../clients/typescript/src/api.ts';
import { WrongUse } from '../client/problem-error.ts';
import { something } from './options.ts';

type Destination = components['schemas']['NewPayment']['to'];

/** Where a payment goes, as the command line says it. */
export interface DestinationOptions {
  readonly to?: string;
  readonly rail?: string;
  readonly destination?: string;
  readonly name?: string;
  readonly iban?: string;
  readonly bic?: string;
  readonly routingNumber?: string;
  readonly accountNumber?: string;
  readonly accountKind?: string;
  readonly entryClass?: string;
}

export const destinationOptions = (command: Command): Command =>
  command
    .option('--to <account>', 'the account that is paid', something)
    .option('--rail <name>', 'the way out: sepa, ach, sandbox', something)
    .option('--destination <text>', 'whom the rail pays: of the sandbox ok, slow, refuse, silent ...', something)
    .option('--name <name>', 'who is paid, over sepa and ach', something)
    .option('--iban <iban>', 'the account that is paid, over sepa', something)
    .option('--bic <bic>', 'of its bank, which most find by the IBAN', something)
    .option('--routing-number <digits>', 'of the bank that is paid, over ach', something)
    .option('--account-number <number>', 'the account that is paid, over ach', something)
    .addOption(new Option('--account-kind <kind>', 'of that account').choices(['checking', 'savings']))
    .addOption(new Option('--entry-class <class>', 'PPD pays persons, CCD companies').choices(['PPD', 'CCD']));

const SEPA = ['name', 'iban', 'bic'] as const;
const ACH = ['name', 'routingNumber', 'accountNumber', 'accountKind', 'entryClass'] as const;

/** What a request says of it. @throws WrongUse where it is not one destination */
export const destinationOf = (options: DestinationOptions): Destination => {
  const { to, rail, destination } = options;
  const said = [...new Set([...SEPA, ...ACH])].filter((name) => options[name] !== undefined);
  const only = (names: readonly string[]) => said.every((name) => names.includes(name));
  const taken = Object.fromEntries(said.map((name) => [name, options[name]]));
  if (to !== undefined && rail === undefined && destination === undefined && said.length === 0) return { account: to };
  if (to === undefined && rail !== undefined) {
    if (destination !== undefined && said.length === 0) return { rail, destination };
    const bySepa = said.includes('name') && said.includes('iban') && only(SEPA);
    const byAch = ['name', 'routingNumber', 'accountNumber', 'accountKind'].every((name) => taken[name]) && only(ACH);
    // What a rail of that name asks of it is the API's to say.
    if (destination === undefined && (bySepa || byAch)) return { rail, ...taken } as Destination;
  }
  throw new WrongUse(
    'Say where to: --to <account>; --rail sepa with --name and --iban; --rail ach with --name, --routing-number, --account-number and --account-kind; or --rail <name> and --destination <text>.',
  );
};
