import { type Aws, AwsRefusal, post } from './aws-call.ts';

/** The text of the first element of this name, which holds no other one. */
export const elementOf = (xml: string, name: string): string | undefined => {
  const [, after] = xml.split(`<${name}>`, 2);
  const end = after?.indexOf('<') ?? -1;
  return after?.startsWith(`</${name}>`, end) ? after.slice(0, end) : undefined;
};

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** A text of XML as it was meant: the five entities of XML 1.0, section 4.6, and characters by their number. */
export const unescaped = (text: string): string =>
  text.replaceAll(/&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(lt|gt|amp|quot|apos));/g, (whole, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES[name as string] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex as string, 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : (whole as string);
  });

/** One call of AWS's query protocol: the XML that it is answered with. @throws AwsRefusal */
export const queryCall = async (aws: Aws, service: string, form: Readonly<Record<string, string>>): Promise<string> => {
  const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
  const { status, text } = await post(aws, { service, headers, body: new URLSearchParams(form).toString() });
  if (status === 200) return text;
  throw new AwsRefusal(elementOf(text, 'Code') ?? String(status), elementOf(text, 'Message') ?? '');
};
