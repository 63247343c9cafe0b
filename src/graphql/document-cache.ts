/** What Yoga's parser cache asks of its storage. */
export interface DocumentCache<V> {
  get(document: string): V | undefined;
  set(document: string, value: V): void;
}

/** Characters of all documents that are remembered; a syntax tree takes some tens of bytes for each. */
const MAX_CHARACTERS = 1_000_000;

/** Remembers what was made of the documents used last, bounded by their size: strangers send documents too. */
export function createDocumentCache<V>(maxCharacters = MAX_CHARACTERS): DocumentCache<V> {
  // A Map iterates in the order of insertion: what is used moves to the end.
  const entries = new Map<string, V>();
  let characters = 0;
  return {
    get(document) {
      const value = entries.get(document);
      if (value === undefined) return undefined;
      entries.delete(document);
      entries.set(document, value);
      return value;
    },
    set(document, value) {
      if (!entries.has(document)) characters += document.length;
      entries.set(document, value);
      for (const oldest of entries.keys()) {
        if (characters <= maxCharacters) return;
        entries.delete(oldest);
        characters -= oldest.length;
      }
    },
  };
}
