import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Relation } from '../../src/features/edges/edge.js';
import { createSimulationModule } from '../../src/features/simulation/simulation.module.js';
import { twoProcesses, type ProcessInRealm, type TwoProcesses } from '../support/two-processes.js';
import { compareWithDoingIt } from '../support/what-if-comparison.js';

let processes: TwoProcesses;
let first: ProcessInRealm;

beforeAll(async () => {
  processes = await twoProcesses();
  [first] = await processes.realm();
});
afterAll(() => processes.close());

test('what-if agrees with doing it, in 20 random realms (tests/long has 1,000)', async () => {
  let differences = 0;
  let refused = 0;
  for (let seed = 1; seed <= 20; seed += 1) {
    const compared = await compareWithDoingIt(first, seed);
    expect({ seed, wrong: compared.wrong }).toEqual({ seed, wrong: [] });
    if (compared.refused) refused += 1;
    differences += compared.differences;
  }
  // Else nothing would have been compared.
  expect(differences).toBeGreaterThan(40);
  expect(refused).toBeLessThan(12);
}, 120_000);

test.each<[string, Relation]>([
  ['that overlooks boundaries', 'bounded'],
  ['that overlooks assignments of roles', 'assigned'],
])(
  'a what-if %s is found out',
  async (_what, overlooked) => {
    const { reads } = first.sources;
    const links: typeof reads.links = async (...asked) =>
      (await reads.links(...asked)).filter(({ relation }) => relation !== overlooked);
    const sources = { ...first.sources, reads: { ...reads, links } };
    const broken = createSimulationModule({ ...first, sources });
    for (let seed = 1; seed <= 30; seed += 1) {
      if ((await compareWithDoingIt(first, seed, broken)).wrong.length > 0) return;
    }
    throw new Error('Nobody noticed.');
  },
  120_000,
);
