import { accumulatorOperators } from './accumulator-operators.js';
import { arithmeticOperators } from './arithmetic-operators.js';
import { arrayOperators } from './array-operators.js';
import type { OperatorCompiler } from './compile.js';
import { conditionOperators } from './condition-operators.js';
import { convertOperators } from './convert-operators.js';
import { dateOperators } from './date-operators.js';
import { iterationOperators } from './iteration-operators.js';
import { mathOperators } from './math-operators.js';
import { objectOperators } from './object-operators.js';
import { setOperators } from './set-operators.js';
import { stringOperators } from './string-operators.js';
import { textOperators } from './text-operators.js';

const tables = (): Readonly<Record<string, OperatorCompiler>>[] => [
  accumulatorOperators,
  arithmeticOperators,
  arrayOperators,
  conditionOperators,
  convertOperators,
  dateOperators,
  iterationOperators,
  mathOperators,
  objectOperators,
  setOperators,
  stringOperators,
  textOperators,
];

let byName: ReadonlyMap<string, OperatorCompiler> | undefined;

/** The compiler of an expression operator (`$add`); undefined if there is none. */
export function findOperator(name: string): OperatorCompiler | undefined {
  // made at first use: the tables' modules import the compiler, which imports this one
  byName ??= new Map(tables().flatMap((table) => Object.entries(table)));
  return byName.get(name);
}
