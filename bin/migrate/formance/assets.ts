import { exponentOf } from '../../../functions/kernel/values/currencies.ts';
import type { Meant, SourceCurrencies } from '../source-currencies.ts';

/**
 * What an asset means. `USD/2` counts cents; without a precision whole units are counted (Unambiguous Monetary Notation), so that
 * 5 `USD` are five dollars, unless --currency says otherwise. Undefined for what is no currency here.
 */
export const meantBy = (asset: string, currencies: SourceCurrencies): Meant | undefined => {
  const said = currencies.said(asset);
  if (said !== undefined) return said;
  const [, code = '', digits = '0'] = /^([A-Z]{3})(?:\/(\d{1,2}))?$/.exec(asset) ?? [];
  return exponentOf(code) === undefined ? undefined : { code, scale: Number(digits) };
};
