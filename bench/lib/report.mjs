// A table for people, then one JSON line for programs.

const round = (value) => (value >= 100 ? Math.round(value) : Number(value.toPrecision(3)));

/** Prints `rows` (name -> figures), then `figures` as the last line; `figures.ratio` is the bounded one. */
export function report(title, rows, figures) {
  console.log(title);
  console.table(
    Object.fromEntries(
      Object.entries(rows).map(([name, row]) => [
        name,
        Object.fromEntries(Object.entries(row).map(([key, value]) => [key, round(value)])),
      ]),
    ),
  );
  console.log(
    JSON.stringify(
      Object.fromEntries(
        Object.entries(figures).map(([key, value]) => [
          key,
          typeof value === 'number' ? round(value) : value,
        ]),
      ),
    ),
  );
}
