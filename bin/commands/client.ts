import type { Command } from 'commander';
import { localTarget, type Target } from '../client/find-target.ts';
import { noCloudOn } from '../client/hints.ts';
import { localAws } from '../client/local-aws.ts';
import { runningLocal } from '../client/target.ts';
import { terminal } from '../client/terminal.ts';
import { dataOption, something } from './options.ts';

interface ClientOptions {
  readonly data: string;
  readonly tenant?: string;
  readonly aws?: boolean;
}

/** `folio client`: where the local cloud is and by which credentials an app, or the `aws` command, calls it. */
export const clientCommand = (program: Command): void => {
  program
    .command('client')
    .description('print the address and the credentials of the local cloud, for an app of yours')
    .addOption(dataOption())
    .option('--tenant <name>', 'tenant of the local cloud (the first when absent)', something)
    .option('--aws', 'instead those of its AWS endpoint, for the `aws` command: eval the lines in a shell')
    .action(async (options: ClientOptions) => {
      const out = terminal(program.opts().json === true);
      const local = await runningLocal(options.data);
      if (local === undefined) throw noCloudOn(options.data);
      const variables =
        options.aws === true
          ? awsVariables(localAws(local))
          : clientVariables(localTarget(local, options.data, options.tenant));
      out.result(variables);
      for (const line of exportLines(variables)) out.line(line);
    });
};

/** The variables that the other commands read too. */
const clientVariables = ({ url, clientId, clientSecret }: Pick<Target, 'url' | 'clientId' | 'clientSecret'>) => ({
  FOLIO_URL: url,
  FOLIO_CLIENT_ID: clientId,
  FOLIO_CLIENT_SECRET: clientSecret,
});

const exportLines = (variables: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(variables).map(([name, value]) => `export ${name}=${value}`);

/** What a shell reads to call the API as a client. */
export const clientLines = (client: Pick<Target, 'url' | 'clientId' | 'clientSecret'>): readonly string[] =>
  exportLines(clientVariables(client));

const awsVariables = ({ region, endpoint, credentials }: ReturnType<typeof localAws>) => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_REGION: region,
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  AWS_SESSION_TOKEN: credentials.sessionToken,
});
