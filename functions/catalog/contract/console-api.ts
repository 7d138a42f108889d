import * as z from 'zod';
import { defineOperation } from '../../kernel/core/operation.ts';
import { chars } from '../../kernel/values/bounded.ts';

const answer = chars(4096).optional();

/** The console itself holds nothing: whatever it shows it asks the API for, with the token of who looks. */
export const getConsole = defineOperation({
  operationId: 'getConsole',
  method: 'GET',
  path: '/console',
  summary: 'The console: a page that shows the system and the money to whoever signs in.',
  scopes: [],
  idempotency: 'none',
  // An outside issuer sends people back to it (RFC 6749, section 4.1.2) with its code, and with more of its own; only the page reads it.
  query: z.looseObject({ code: answer, state: answer, error: answer }),
  replies: { 200: z.string().meta({ contentMediaType: 'text/html' }), 304: null },
  problems: [],
});

export const getConsoleFile = defineOperation({
  operationId: 'getConsoleFile',
  method: 'GET',
  path: '/console/{file}',
  summary: 'A file of the console.',
  scopes: [],
  params: z.strictObject({ file: z.string().regex(/^[a-z]{1,32}\.(?:js|css|svg)$/) }),
  idempotency: 'none',
  replies: { 200: z.string().meta({ contentMediaType: 'text/javascript' }), 304: null },
  problems: [],
});

export const consoleOperations = [getConsole, getConsoleFile] as const;
