import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { BadFile } from '../../../../functions/kernel/formats/bad-file.ts';
import type { Lane, Reading } from '../../../../functions/kernel/formats/xml/document.ts';
import type { XmlElement } from '../../../../functions/kernel/formats/xml/element.ts';
import { XmlPieces } from '../../../../functions/kernel/formats/xml/read-xml.ts';
import { runs } from '../../../support/runs.ts';

/** A message with containers three deep, records in each, and a part that nobody reads. */
const PLAN = {
  containers: new Set(['Document', 'Document/M', 'Document/M/E']),
  repeated: new Set(['E', 'R']),
  skipped: new Set(['S']),
};

const said = ({ name, text, line, pointer, attributes, children }: XmlElement): unknown => [
  ...[name, text, line, pointer, { ...attributes }],
  children.map(said),
];

/** All that a reader is told of a file in pieces of these sizes, and how it ends. */
const told = (file: string | Uint8Array, sizes: readonly number[], lane: Lane): readonly unknown[] => {
  const all: unknown[] = [];
  const readingOf = (): Reading => ({
    plan: PLAN,
    listener: {
      open: ({ path, pointer, line }) => all.push(['open', path, pointer, line]),
      record: (element, { path }) => all.push(['record', path, said(element)]),
      close: ({ pointer }) => all.push(['close', pointer]),
    },
    end: () => all.push('end'),
  });
  const pieces = new XmlPieces(readingOf, lane);
  const bytes = typeof file === 'string' ? Buffer.from(file) : file;
  try {
    for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
      const size = sizes[turn % sizes.length] ?? 1;
      for (const _ of pieces.push(bytes.subarray(at, at + size))) all.push('an item that nobody gave');
      at += size;
    }
    for (const _ of pieces.end()) all.push('an item that nobody gave');
  } catch (error) {
    if (!(error instanceof BadFile)) throw error;
    all.push(['refused', error.fault, error.line, error.pointer, error.message]);
  }
  return all;
};

const SIZES = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 4 });

const same = (file: string | Uint8Array, sizes: readonly number[]): void =>
  expect(told(file, sizes, 'plain')).toEqual(told(file, sizes, 'parser'));

/** What a file may be made of, plain and not, right and wrong. */
const TOKENS = [
  ...['<R>', '</R>', '<E>', '</E>', '<M>', '</M>', '<S>', '</S>', '<Nm>', '</Nm>', '<R/>', '<Amt Ccy="EUR">', '</Amt>'],
  ...[
    'text',
    ' ',
    '\n',
    '\r\n',
    '\r',
    '\t',
    'ü',
    '😀',
    '&amp;',
    '&#65;',
    '&#xe9;',
    '&nbsp;',
    '&',
    '<',
    '>',
    ']]>',
    ']]',
    '"',
  ],
  ...[
    '<!-- <R> > -->',
    '<!--',
    '<![CDATA[<R>]]>',
    '<![CDATA[ ]]]]>',
    '<?pi <R>?>',
    '<!DOCTYPE a>',
    '<R >',
    '</R >',
    '< R>',
  ],
  ...[
    '<R a="1" b="2">',
    "<R a='1'>",
    '<R a="1" a="1">',
    '<R a="&lt;">',
    '<R a=">">',
    '<R a="<">',
    '<R  a="1">',
    '<R a = "1">',
    '<R a>',
  ],
  ...[
    '<n:R>',
    '</n:R>',
    '<n:R xmlns:n="urn:n">',
    '<n:R xmlns:n="urn:m">',
    '<R xmlns="urn:other">',
    '<R xmlns="urn:m">',
    '<a:b:c/>',
  ],
  ...[
    '<R\n>',
    '<R\na="1"\n/>',
    '<1R>',
    '<R.-_>',
    '</R.-_>',
    '<é>',
    '</é>',
    '\u0001',
    '\ufffe',
    '\u0085',
    '\ufeff',
    '<>',
    '</>',
    '<//R>',
    '<R//>',
  ],
  ...[
    '<__proto__>',
    '</__proto__>',
    '<R __proto__="1">',
    '<constructor/>',
    '</Document>',
    '<Document>',
    '<?xml version="1.0"?>',
  ],
];

const HEAD = '<Document xmlns="urn:m" xmlns:n="urn:m"><M>';

/** Elements that open and close, with what is in between. */
const { element } = fc.letrec<{ element: string }>((tie) => ({
  element: fc
    .tuple(
      fc.constantFrom('R', 'E', 'S', 'Nm', 'n:R', 'Amt'),
      fc.constantFrom('', ' Ccy="EUR"', ' a="1" b=\'2\'', ' a="&amp;"', ' '),
      fc.array(
        fc.oneof(
          { depthSize: 'small' },
          fc.constantFrom(
            '\n',
            '\r\n  ',
            'text',
            'a & b'.replace('&', '&amp;'),
            '<!-- c -->',
            '<![CDATA[x > y]]>',
            'é > ü',
            '<?p ?>',
          ),
          tie('element'),
        ),
        { maxLength: 4 },
      ),
    )
    .map(([name, attributes, content]) => `<${name}${attributes}>${content.join('')}</${name}>`),
}));

describe('what is read without the parser is what the parser reads, line and place too', () => {
  test('in files of whole elements, cut anywhere', () => {
    fc.assert(
      fc.property(fc.array(element, { maxLength: 6 }), SIZES, (elements, sizes) =>
        same(`<?xml version="1.0" encoding="UTF-8"?>\n${HEAD}${elements.join('\n')}</M>\n</Document>\n`, sizes),
      ),
      { numRuns: runs(300) },
    );
  });

  test('in files of whatever tokens come', () => {
    const soup = fc.array(fc.constantFrom(...TOKENS), { maxLength: 14 });
    fc.assert(
      fc.property(soup, fc.boolean(), SIZES, (tokens, isClosed, sizes) =>
        same(`${HEAD}<E><R>a</R>${tokens.join('')}${isClosed ? '</E></M></Document>' : ''}`, sizes),
      ),
      { numRuns: runs(600) },
    );
  });

  test('in files of which a byte is another one, or is not there', () => {
    const file = Buffer.from(
      `${HEAD}\n<E><R>a</R>\r\n<R><Amt Ccy="EUR">1.50</Amt><Nm>Müller &amp; Söhne</Nm></R>\n</E><!-- > --></M></Document>`,
    );
    const change = fc.record({
      at: fc.nat(file.length - 1),
      to: fc.option(fc.constantFrom(...Buffer.from('<>/&"=; !-]\n\rxR\u0001\u00ff'))),
    });
    const changed = ({ at, to }: { readonly at: number; readonly to: number | null }): Buffer =>
      Buffer.concat([file.subarray(0, at), to === null ? Buffer.alloc(0) : Buffer.from([to]), file.subarray(at + 1)]);
    fc.assert(
      fc.property(change, SIZES, (one, sizes) => same(changed(one), sizes)),
      { numRuns: runs(600) },
    );
  });

  test('where a text is longer than a slice, and where it has more characters than any of its kind', () => {
    for (const long of [70_000, 19_000]) {
      same(`${HEAD}<E><R>a</R><R>${'x'.repeat(long)}</R></E></M></Document>`, [100_000]);
      same(`${HEAD}<E><R>a</R>${'\n'.repeat(long)}<R/></E></M></Document>`, [100_000]);
    }
    same(`${HEAD}<E><R>a</R>${'\n'.repeat(70_000)}\u00ff`, [100_000]);
    same(Buffer.concat([Buffer.from(`${HEAD}<E><R>a</R>\n\r\n`), Buffer.from([0xff])]), [20]);
  });

  test('where elements stand deeper than any of their kind, one by one', () => {
    same(`${HEAD}<E>${'<R>'.repeat(40)}`, [7]);
    same(`${HEAD}<E>${'<R>'.repeat(20)}&amp;${'<R>'.repeat(20)}`, [7]);
  });
});
