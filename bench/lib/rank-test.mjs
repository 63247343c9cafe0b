// Mann-Whitney's U test (1947), normal approximation with the correction for ties.

/** Two-sided p: how likely two samples differ this much in rank if they come from one distribution. */
export function mannWhitneyP(a, b) {
  const all = [...a.map((value) => ({ value, first: true })), ...b.map((value) => ({ value, first: false }))];
  all.sort((x, y) => x.value - y.value);
  let rankSum = 0;
  let ties = 0;
  for (let start = 0; start < all.length;) {
    let end = start;
    while (end < all.length && all[end].value === all[start].value) end += 1;
    const rank = (start + 1 + end) / 2;
    const tied = end - start;
    ties += tied ** 3 - tied;
    for (let index = start; index < end; index += 1) if (all[index].first) rankSum += rank;
    start = end;
  }
  const n = all.length;
  const u = rankSum - (a.length * (a.length + 1)) / 2;
  const mean = (a.length * b.length) / 2;
  const deviation = Math.sqrt(((a.length * b.length) / 12) * (n + 1 - ties / (n * (n - 1))));
  return 2 * (1 - normalCdf(Math.abs(u - mean) / deviation));
}

/** The standard normal distribution function, by Abramowitz and Stegun 7.1.26 (error below 1.5e-7). */
function normalCdf(z) {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const series =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const erf = 1 - series * Math.exp(-x * x);
  return z >= 0 ? (1 + erf) / 2 : (1 - erf) / 2;
}
