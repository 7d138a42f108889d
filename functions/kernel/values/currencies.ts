/**
 * The current codes of ISO 4217 (list one, as of 2026: BGN left with Bulgaria's euro, ANG gave way to XCG, ZWL to ZWG), by
 * their number of minor units. Historic codes are unknown here: no new money is made in them.
 */
const CODES_BY_EXPONENT = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  2: `
  AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW
  CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF
  IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK
  MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP
  SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG
  YER ZAR ZMW ZWG
`,
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
} as const;

/** Codes to which the standard gives no minor units: metals, units of account, testing, no currency. */
const WITHOUT_MINOR_UNITS: ReadonlySet<string> = new Set(
  'XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX'.split(' '),
);

const EXPONENTS: ReadonlyMap<string, number> = new Map(
  Object.entries(CODES_BY_EXPONENT).flatMap(([exponent, codes]) =>
    codes
      .trim()
      .split(/\s+/)
      .map((code) => [code, Number(exponent)] as const),
  ),
);

const CODE_CHARS = 3;

export type CurrencyKind = 'supported' | 'unsupported' | 'unknown';

export const currencyKind = (code: string): CurrencyKind => {
  if (code.length !== CODE_CHARS) return 'unknown';
  if (EXPONENTS.has(code)) return 'supported';
  return WITHOUT_MINOR_UNITS.has(code) ? 'unsupported' : 'unknown';
};

/** Digits after the point in major units (USD 2, JPY 0, KWD 3, CLF 4), or undefined for a code that Folio does not take. */
export const exponentOf = (code: string): number | undefined => EXPONENTS.get(code);

/** All supported codes, sorted. */
export const currencyCodes = (): readonly string[] => [...EXPONENTS.keys()].sort();
