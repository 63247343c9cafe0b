import { statSync } from 'node:fs';
import { PAGE_HEADER_BYTES, PageFile, readNumber, readTree, type Tree } from './page-file.js';

/*
 * LMDB trusts its pages: one with a wrong number, offset or size may end the process, and one with too few entries hides
 * records, whose checksums cannot tell. So the trees are walked here first, without LMDB.
 */

const BRANCH = 0x01;
const LEAF = 0x02;
const OVERFLOW = 0x04;
const KIND = 0x6f;
const NODE_HEADER_BYTES = 8;
const BIG = 0x01;
const SUBTREE = 0x02;
const TREE_BYTES = 48;
/** Problems that are told; behind the first, most follow from it. */
const MOST = 5;

class PageError extends Error {}

/**
 * What is wrong with the trees of LMDB's file at `path`, one sentence a problem: page numbers, sizes, offsets, the order
 * of keys, and numbers of pages and entries. It does not look into values. The file must not be open for writing.
 */
export function pageProblems(path: string): readonly string[] {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) === 0) return [];
  const file = new PageFile(path);
  try {
    const meta = file.meta();
    if (typeof meta === 'string') return [meta];
    const walk = new Walk(file, meta.pageBytes, meta.lastPage);
    walk.tree(meta.free, 'of free pages', byInteger);
    walk.tree(meta.main, 'of spaces', byBytes);
    return walk.problems;
  } finally {
    file.close();
  }
}

type Order = (a: Buffer, b: Buffer) => number;
const byBytes: Order = (a, b) => a.compare(b);
const byInteger: Order = (a, b) => readNumber(a, 0) - readNumber(b, 0);

interface Counts {
  branchPages: number;
  leafPages: number;
  overflowPages: number;
  entries: number;
}

interface Node {
  readonly key: Buffer;
  readonly flags: number;
  /** Of a leaf: what lies behind the key. */
  readonly data: Buffer;
  /** Of a leaf: how long the value is. */
  readonly size: number;
  /** Of a branch: where it leads. */
  readonly page: number;
}

/** What keys a page may have. */
interface Bounds {
  readonly lower: Buffer | undefined;
  readonly upper: Buffer | undefined;
}

class Walk {
  readonly problems: string[] = [];
  readonly #file: PageFile;
  readonly #pageBytes: number;
  readonly #lastPage: number;
  readonly #seen = new Set<number>();

  constructor(file: PageFile, pageBytes: number, lastPage: number) {
    this.#file = file;
    this.#pageBytes = pageBytes;
    this.#lastPage = lastPage;
  }

  tree(tree: Tree, name: string, order: Order): void {
    const found: Counts = { branchPages: 0, leafPages: 0, overflowPages: 0, entries: 0 };
    const before = this.problems.length;
    if (tree.root !== Infinity) {
      this.#page(tree.root, tree.depth, { lower: undefined, upper: undefined }, found, order);
    }
    if (this.problems.length > before) return;
    for (const count of ['branchPages', 'leafPages', 'overflowPages', 'entries'] as const) {
      if (found[count] === tree[count]) continue;
      this.#report(
        `the tree ${name} has ${String(found[count])} ${count === 'entries' ? 'entries' : 'pages of a kind'}, and should have ${String(tree[count])}`,
      );
    }
  }

  #report(problem: string): void {
    if (this.problems.length < MOST) this.problems.push(problem);
  }

  #page(number: number, depth: number, bounds: Bounds, found: Counts, order: Order): void {
    if (this.problems.length >= MOST) return;
    try {
      const page = this.#read(number, depth > 1 ? BRANCH : LEAF);
      const nodes = nodesOf(page, depth > 1);
      checkOrder(nodes, depth > 1, bounds, order);
      if (depth > 1) {
        found.branchPages++;
        this.#children(nodes, depth, bounds, found, order);
      } else {
        found.leafPages++;
        found.entries += nodes.length;
        for (const node of nodes) this.#value(node, found);
      }
    } catch (error) {
      if (!(error instanceof PageError || error instanceof RangeError)) throw error;
      const at = number * this.#pageBytes;
      // Buffer's own, of an offset that cannot be.
      const reason = error instanceof PageError ? error.message : 'it leads out of itself';
      this.#report(`page ${String(number)} (at byte ${String(at)}): ${reason}`);
    }
  }

  #children(nodes: readonly Node[], depth: number, bounds: Bounds, found: Counts, order: Order): void {
    for (const [i, { key, page }] of nodes.entries()) {
      const own = { lower: i === 0 ? bounds.lower : key, upper: nodes[i + 1]?.key ?? bounds.upper };
      this.#page(page, depth - 1, own, found, order);
    }
  }

  #read(number: number, kind: number): Buffer {
    this.#visit(number, 1);
    const page = this.#file.pages(number);
    if (page === undefined) throw new PageError('the file ends before it does');
    if (readNumber(page, 0) !== number) throw new PageError('it has the number of another page');
    if ((page.readUInt16LE(18) & KIND) !== kind)
      throw new PageError('it is of another kind than it should be');
    return page;
  }

  #visit(number: number, count: number): void {
    if (number < 2 || number + count - 1 > this.#lastPage)
      throw new PageError(`page ${String(number)} is led to, which is not there`);
    for (let page = number; page < number + count; page++) {
      if (this.#seen.has(page)) throw new PageError(`page ${String(page)} is led to twice`);
      this.#seen.add(page);
    }
  }

  #value({ key, flags, data, size }: Node, found: Counts): void {
    if ((flags & SUBTREE) !== 0) {
      if (data.length !== TREE_BYTES) throw new PageError('it has a tree that is none');
      this.tree(readTree(data, 0), key.toString('latin1'), byBytes);
    } else if ((flags & BIG) !== 0) {
      const number = readNumber(data, 0);
      const pages = readNumber(data, 16);
      if (pages !== Math.floor((PAGE_HEADER_BYTES - 1 + size) / this.#pageBytes) + 1)
        throw new PageError('a value has other pages than its size needs');
      this.#visit(number, pages);
      found.overflowPages += pages;
      const head = this.#file.pages(number, pages);
      if (head === undefined) throw new PageError('the file ends before a value does');
      if (
        readNumber(head, 0) !== number ||
        (head.readUInt16LE(18) & KIND) !== OVERFLOW ||
        head.readUInt32LE(20) !== pages
      )
        throw new PageError(`page ${String(number)} is not the value that it should be`);
    } else if (flags !== 0) {
      throw new PageError('a value is of a kind that there is not');
    }
  }
}

/** The nodes of a page, which fill it from its upper bound to its end without gap or overlap. */
function nodesOf(page: Buffer, isBranch: boolean): Node[] {
  const lower = page.readUInt16LE(20);
  const upper = page.readUInt16LE(22);
  const room = page.length - PAGE_HEADER_BYTES;
  const count = lower >> 1;
  if ((lower & 1) !== 0 || lower > upper || upper > room || count < (isBranch ? 2 : 1))
    throw new PageError('its head has bounds that cannot be');
  let used = 0;
  const nodes: Node[] = [];
  for (let i = 0; i < count; i++) {
    const offset = page.readUInt16LE(PAGE_HEADER_BYTES + 2 * i);
    if (offset < upper) throw new PageError('an entry begins where there is none');
    const { node, length } = nodeAt(page, offset + PAGE_HEADER_BYTES, isBranch);
    used += length + (length & 1);
    nodes.push(node);
  }
  if (used !== room - upper) throw new PageError('its entries do not fill it as its head says');
  return nodes;
}

function nodeAt(page: Buffer, at: number, isBranch: boolean): { node: Node; length: number } {
  const low = page.readUInt32LE(at);
  const flags = page.readUInt16LE(at + 4);
  const keyEnd = at + NODE_HEADER_BYTES + page.readUInt16LE(at + 6);
  const inPage = isBranch ? 0 : (flags & BIG) !== 0 ? PAGE_HEADER_BYTES : low;
  if (keyEnd + inPage > page.length) throw new PageError('an entry ends behind it');
  const node = {
    key: page.subarray(at + NODE_HEADER_BYTES, keyEnd),
    flags: isBranch ? 0 : flags,
    data: page.subarray(keyEnd, keyEnd + inPage),
    size: low,
    page: isBranch ? low + flags * 2 ** 32 : 0,
  };
  return { node, length: keyEnd + inPage - at };
}

/** Keys rise, and lie between those that lead to the page; a branch's first key says nothing. */
function checkOrder(nodes: readonly Node[], isBranch: boolean, { lower, upper }: Bounds, order: Order): void {
  let before: Buffer | undefined;
  for (const [i, { key }] of nodes.entries()) {
    if (isBranch && i === 0) continue;
    if (before !== undefined && order(before, key) >= 0) throw new PageError('its keys are not in order');
    if (lower !== undefined && order(key, lower) < 0) throw new PageError('it has a key of the page before');
    if (upper !== undefined && order(key, upper) >= 0) throw new PageError('it has a key of the page behind');
    before = key;
  }
}
