// A reference that is a computation in a process of its own, not a server.
import { execFileSync } from 'node:child_process';

/** Runs a script of bench/reference that prints one JSON object of figures. */
export function raw(script, ...args) {
  const output = execFileSync(process.execPath, [`bench/reference/${script}`, ...args.map(String)]);
  return JSON.parse(output.toString());
}
