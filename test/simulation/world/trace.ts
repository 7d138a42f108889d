/** A hash of all that happened, in order, and the lines themselves where somebody wants to read them. */
export class Trace {
  readonly lines: string[] = [];
  /** False where nobody asks for the hash: then what happens is put into no words. */
  readonly isOn: boolean;
  readonly #keeps: boolean;
  #high = 0x811c9dc5;
  #low = 0x1234567;

  constructor({ isOn, keeps }: { readonly isOn: boolean; readonly keeps: boolean }) {
    this.isOn = isOn;
    this.#keeps = keeps;
  }

  add(line: string): void {
    let [high, low] = [this.#high, this.#low];
    for (let at = 0; at < line.length; at += 1) {
      const code = line.charCodeAt(at);
      high = Math.imul(high ^ code, 0x01000193);
      low = Math.imul(low ^ code, 0x5bd1e995) + 1;
    }
    this.#high = Math.imul(high ^ 10, 0x01000193) >>> 0;
    this.#low = (low ^ (low >>> 15)) >>> 0;
    if (this.#keeps) this.lines.push(line);
  }

  get hash(): string {
    return [this.#high, this.#low].map((part) => part.toString(16).padStart(8, '0')).join('');
  }
}
