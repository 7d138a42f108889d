/**
 * What stands for a character that is not ASCII in files that know few characters: the letters of Europe's official languages in Latin,
 * Greek and Cyrillic script (Cyrillic as Bulgaria writes it in passports, and the letters that it has not), and the marks of print. A letter with marks loses them (é is e, Å is A) unless it stands here.
 * Whatever is in neither is refused: a name is never guessed at, and never sent with a hole in it.
 */
const LETTERS = `
  ß ss ẞ SS æ ae Æ AE œ oe Œ OE ø o Ø O ł l Ł L đ d Đ D ð d Ð D þ th Þ TH ı i ħ h Ħ H ŧ t Ŧ T ŋ n Ŋ N ĸ k ŀ l Ŀ L ĳ ij Ĳ IJ
  α a β v γ g δ d ε e ζ z η i θ th ι i κ k λ l μ m ν n ξ x ο o π p ρ r σ s ς s τ t υ y φ f χ ch ψ ps ω o
  Α A Β V Γ G Δ D Ε E Ζ Z Η I Θ TH Ι I Κ K Λ L Μ M Ν N Ξ X Ο O Π P Ρ R Σ S Τ T Υ Y Φ F Χ CH Ψ PS Ω O
  а a б b в v г g д d е e ж zh з z и i й y к k л l м m н n о o п p р r с s т t у u ф f х h ц ts ч ch ш sh щ sht ъ a ь y ю yu я ya
  А A Б B В V Г G Д D Е E Ж ZH З Z И I Й Y К K Л L М M Н N О O П P Р R С S Т T У U Ф F Х H Ц TS Ч CH Ш SH Щ SHT Ъ A Ь Y Ю YU Я YA
  ђ dj ј j љ lj њ nj ћ c џ dz ѓ gj ќ kj ѕ dz і i є ye ґ g ы y э e Ђ DJ Ј J Љ LJ Њ NJ Ћ C Џ DZ Ѓ GJ Ќ KJ Ѕ DZ І I Є YE Ґ G Ы Y Э E
  ‘ ' ’ ' ‚ , ‛ ' “ ' ” ' „ ' ′ ' ´ ' ‐ - ‑ - ‒ - – - — - ― - − - … ... • . · . « ' » ' ‹ ' › ' € EUR £ GBP ª a º o № No
`;

const pairs = LETTERS.trim().split(/\s+/);
const TABLE: ReadonlyMap<string, string> = new Map(
  Array.from({ length: pairs.length / 2 }, (_, at) => [pairs[2 * at] ?? '', pairs[2 * at + 1] ?? ''] as const),
);

/** Spaces of print, and what ends a line: one plain space each. */
const SPACE = /^[\s\u00a0\u2000-\u200a\u202f\u205f\u3000]$/;
const MARK = /^\p{M}$/u;
/** Letters that carry marks in composed form, down to their bare letter. */
const bareLetter = (char: string): string => [...char.normalize('NFD')].filter((each) => !MARK.test(each)).join('');

/** ASCII for one character, or undefined where nothing stands for it. A mark alone belongs to the letter before it: ''. */
export const plainOf = (char: string): string | undefined => {
  if (char >= ' ' && char <= '~') return char;
  if (SPACE.test(char)) return ' ';
  if (MARK.test(char)) return '';
  const known = TABLE.get(char);
  if (known !== undefined) return known;
  const bare = bareLetter(char);
  if (bare === char || bare.length !== 1) return undefined;
  return bare >= ' ' && bare <= '~' ? bare : TABLE.get(bare);
};
