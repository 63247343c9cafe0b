import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import type { CommandError } from '../../../../src/embedded/query/errors.js';
import { compileExpression } from '../../../../src/embedded/query/expression.js';
import { compileFilter } from '../../../../src/embedded/query/filter.js';
import { compilePipeline } from '../../../../src/embedded/query/pipeline.js';
import { compileUpdate } from '../../../../src/embedded/query/update.js';

type Kind = 'expressions' | 'accumulators' | 'stages' | 'query' | 'update';

/** All operators and stages that MongoDB's manual lists. */
const operators = JSON.parse(
  readFileSync(new URL('data/operators.json', import.meta.url), 'utf8'),
) as Readonly<Record<Kind, readonly string[]>>;

/** Compiles an operator with an operand that is wrong for most: to be known is to complain of that. */
const compile: Readonly<Record<Kind, (name: string) => unknown>> = {
  expressions: (name) => compileExpression({ [name]: { wrong: 1 } }),
  accumulators: (name) => compilePipeline([{ $group: { _id: null, field: { [name]: { wrong: 1 } } } }]),
  stages: (name) => compilePipeline([{ [name]: { wrong: 1 } }]),
  query: (name) =>
    ['$and', '$or', '$nor', '$expr', '$where', '$text', '$jsonSchema', '$sampleRate', '$comment'].includes(
      name,
    )
      ? compileFilter({ [name]: 1 })
      : compileFilter({ field: { [name]: 1 } }),
  update: (name) => compileUpdate({ [name]: { field: { wrong: 1 } } }),
};

/** What is not supported, and the code and words with which it is refused. */
const refused: Readonly<Record<Kind, readonly [number, RegExp]>> = {
  expressions: [168, /^the expression \$\w+ is not supported$/],
  accumulators: [15952, /^the accumulator \$\w+ is not supported$/],
  stages: [115, /^the stage \$\w+ is not supported$/],
  query: [2, /\$\w+\)? (?:is|are) not supported/],
  update: [0, /nothing/],
};
/** How a name that there is not is refused: no operator of the manual may be. */
const unknown =
  /^(?:Unrecognized (?:expression|pipeline stage)|unknown (?:group |top level )?operator|Unknown modifier)/;

function failure(kind: Kind, name: string): CommandError | undefined {
  try {
    compile[kind](name);
    return undefined;
  } catch (error) {
    return error as CommandError;
  }
}

describe.each(Object.keys(compile) as Kind[])("the manual's %s", (kind) => {
  test.each(operators[kind])('%s is known, or refused by its name', (name) => {
    const error = failure(kind, name);
    if (error === undefined) return;
    expect(error.message).not.toMatch(unknown);
    if (!/not supported/.test(error.message)) return;
    const [code, words] = refused[kind];
    expect({ code: error.code, message: error.message }).toEqual({
      code,
      message: expect.stringMatching(words),
    });
    expect(error.message).toContain(name);
  });

  test('a name that is none is refused as such', () => {
    expect(failure(kind, '$nothingOfTheKind')?.message).toMatch(unknown);
  });
});
