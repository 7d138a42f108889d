import type { Caller } from '../../../kernel/core/call.ts';
import { type Route, route } from '../../../kernel/core/call.ts';
import { common } from '../../../kernel/core/common-problems.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { type CsvMapping, csvMapping } from '../../../kernel/formats/csv/csv-mapping.ts';
import { getBankFile, getBankFileContent, takeBankStatement } from '../../contract/bank-api.ts';
import { statementProblems } from '../../contract/problems.ts';
import { type BankFile, bankFileView } from '../../model/bank/bank-file.ts';
import { takeFile } from '../../store/commit/take-file.ts';
import { contentOf, findBankFile } from '../../store/queries/bank-reads.ts';
import { existingBankAccount } from './bank-accounts.ts';
import type { BankDeps } from './bank-deps.ts';

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
const BYTES_MAX = 4_000_000;

/** @throws Refusal `bank-file-content` */
const bytesOf = (content: string): Buffer => {
  const bytes = content.length % 4 === 0 && BASE64.test(content) ? Buffer.from(content, 'base64') : Buffer.alloc(0);
  if (bytes.length > 0 && bytes.length <= BYTES_MAX) return bytes;
  const detail = `The content is base64 of 1 to ${BYTES_MAX} bytes.`;
  throw new Refusal(statementProblems['bank-file-content'], detail, [{ pointer: '/content', detail }]);
};

/** What the members of a mapping have to be together. @throws Refusal `bank-file-content` */
const mappingOf = (mapping: unknown): CsvMapping | undefined => {
  if (mapping === undefined) return undefined;
  const parsed = csvMapping.safeParse(mapping);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const detail = issue?.message ?? 'The mapping does not fit together.';
  const pointer = `/mapping/${issue?.path.join('/') ?? ''}`;
  throw new Refusal(statementProblems['bank-file-content'], detail, [{ pointer, detail }]);
};

/** `POST /v1/bank-accounts/{id}/statements`. */
export const takeBankStatementRoute = (deps: BankDeps): Route<typeof takeBankStatement> =>
  route(takeBankStatement, (call) => {
    const { content, format, mapping } = call.body;
    const find = () => existingBankAccount(deps, call.caller, call.params.id);
    return takeFile(
      deps,
      call,
      { find, readKept: deps.readKept },
      { bytes: bytesOf(content), format, mapping: mappingOf(mapping) },
    );
  });

const existing = async (deps: BankDeps, { tenant }: Caller, id: string): Promise<BankFile> => {
  const file = await findBankFile(deps, tenant, id);
  if (file === undefined) throw new Refusal(common['not-found'], 'There is no such file.');
  return file;
};

/** `GET /v1/bank-files/{id}`. */
export const getBankFileRoute = (deps: BankDeps): Route<typeof getBankFile> =>
  route(getBankFile, async ({ caller, params }) => ({
    status: 200,
    body: bankFileView(await existing(deps, caller, params.id)),
  }));

/** `GET /v1/bank-files/{id}/content`. */
export const getBankFileContentRoute = (deps: BankDeps): Route<typeof getBankFileContent> =>
  route(getBankFileContent, async ({ caller, params }) => {
    const file = await existing(deps, caller, params.id);
    return { status: 200, body: { content: (await contentOf(deps, file)).toString('base64'), bytes: file.bytes } };
  });
