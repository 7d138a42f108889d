import { get } from 'node:http';
import type { Browser } from 'playwright-core';
import { catalogIn } from '../../catalog/open-catalog.ts';
import { PROJECT_DIR } from '../../client/project.ts';
import { synthesize } from '../../client/synthesis.ts';
import type { TemporaryCloud } from '../../client/temporary-cloud.ts';
import type { Terminal } from '../../client/terminal.ts';
import type { Figures } from '../figures.ts';
import { measure, openAccounts, SCENARIOS, type Scenario } from '../scenarios.ts';
import { median, ratioOfRounds } from '../statistics.ts';
import type { Aim } from '../targets.ts';
import { chromiumPath, startChromium } from './chromium.ts';
import { firstMapMs, type LargeMap, largeMap, lookOn, type Visit } from './in-browser.ts';

export const CONSOLE = 'console';
const ROUNDS = 3;
const VISITS = 5;

/** All that a first visit loads. */
const FILES = ['console', 'console/app.js', 'console/style.css', 'console/icon.svg'] as const;

export interface ConsoleFigures {
  /** As they travel, packed. */
  readonly bytes: number;
  readonly catalogMs: number;
  /** Without them no browser is on this machine. */
  readonly firstMapMs?: number;
  readonly large?: LargeMap;
  readonly besideMoney?: { readonly without: readonly Figures[]; readonly with: readonly Figures[] };
  readonly aims: readonly Aim[];
}

const packedBytes = (url: string): Promise<number> =>
  new Promise((resolve, reject) => {
    get(url, { headers: { 'accept-encoding': 'gzip' } }, (answer) => {
      let bytes = 0;
      answer.on('data', (piece: Buffer) => {
        bytes += piece.length;
      });
      answer.on('end', () =>
        answer.statusCode === 200 ? resolve(bytes) : reject(new Error(`${answer.statusCode} ${url}`)),
      );
    }).on('error', reject);
  });

/** Transfers with nobody looking and with the overview open, round after round on one cloud. */
const besideMoney = async (
  cloud: TemporaryCloud,
  browser: Browser,
  visit: Visit,
  { seconds, rounds }: { readonly seconds: number; readonly rounds: number },
  out: Terminal,
) => {
  const api = await openAccounts(cloud, 0);
  const uniform = SCENARIOS.find(({ name }) => name === 'uniform') as Scenario;
  const [without, watched]: [Figures[], Figures[]] = [[], []];
  for (let round = 1; round <= rounds; round += 1) {
    out.progress(`${CONSOLE}: money beside it, round ${round} of ${rounds} ...`);
    without.push(await measure(cloud, api, uniform, seconds));
    const open = await lookOn(browser, visit);
    watched.push(await measure(cloud, api, uniform, seconds));
    await open.close();
  }
  return { without, with: watched };
};

const inBrowser = async (
  cloud: TemporaryCloud,
  asked: { readonly seconds: number; readonly rounds: number; readonly visits: number },
  out: Terminal,
): Promise<Pick<ConsoleFigures, 'firstMapMs' | 'large' | 'besideMoney'>> => {
  const [path, tenant] = [chromiumPath(), cloud.local.tenants[0]];
  if (path === undefined || tenant === undefined) return {};
  const visit: Visit = { ...tenant, url: cloud.local.url };
  const browser = await startChromium(path);
  try {
    out.progress(`${CONSOLE}: maps ...`);
    const first: number[] = [];
    for (let count = 0; count < asked.visits; count += 1) first.push(await firstMapMs(browser, visit));
    const figures = { firstMapMs: median(first), large: await largeMap(browser, visit) };
    if (asked.rounds === 0) return figures;
    return { ...figures, besideMoney: await besideMoney(cloud, browser, visit, asked, out) };
  } finally {
    await browser.close();
  }
};

const aimsOf = ({ bytes, catalogMs, firstMapMs, large, besideMoney }: Omit<ConsoleFigures, 'aims'>): readonly Aim[] => [
  { name: 'console, all files packed', measured: bytes / 1000, target: 100, good: 'at most', unit: 'kB' },
  { name: 'catalog of the app, from its assembly', measured: catalogMs, target: 300, good: 'at most', unit: 'ms' },
  ...(firstMapMs === undefined
    ? []
    : [
        {
          ...{ name: 'first map, in a browser that has nothing yet', measured: firstMapMs },
          ...({ target: 1_000, good: 'at most', unit: 'ms' } as const),
        },
      ]),
  ...(large === undefined
    ? []
    : [
        {
          ...{ name: '500 parts and 5,000 arrows, painted', measured: large.drawnMs },
          ...({ target: 1_000, good: 'at most', unit: 'ms' } as const),
        },
        {
          ...{ name: 'frames a second of that map while it is dragged', measured: large.framesPerSecond },
          ...({ target: 30, good: 'at least', unit: '' } as const),
        },
      ]),
  ...(besideMoney === undefined
    ? []
    : [
        {
          name: 'transfers a second with the console open, to those without',
          measured: ratioOfRounds(
            besideMoney.with.map(({ perSecond }, round) => [perSecond, besideMoney.without[round]?.perSecond ?? 0]),
          ),
          ...({ target: 0.97, good: 'at least', unit: '' } as const),
        },
      ]),
];

/** What the console weighs, how soon and how smoothly it draws, and what it takes from the path of money. Without a browser the first of it. */
export const consoleBench = async (
  cloud: TemporaryCloud,
  {
    seconds,
    rounds = ROUNDS,
    visits = VISITS,
  }: { readonly seconds: number; readonly rounds?: number; readonly visits?: number },
  out: Terminal,
): Promise<ConsoleFigures> => {
  const sizes = await Promise.all(FILES.map((file) => packedBytes(`${cloud.local.url}/${file}`)));
  const { builtMs: catalogMs } = catalogIn(await synthesize(PROJECT_DIR, () => undefined));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  const figures = { bytes, catalogMs, ...(await inBrowser(cloud, { seconds, rounds, visits }, out)) };
  return { ...figures, aims: aimsOf(figures) };
};
