// Ours, the reference, ours, the reference ...: only ratios taken in one run mean anything.

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * `sides` maps a name to a function that measures once and answers an object of numbers.
 * Runs every side `rounds` times in turn; answers the medians of each figure, by side.
 */
export async function alternate(sides, rounds = 3) {
  const samples = Object.fromEntries(Object.keys(sides).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, measure] of Object.entries(sides)) samples[name].push(await measure());
  }
  return Object.fromEntries(
    Object.entries(samples).map(([name, taken]) => [
      name,
      Object.fromEntries(Object.keys(taken[0]).map((key) => [key, median(taken.map((one) => one[key]))])),
    ]),
  );
}
