/** Questions that are answered together, by one piece of work for all that wait. */
export interface Gathering<Q, A> {
  /** Answers what `work` answers for this question. */
  ask(question: Q): Promise<A>;
  /** Begins with what waits, unless it is still worth waiting. */
  check(): void;
}

export interface GatheringOptions<Q, A> {
  /** Begins the work for all that waited; answers in their order, so that each has a failure of its own. */
  readonly work: (questions: readonly Q[]) => readonly Promise<A>[];
  /** Whether more questions are worth waiting for. Whoever says so calls `check` when it may have changed. */
  readonly worthWaiting: () => boolean;
  /** So many begin at once, whatever is worth waiting for. */
  readonly most: number;
  /** Nobody waits longer, in milliseconds; unbounded, but for `check`, if it is left out. */
  readonly withinMs?: number;
}

interface Waiting<Q, A> {
  readonly question: Q;
  readonly settle: (answer: Promise<A>) => void;
}

/**
 * Gathers questions while waiting costs nobody anything; where nobody waits for anything, each is asked at once. What a
 * command to the store costs beside its documents is then paid once for many.
 */
export function createGathering<Q, A>(options: GatheringOptions<Q, A>): Gathering<Q, A> {
  const { work, worthWaiting, most, withinMs } = options;
  let waiting: Waiting<Q, A>[] = [];
  let timer: NodeJS.Timeout | undefined;

  function begin(): void {
    clearTimeout(timer);
    timer = undefined;
    const begun = waiting;
    waiting = [];
    const answers = answersTo(begun.map(({ question }) => question));
    begun.forEach(({ settle }, at) =>
      settle(answers[at] ?? Promise.reject(new Error('A question was not answered.'))),
    );
  }

  /** Work that throws instead of answering fails everybody, and nobody else. */
  function answersTo(questions: readonly Q[]): readonly Promise<A>[] {
    try {
      return work(questions);
    } catch (error) {
      return questions.map(() => Promise.reject(error instanceof Error ? error : new Error(String(error))));
    }
  }

  return {
    ask(question) {
      return new Promise<A>((settle) => {
        waiting.push({ question, settle });
        if (waiting.length >= most || !worthWaiting()) begin();
        else if (withinMs !== undefined) timer ??= setTimeout(begin, withinMs);
      });
    },
    check() {
      if (waiting.length > 0 && !worthWaiting()) begin();
    },
  };
}
