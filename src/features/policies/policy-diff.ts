/** Beyond this many pairs of lines what differs is shown as replaced in one piece. */
const MAX_PAIRS = 4_000_000;

/**
 * Two documents (JSON texts) compared line by line, members in alphabetical order: each line begins with `  `, `- ` or
 * `+ `.
 */
export function diffDocuments(before: string, after: string): string {
  const [old, now] = [linesOf(before), linesOf(after)];
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start += 1;
  let end = 0;
  while (
    end < old.length - start &&
    end < now.length - start &&
    old[old.length - 1 - end] === now[now.length - 1 - end]
  ) {
    end += 1;
  }
  return [
    ...old.slice(0, start).map((line) => `  ${line}`),
    ...changed(old.slice(start, old.length - end), now.slice(start, now.length - end)),
    ...old.slice(old.length - end).map((line) => `  ${line}`),
  ].join('\n');
}

/** The shortest list of removed and added lines, by the longest common subsequence. */
function changed(old: readonly string[], now: readonly string[]): string[] {
  if (old.length * now.length > MAX_PAIRS) {
    return [...old.map((line) => `- ${line}`), ...now.map((line) => `+ ${line}`)];
  }
  const width = now.length + 1;
  const common = new Uint16Array((old.length + 1) * width);
  const at = (i: number, j: number): number => common[i * width + j] ?? 0;
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = now.length - 1; j >= 0; j -= 1) {
      common[i * width + j] = old[i] === now[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const lines: string[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      lines.push(`  ${old[i] ?? ''}`);
      i += 1;
      j += 1;
    } else if (j === now.length || (i < old.length && at(i + 1, j) >= at(i, j + 1))) {
      lines.push(`- ${old[i] ?? ''}`);
      i += 1;
    } else {
      lines.push(`+ ${now[j] ?? ''}`);
      j += 1;
    }
  }
  return lines;
}

function linesOf(document: string): readonly string[] {
  return JSON.stringify(inOrder(JSON.parse(document)), null, 2).split('\n');
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, inOrder(inner)]),
  );
}
