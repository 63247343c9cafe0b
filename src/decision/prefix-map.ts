/**
 * Values by the literal that a pattern begins with. Looking a text up costs as many map reads as there are
 * different lengths of literals, however many values there are.
 */
export class PrefixMap<T> {
  readonly #exact = new Map<string, T>();
  readonly #prefixes = new Map<string, T>();
  /** Lengths of the keys of #prefixes, ascending. */
  readonly #lengths: number[] = [];

  /** The value under this literal, made when it is not there yet. */
  open(literal: string, exact: boolean, make: () => T): T {
    const map = exact ? this.#exact : this.#prefixes;
    let value = map.get(literal);
    if (value === undefined) {
      value = make();
      map.set(literal, value);
      if (!exact) this.#addLength(literal.length);
    }
    return value;
  }

  /** Every value whose literal is the text (exact), or begins it. */
  forEach(text: string, visit: (value: T) => void): void {
    const exact = this.#exact.get(text);
    if (exact !== undefined) visit(exact);
    for (const length of this.#lengths) {
      if (length > text.length) return;
      const value = this.#prefixes.get(length === text.length ? text : text.slice(0, length));
      if (value !== undefined) visit(value);
    }
  }

  #addLength(length: number): void {
    const at = this.#lengths.findIndex((one) => one >= length);
    if (at === -1) this.#lengths.push(length);
    else if (this.#lengths[at] !== length) this.#lengths.splice(at, 0, length);
  }
}
