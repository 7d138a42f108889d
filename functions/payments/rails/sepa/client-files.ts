import * as z from 'zod';
import { type TaskDeps, task } from '../../../kernel/triggers/task.ts';
import { chars } from '../../../kernel/values/bounded.ts';
import type { ClientFile } from '../../model/client-file.ts';
import { readClientFile } from './read-client-file.ts';

/** As many as the API takes. */
const CONTENT_CHARS_MAX = 1_000_000;

/** Reads clients' own files, for the function of batches: with a reader of XML that one would start too slowly. */
export const buildClientFiles = (deps: TaskDeps) =>
  task({
    domain: 'payments',
    name: 'readClientFile',
    input: z.strictObject({ content: chars(CONTENT_CHARS_MAX) }),
    deps,
    run: ({ content }): Promise<ClientFile> => readClientFile(content),
  });
