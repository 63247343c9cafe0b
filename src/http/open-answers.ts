import type { ServerResponse } from 'node:http';

/** An answer that is awaited, and where it stands among the others. */
export interface OpenAnswer {
  readonly outgoing: ServerResponse;
  place: number;
}

/**
 * The answers that requests wait for. An array in which the last one takes the place of one that leaves: a Map or Set
 * that changes with every request leaves tables behind that the garbage collector takes for alive, and with them every
 * answer that they ever held, until it collects the whole heap.
 */
export interface OpenAnswers {
  add(outgoing: ServerResponse): OpenAnswer;
  remove(answer: OpenAnswer): void;
  all(): readonly OpenAnswer[];
}

export function createOpenAnswers(): OpenAnswers {
  const open: OpenAnswer[] = [];
  return {
    add(outgoing) {
      const answer = { outgoing, place: open.length };
      open.push(answer);
      return answer;
    },
    remove(answer) {
      const last = open.pop();
      if (last === undefined || last === answer) return;
      open[answer.place] = last;
      last.place = answer.place;
    },
    all: () => open,
  };
}
