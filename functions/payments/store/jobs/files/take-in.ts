import { present } from '../../../../kernel/core/assert.ts';
import { inParallel } from '../../../../kernel/core/parallel.ts';
import { type BankWord, type BirthMark, UnreadableFile } from '../../../model/bank-word.ts';
import type { InFile } from '../../../model/file.ts';
import type { FileRail, FileReader } from '../../../model/file-rail.ts';
import { WordBounds } from '../../../model/word-bounds.ts';
import { claiming, turning } from '../../commit/files.ts';
import { commitStep } from '../../commit/payments.ts';
import { findFile, findMessage, findOriginator } from '../../queries/files.ts';
import { type HearDeps, type Heard, hearWord, type Placed, putTask } from './hear-word.ts';
import type { Objects, Spool, Spooled } from './objects.ts';

export interface TakeInDeps extends HearDeps {
  readonly inbox: Objects;
  readonly spool: Spool;
}

/** Things said that are taken before it is noted how far a file has been read. */
const GROUP = 96;
/** Payments that are told of at the same time. */
const WIDTH = 12;

/** The file one step on; as it is in the table where somebody else was there first. */
const turned = async (deps: HearDeps, before: InFile, change: Partial<InFile>, deadline: number): Promise<InFile> => {
  const { store } = deps;
  const after: InFile = { ...before, ...change, version: before.version + 1 };
  if (await commitStep(store, [turning(store, before, after)], deadline)) return after;
  return existing(deps, before);
};

const existing = async ({ store }: HearDeps, { tenant, id }: InFile): Promise<InFile> => {
  const file = present(await findFile(store, tenant, id), 'no file is ever taken away');
  return present(file.direction === 'in' ? file : undefined, 'a file keeps its direction');
};

/** Nothing of it counts: it stays where it is, and a person has a task. */
export const refuse = async (
  deps: HearDeps,
  file: InFile,
  { code, message: detail, place }: UnreadableFile,
  deadline: number,
): Promise<InFile> => {
  const reason = code === 'message-id-reused' ? code : 'file-refused';
  await putTask(deps, file, reason, 0, { place, payment: undefined, code, detail }, deadline);
  return turned(deps, file, { state: 'refused', refusal: { code, detail, place }, tasks: 1 }, deadline);
};

type Itself = Extract<BankWord, { about: 'itself' }>;

/** Reads all of it before any of it counts. @throws UnreadableFile */
const readThrough = async (format: FileReader, content: Spooled, own: string | undefined): Promise<Itself> => {
  let itself: Itself | undefined;
  let accounts = 0;
  let ours = 0;
  const bounds = new WordBounds();
  for await (const word of format.read(content.read())) {
    bounds.check(word);
    if (word.about === 'itself') itself ??= word;
    if (word.about !== 'account') continue;
    accounts += 1;
    if (word.account === own) ours += 1;
  }
  if (itself === undefined) throw new UnreadableFile('form-unknown', 'The file does not say what it is.');
  if (accounts > 0 && ours === 0)
    throw new UnreadableFile('other-account', 'The file is about no account that pays by this rail.');
  return itself;
};

/** Says whose message it is, first: another file that bears the same id says something else under it. */
const claimed = async (deps: HearDeps, file: InFile, itself: Itself, deadline: number): Promise<InFile> => {
  const { store } = deps;
  const { form, ownId } = itself;
  const message = `${file.rail}.${form}.${Buffer.from(ownId).toString('base64url')}`;
  const after: InFile = { ...file, form, ownId, version: file.version + 1 };
  if (await commitStep(store, [turning(store, file, after), claiming(store, file, message)], deadline)) return after;
  const first = await findMessage(store, file.tenant, message);
  if (first !== undefined && first !== file.id)
    throw new UnreadableFile('message-id-reused', `Another file has had this message id: ${first}.`);
  return existing(deps, file);
};

const nameOf = (payment: string | BirthMark): string => (typeof payment === 'string' ? payment : payment.ending);

/** All that one group says, each payment's in its order. Undefined where the time was up. */
const takeGroup = async (
  deps: HearDeps,
  file: InFile,
  group: readonly Placed[],
  deadline: number,
): Promise<readonly Heard[] | undefined> => {
  const heard: (Heard | undefined)[] = [];
  // What is said of a whole file comes before and after what is said of its payments, as the bank wrote it.
  const about = ({ word, index }: Placed) => (word.about === 'payment' ? nameOf(word.payment) : `#${index}`);
  const hear = async (some: readonly Placed[]) => {
    for (const one of some) heard.push(await hearWord(deps, file, one, deadline));
  };
  const runs: Placed[][] = [];
  for (const one of group) {
    const last = runs.at(-1);
    if (last !== undefined && last[0]?.word.about !== 'file' && one.word.about !== 'file') last.push(one);
    else runs.push([one]);
  }
  for (const run of runs) await inParallel([...Map.groupBy(run, about).values()], WIDTH, hear);
  return heard.includes(undefined) ? undefined : heard.flatMap((one) => one ?? []);
};

const counted = (file: InFile, group: readonly Placed[], heard: readonly Heard[]): Partial<InFile> => ({
  said: file.said + group.length,
  reports: file.reports + heard.filter((one) => one === 'report').length,
  tasks: file.tasks + heard.filter((one) => one === 'task').length,
});

/** Goes on where the run before was: what it had taken and not noted is taken again, which changes nothing. */
const takeAll = async (
  deps: HearDeps,
  begun: InFile,
  words: AsyncIterable<BankWord>,
  deadline: number,
): Promise<InFile> => {
  let file = begun;
  let index = 0;
  let group: Placed[] = [];
  const flush = async (): Promise<boolean> => {
    const heard = await takeGroup(deps, file, group, deadline);
    if (heard === undefined) return false;
    const { version } = file;
    file = await turned(deps, file, counted(file, group, heard), deadline);
    group = [];
    return file.version === version + 1;
  };
  for await (const word of words) {
    index += 1;
    if (index <= file.said) continue;
    group.push({ word, index });
    if (group.length < GROUP) continue;
    if (deps.store.clock.now() >= deadline || !(await flush())) return file;
  }
  if (group.length > 0 && !(await flush())) return file;
  return turned(deps, file, { state: 'taken' }, deadline);
};

/** What stands under another account is none of ours: a payment between two accounts of one owner is there too, as money that came. */
async function* ofAccount(words: AsyncIterable<BankWord>, own: string | undefined): AsyncGenerator<BankWord> {
  for await (const word of words) {
    const other = (word.about === 'payment' || word.about === 'file') && word.account !== undefined;
    yield other && word.account !== own ? { about: 'other', place: word.place } : word;
  }
}

/**
 * Takes a bank's file: first all of it is read, so that a bad one does nothing; then what it says is taken in its order. As often as
 * it takes: a payment that has heard it already hears nothing new.
 *
 * @returns the file, which is still `received` where the time is up
 */
export const takeIn = async (
  deps: TakeInDeps,
  begun: InFile,
  files: FileReader & Pick<FileRail, 'ownOf'>,
  deadline: number,
): Promise<InFile> => {
  const { inbox, spool } = deps;
  const stored = present(await inbox.open(begun.key, begun.objectVersion), 'what was received lies in the inbox');
  const content = await spool(stored);
  try {
    const originator = await findOriginator(deps.store, begun.tenant, begun.rail);
    const own = originator && files.ownOf(originator);
    const itself = begun.ownId === undefined ? await readThrough(files, content, own) : undefined;
    const file = itself === undefined ? begun : await claimed(deps, begun, itself, deadline);
    if (file.ownId === undefined || file.state !== 'received') return file;
    return await takeAll(deps, file, ofAccount(files.read(content.read()), own), deadline);
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    return refuse(deps, begun, error, deadline);
  } finally {
    await content.drop();
  }
};
