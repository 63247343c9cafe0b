import { setFlagsFromString } from 'node:v8';

/**
 * Lets the heaps of this process grow by half, not by up to four times, before what is dead in them is collected: what
 * realms leave behind when they are closed would else pile up for minutes, though nothing holds it.
 */
export function collectEarly(): void {
  setFlagsFromString('--heap-growing-percent=50');
}
