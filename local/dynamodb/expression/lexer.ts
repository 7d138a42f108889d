import { invalid } from '../errors.ts';

export type TokenKind = 'word' | 'name' | 'value' | 'number' | 'sign' | 'end';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

const TOKENS =
  /\s+|(?<word>[A-Za-z_]\w*)|(?<name>#\w+)|(?<value>:\w+)|(?<number>\d+)|(?<sign><>|<=|>=|[=<>+\-(),.[\]])|(?<other>.)/gsy;
const KINDS = ['word', 'name', 'value', 'number', 'sign'] as const;

/** `Invalid ConditionExpression: ...` */
export const expressionError = (parameter: string, message: string) => invalid(`Invalid ${parameter}: ${message}`);

/** A syntax error as DynamoDB tells it: the token, and the text from the token before to the one behind. */
export const syntaxError = (parameter: string, text: string, tokens: readonly Token[], at: number) => {
  const token = tokens[at];
  const from = tokens[at - 1]?.from ?? token?.from ?? 0;
  const after = tokens[at + 1];
  const to = after === undefined || after.kind === 'end' ? (token?.to ?? text.length) : after.to;
  const said = token === undefined || token.kind === 'end' ? '<EOF>' : token.text;
  return expressionError(parameter, `Syntax error; token: "${said}", near: "${text.slice(from, to)}"`);
};

/** The tokens of an expression, with one for its end. @throws DynamoError at a character that is none of the grammar's. */
export const tokensOf = (parameter: string, text: string): readonly Token[] => {
  const tokens: Token[] = [];
  for (const match of text.matchAll(TOKENS)) {
    const [all] = match;
    const place = { text: all, from: match.index, to: match.index + all.length };
    const kind = KINDS.find((each) => match.groups?.[each] !== undefined);
    if (kind !== undefined) tokens.push({ kind, ...place });
    else if (match.groups?.other !== undefined)
      throw syntaxError(parameter, text, [...tokens, { kind: 'sign', ...place }], tokens.length);
  }
  tokens.push({ kind: 'end', text: '', from: text.length, to: text.length });
  return tokens;
};
