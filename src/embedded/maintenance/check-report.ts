/** What a check can find: stable codes. */
export type ProblemCode =
  | 'PAGE_DAMAGED'
  | 'RECORDS_MISSING'
  | 'RECORD_DAMAGED'
  | 'CATALOGUE_UNREADABLE'
  | 'DOCUMENT_UNREADABLE'
  | 'WITHOUT_COLLECTION'
  | 'WITHOUT_INDEX'
  | 'ENTRY_MISSING'
  | 'ENTRY_STRAY'
  | 'MARK_MISSING';

export interface Problem {
  readonly code: ProblemCode;
  readonly message: string;
}

/** What a check of the whole store found. Also the answer of the command `storeCheck`, so it holds BSON's types only. */
export interface CheckReport {
  readonly collections: number;
  readonly documents: number;
  readonly indexes: number;
  readonly entries: number;
  readonly problemCount: number;
  /** The first of them. */
  readonly problems: Problem[];
}

/** More would not help who reads them. */
const SHOWN = 100;

/** Collects problems and counts. */
export class Findings {
  collections = 0;
  documents = 0;
  indexes = 0;
  entries = 0;
  #count = 0;
  readonly #first: Problem[] = [];

  add(code: ProblemCode, message: string): void {
    this.#count++;
    if (this.#first.length < SHOWN) this.#first.push({ code, message });
  }

  report(): CheckReport {
    const { collections, documents, indexes, entries } = this;
    return { collections, documents, indexes, entries, problemCount: this.#count, problems: this.#first };
  }
}
