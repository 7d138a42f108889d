/** A line as a bank books it: minor units of a currency with two decimals. */
export interface BookedLine {
  readonly amount: number;
  readonly reference?: string;
  readonly text?: string;
}

export const DE = 'DE89370400440532013000';

const major = (minor: number): string => {
  const digits = String(Math.abs(minor)).padStart(3, '0');
  return `${digits.slice(0, -2)},${digits.slice(-2)}`;
};
const sign = (minor: number): string => (minor < 0 ? 'D' : 'C');
const short = (day: string): string => day.slice(2).replaceAll('-', '');

/** An MT940 statement of one day. */
export const mt940Day = (
  day: string,
  opening: number,
  lines: readonly BookedLine[],
  {
    account = DE,
    currency = 'EUR',
    number = day.slice(5).replace('-', ''),
    closing = lines.reduce((sum, { amount }) => sum + amount, opening),
  } = {},
): string =>
  [
    `:20:${day.replaceAll('-', '')}`,
    `:25:${account}`,
    `:28C:${number}/1`,
    `:60F:${sign(opening)}${short(day)}${currency}${major(opening)}`,
    ...lines.flatMap(({ amount, reference = 'NONREF', text }) => [
      `:61:${short(day)}${short(day).slice(2)}${sign(amount)}${major(amount)}NTRF${reference}`,
      ...(text === undefined ? [] : [`:86:${text}`]),
    ]),
    `:62F:${sign(closing)}${short(day)}${currency}${major(closing)}`,
    '-',
    '',
  ].join('\r\n');

export const base64 = (text: string): string => Buffer.from(text, 'latin1').toString('base64');
