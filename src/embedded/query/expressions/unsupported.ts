/** Expressions and accumulators that MongoDB has and this store has not: they are refused by name. */
const unsupported: ReadonlySet<string> = new Set([
  '$accumulator', '$covariancePop', '$covarianceSamp', '$createObjectId', '$denseRank', '$derivative',
  '$documentNumber', '$encStrContains', '$encStrEndsWith', '$encStrNormalizedEq', '$encStrStartsWith',
  '$expMovingAvg', '$function', '$hash', '$hexHash', '$integral', '$linearFill', '$locf', '$median', '$meta',
  '$minMaxScaler', '$percentile', '$rank', '$sampleRate', '$serializeEJSON', '$deserializeEJSON', '$shift',
  '$sigmoid', '$similarityCosine', '$similarityDotProduct', '$similarityEuclidean', '$subtype', '$toArray',
  '$toHashedIndexKey', '$toObject', '$toUUID',
]); // prettier-ignore

export function isUnsupported(operator: string): boolean {
  return unsupported.has(operator);
}
