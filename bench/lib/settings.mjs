// How long each measurement lasts, in seconds; shorter only to try a benchmark out.
export const WARM_UP = Number(process.env.BENCH_WARM_UP ?? 10);
export const SECONDS = Number(process.env.BENCH_SECONDS ?? 15);
