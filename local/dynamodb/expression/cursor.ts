import { LIMITS } from '../limits.ts';
import type { Parsed, Path } from './ast.ts';
import { expressionError, syntaxError, type Token, tokensOf } from './lexer.ts';
import { isReserved } from './reserved-words.ts';

const KEYWORDS = new Set(['AND', 'OR', 'NOT', 'IN', 'BETWEEN', 'SET', 'REMOVE', 'ADD', 'DELETE']);

/** Reads an expression's tokens from left to right, and collects its placeholders. */
export class Cursor {
  readonly parameter: string;
  readonly #text: string;
  readonly #tokens: readonly Token[];
  readonly #names = new Set<string>();
  readonly #values = new Set<string>();
  readonly #nested: Path[] = [];
  #at = 0;
  #operators = 0;

  /** @param parameter the request's, for messages: `ConditionExpression` */
  constructor(parameter: string, text: string) {
    this.parameter = parameter;
    this.#text = text;
    const bytes = Buffer.byteLength(text);
    if (bytes > LIMITS.expressionBytes)
      throw this.error(`Expression size has exceeded the maximum allowed size; expression size: ${bytes}`);
    if (text.trim() === '') throw this.error('The expression can not be empty;');
    this.#tokens = tokensOf(parameter, text);
  }

  get token(): Token {
    return this.peek(0);
  }

  peek(ahead: number): Token {
    const token = this.#tokens[this.#at + ahead] ?? this.#tokens.at(-1);
    if (token === undefined) throw new Error('an expression has an end');
    return token;
  }

  next(): Token {
    const { token } = this;
    this.#at += 1;
    return token;
  }

  error(message: string): Error {
    return expressionError(this.parameter, message);
  }

  syntaxError(): Error {
    return syntaxError(this.parameter, this.#text, this.#tokens, this.#at);
  }

  isSign(text: string): boolean {
    return this.token.kind === 'sign' && this.token.text === text;
  }

  isKeyword(word: string): boolean {
    return this.token.kind === 'word' && this.token.text.toUpperCase() === word;
  }

  takeSign(text: string): boolean {
    const found = this.isSign(text);
    if (found) this.#at += 1;
    return found;
  }

  takeKeyword(word: string): boolean {
    const found = this.isKeyword(word);
    if (found) this.#at += 1;
    return found;
  }

  expectSign(text: string): void {
    if (!this.takeSign(text)) throw this.syntaxError();
  }

  /** Counts an operator or a function towards the limit. */
  operator(): void {
    this.#operators += 1;
    if (this.#operators > LIMITS.expressionOperators)
      throw this.error(
        `The expression contains too many operators; operator count: ${this.#operators}; maximum: ${LIMITS.expressionOperators}`,
      );
  }

  /** A function's name stands before its parenthesis. */
  isFunction(): boolean {
    return this.token.kind === 'word' && this.peek(1).kind === 'sign' && this.peek(1).text === '(';
  }

  isValue(): boolean {
    return this.token.kind === 'value';
  }

  value(): string {
    if (!this.isValue()) throw this.syntaxError();
    const { text } = this.next();
    this.#values.add(text);
    return text;
  }

  path(): Path {
    const steps: (string | number)[] = [this.#pathName()];
    for (;;) {
      if (this.takeSign('.')) steps.push(this.#pathName());
      else if (this.takeSign('[')) {
        if (this.token.kind !== 'number') throw this.syntaxError();
        steps.push(Number(this.next().text));
        this.expectSign(']');
      } else break;
      if (steps.length > LIMITS.nesting)
        throw this.error('The document path has too many nesting elements; nesting: 33');
    }
    const path = { steps, isOpen: steps.some((step) => typeof step === 'string' && step.startsWith('#')) };
    if (steps.length > 1) this.#nested.push(path);
    return path;
  }

  #pathName(): string {
    const { kind, text } = this.token;
    if (kind === 'name') this.#names.add(text);
    else if (kind !== 'word' || KEYWORDS.has(text.toUpperCase())) throw this.syntaxError();
    else if (isReserved(text)) throw this.error(`Attribute name is a reserved keyword; reserved keyword: ${text}`);
    this.#at += 1;
    return text;
  }

  /** Nothing may follow. */
  finish<T>(ast: T): Parsed<T> {
    if (this.token.kind !== 'end') throw this.syntaxError();
    return { ast, names: [...this.#names], values: [...this.#values], nested: this.#nested };
  }
}
