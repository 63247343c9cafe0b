import { Binary, Timestamp } from 'bson';
import { encode } from '../query/documents.js';
import type { Time } from './position.js';

const PATTERN = 0x0102_0304_0506_0708n;

/** The elements `operationTime` and `$clusterTime` (unsigned, as no keys are in use), with a time to be put in. */
const [elements, places] = (() => {
  const time = new Timestamp(PATTERN);
  const signature = { hash: new Binary(Buffer.alloc(20)), keyId: 0n };
  const document = encode({ operationTime: time, $clusterTime: { clusterTime: time, signature } });
  const bytes = document.subarray(4, document.length - 1);
  const pattern = Buffer.alloc(8);
  pattern.writeBigUInt64LE(PATTERN);
  return [bytes, [bytes.indexOf(pattern), bytes.lastIndexOf(pattern)]] as const;
})();

let last: { readonly time: Time; readonly bytes: Buffer } | undefined;

/** What every reply of a replica set says of time: that of its own commit, or else of the last one that it can have seen. */
export function replyTimes(time: Time): Buffer {
  if (last?.time === time) return last.bytes;
  const bytes = Buffer.from(elements);
  for (const place of places) bytes.writeBigUInt64LE(time, place);
  last = { time, bytes };
  return bytes;
}
