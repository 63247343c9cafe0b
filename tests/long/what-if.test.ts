import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { twoProcesses, type ProcessInRealm, type TwoProcesses } from '../support/two-processes.js';
import { compareWithDoingIt } from '../support/what-if-comparison.js';

let processes: TwoProcesses;
let first: ProcessInRealm;

beforeAll(async () => {
  processes = await twoProcesses();
  [first] = await processes.realm();
});
afterAll(() => processes.close());

test('what-if agrees with doing it, in 1,000 random realms', async () => {
  let differences = 0;
  let refused = 0;
  for (let seed = 1001; seed <= 2000; seed += 1) {
    const compared = await compareWithDoingIt(first, seed);
    expect({ seed, wrong: compared.wrong }).toEqual({ seed, wrong: [] });
    if (compared.refused) refused += 1;
    differences += compared.differences;
  }
  // Else nothing would have been compared.
  expect(differences).toBeGreaterThan(3000);
  expect(refused).toBeLessThan(500);
});
