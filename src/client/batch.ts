/** Collects what is asked in one turn of the event loop and has it answered together. */
export type Batch<Q, A> = (question: Q) => Promise<A>;

interface Waiting<Q, A> {
  readonly question: Q;
  readonly resolve: (answer: A) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * @param answer gets at most `size` questions and answers one for each, in their order; an Error among the answers
 *   rejects its question alone
 */
export function createBatch<Q, A>(
  answer: (questions: readonly Q[]) => Promise<readonly (A | Error)[]>,
  size: number,
): Batch<Q, A> {
  let waiting: Waiting<Q, A>[] = [];

  function flush(): void {
    const all = waiting;
    waiting = [];
    for (let from = 0; from < all.length; from += size) void send(all.slice(from, from + size));
  }

  async function send(part: readonly Waiting<Q, A>[]): Promise<void> {
    try {
      const answers = await answer(part.map(({ question }) => question));
      part.forEach(({ resolve, reject }, index) => {
        const one = answers[index];
        if (one === undefined || one instanceof Error) reject(one ?? new Error('A question got no answer.'));
        else resolve(one);
      });
    } catch (error) {
      for (const { reject } of part) reject(error);
    }
  }

  return (question) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setTimeout(flush, 0);
      waiting.push({ question, resolve, reject });
    });
}
