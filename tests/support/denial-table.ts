import { readFileSync } from 'node:fs';

/** Who asks, in the order of the table's columns. */
export const ACTORS = [
  'anonymous',
  'member',
  'reader',
  'owner',
  'admin',
  'foreign',
  'system',
  'service',
] as const;
export type ActorName = (typeof ACTORS)[number];

/** What each gets; see the head of the table. */
export type Outcomes = Readonly<Record<ActorName, string>>;

/** `query account`, `POST /realms/{realm}/login`; ends with ` @system` if it is asked in the realm `system`. */
type OperationName = string;

/** The rows of the table by operation. */
export function readDenialTable(path: string): ReadonlyMap<OperationName, Outcomes> {
  const rows = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line): [OperationName, Outcomes] => {
      const [operation = '', cells = ''] = line.split('|');
      const outcomes = cells.trim().split(/\s+/);
      if (outcomes.length !== ACTORS.length) throw new Error(`Not a row of ${ACTORS.length} cells: ${line}`);
      return [operation.trim(), byActor((_actor, at) => outcomes[at] ?? '')];
    });
  const table = new Map(rows);
  if (table.size !== rows.length) throw new Error(`${path} has an operation twice.`);
  return table;
}

/** A row as the table has it. */
export function rowOf(operation: OperationName, outcomes: Outcomes): string {
  return `${operation.padEnd(62)} | ${ACTORS.map((actor) => outcomes[actor].padEnd(5)).join(' ')}`.trimEnd();
}

export function byActor<T>(make: (actor: ActorName, at: number) => T): Readonly<Record<ActorName, T>> {
  return Object.fromEntries(ACTORS.map((actor, at) => [actor, make(actor, at)])) as Record<ActorName, T>;
}
