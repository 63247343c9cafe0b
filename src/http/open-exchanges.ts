import type { Exchange } from './exchange.js';

/**
 * The requests that wait for their answers. An array in which the last one takes the place of one that leaves: a Map or
 * Set that changes with every request leaves tables behind that the garbage collector takes for alive, and with them
 * every request that they ever held, until it collects the whole heap.
 */
export interface OpenExchanges {
  add(exchange: Exchange): void;
  remove(exchange: Exchange): void;
  all(): readonly Exchange[];
}

export function createOpenExchanges(): OpenExchanges {
  const open: Exchange[] = [];
  return {
    add(exchange) {
      exchange.place = open.length;
      open.push(exchange);
    },
    remove(exchange) {
      const last = open.pop();
      if (last === undefined || last === exchange) return;
      open[exchange.place] = last;
      last.place = exchange.place;
    },
    all: () => open,
  };
}
