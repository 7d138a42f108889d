import type { ComponentChildren } from 'preact';
import { Listing } from './listing.tsx';
import { Scroll } from './scroll.tsx';

/** The part of Markdown that runbooks are written in, as elements: no text ever becomes markup. */
const INLINE = /(`[^`]+`)|\*\*([^*]+)\*\*|\[([^[\]]+)\]\(([^()\s]+)\)/g;

const RUNBOOK = /^(?:\.\/)?([a-z0-9-]+)\.md(?:#.*)?$/;

const linkOf = (text: string, target: string): ComponentChildren => {
  const runbook = RUNBOOK.exec(target)?.[1];
  // Other pages of the checkout are not served: their name says where they are.
  return runbook === undefined ? text : <a href={`#/runbooks/${runbook}`}>{text}</a>;
};

const inline = (text: string): ComponentChildren[] => {
  const out: ComponentChildren[] = [];
  let from = 0;
  for (const match of text.matchAll(INLINE)) {
    if (match.index > from) out.push(text.slice(from, match.index));
    const [whole, code, strong, label, target] = match;
    if (code !== undefined) out.push(<code>{code.slice(1, -1)}</code>);
    else if (strong !== undefined) out.push(<strong>{strong}</strong>);
    else out.push(linkOf(label ?? '', target ?? ''));
    from = match.index + whole.length;
  }
  out.push(text.slice(from));
  return out;
};

const cells = (line: string): string[] =>
  line
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());

const tableOf = (lines: readonly string[]): ComponentChildren => {
  const [head = '', , ...rows] = lines;
  return (
    <Scroll says="Table">
      <table>
        <thead>
          <tr>
            {cells(head).map((cell) => (
              <th>{inline(cell)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              {cells(row).map((cell) => (
                <td>{inline(cell)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
};

type Kind = 'heading' | 'code' | 'table' | 'ordered' | 'list' | 'text' | 'blank';

const kindOf = (line: string): Kind => {
  if (line.trim() === '') return 'blank';
  if (/^#{1,4} /.test(line)) return 'heading';
  if (/^( {4}|```)/.test(line)) return 'code';
  if (line.startsWith('|')) return 'table';
  if (/^\d+\. /.test(line)) return 'ordered';
  return /^[-*] /.test(line) ? 'list' : 'text';
};

/** Lines that belong together; lines that go on stay with the list or the paragraph that they go on with. */
const blocksOf = (text: string): { readonly kind: Kind; readonly lines: string[] }[] => {
  const blocks: { kind: Kind; lines: string[] }[] = [];
  let fenced = false;
  for (const line of text.split('\n')) {
    const last = blocks.at(-1);
    const isFence = line.startsWith('```');
    const kind = fenced || isFence ? 'code' : kindOf(line);
    if (isFence) {
      fenced = !fenced;
      if (fenced) blocks.push({ kind: 'code', lines: [] });
      continue;
    }
    const goesOn = /^ {2,3}\S/.test(line) && (last?.kind === 'list' || last?.kind === 'ordered');
    if (goesOn) last?.lines.push(` ${line.trim()}`);
    else if (last?.kind === kind && kind !== 'heading') last.lines.push(line);
    else blocks.push({ kind, lines: [line] });
  }
  return blocks.filter(({ kind }) => kind !== 'blank');
};

const itemsOf = (lines: readonly string[]): string[] => {
  const items: string[] = [];
  for (const line of lines) {
    if (line.startsWith(' ') && items.length > 0) items[items.length - 1] += line;
    else items.push(line.replace(/^(?:[-*]|\d+\.) /, ''));
  }
  return items;
};

/** Lines without the indentation that they have in common. */
const unindented = (lines: readonly string[]): readonly string[] => {
  const common = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)));
  return lines.map((line) => line.slice(common));
};

const drawn = ({ kind, lines }: { readonly kind: Kind; readonly lines: readonly string[] }): ComponentChildren => {
  const [first = ''] = lines;
  if (kind === 'heading') {
    const text = first.replace(/^#+ /, '');
    return first.startsWith('# ') ? <h2 class="title">{inline(text)}</h2> : <h3>{inline(text)}</h3>;
  }
  if (kind === 'code') return <Listing text={unindented(lines).join('\n')} says="Commands" />;
  if (kind === 'table') return tableOf(lines);
  const items = itemsOf(lines).map((item) => <li>{inline(item)}</li>);
  // Commands between two steps end a list; its numbers go on.
  if (kind === 'ordered') return <ol start={Number.parseInt(first, 10)}>{items}</ol>;
  if (kind === 'list') return <ul>{items}</ul>;
  return <p>{inline(lines.join(' '))}</p>;
};

export const Markdown = ({ text }: { readonly text: string }) => (
  <div class="markdown">{blocksOf(text).map(drawn)}</div>
);
