import { Refusal } from '../../functions/kernel/core/problem.ts';
import { type Json, readExactJson } from '../../functions/kernel/values/strict-json.ts';
import type { Place } from './book.ts';
import { refusedExport } from './refuse.ts';

export interface JsonRecord {
  /** From 1 on, over the whole file. */
  readonly place: Place;
  readonly value: Json;
}

const afterSpace = (text: string, from: number): number => {
  let at = from;
  while (' \n\r\t'.includes(text[at] ?? 'x')) at += 1;
  return at;
};

const lineAt = (text: string, at: number): number => text.slice(0, at).split('\n').length;

const readOne = (text: string, at: number, place: Place): { readonly value: Json; readonly end: number } => {
  try {
    return readExactJson(text, at);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const why = error.message.replaceAll('The body', 'It').replaceAll(' in the body', '');
    throw refusedExport('record', place, `it begins on line ${lineAt(text, at)} and is no whole JSON. ${why}`);
  }
};

/**
 * The records of an export, one after another: JSON lines, the elements of lists, or several lists behind each other, as the pages
 * of an API are when they are saved into one file. Numbers are the texts that are written.
 */
export function* jsonRecords(text: string): Generator<JsonRecord> {
  let place = 0;
  let at = afterSpace(text, 0);
  while (at < text.length) {
    if (text[at] !== '[') {
      place += 1;
      const { value, end } = readOne(text, at, place);
      yield { place, value };
      at = afterSpace(text, end);
      continue;
    }
    at = afterSpace(text, at + 1);
    while (text[at] !== ']') {
      place += 1;
      const { value, end } = readOne(text, at, place);
      yield { place, value };
      at = afterSpace(text, end);
      const isOver = text[at] === ']';
      if (!isOver && text[at] !== ',')
        throw refusedExport(
          'record',
          place,
          `the list does not go on behind it, on line ${lineAt(text, at)}: it was cut.`,
        );
      if (!isOver) at = afterSpace(text, at + 1);
    }
    at = afterSpace(text, at + 1);
  }
}
