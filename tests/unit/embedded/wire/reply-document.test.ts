import { describe, expect, test } from '@jest/globals';
import { BSON } from 'bson';
import { BsonWriter } from '../../../../src/embedded/wire/bson-writer.js';
import { encodeReply } from '../../../../src/embedded/wire/message.js';
import { giveBack, takeBuffer } from '../../../../src/embedded/wire/reply-buffers.js';
import { ReplyDocument, replyPlace } from '../../../../src/embedded/wire/reply-document.js';

const trailerOf = (text: string): Buffer => Buffer.from(BSON.serialize({ text }).subarray(4, -1));

/** The document `{text}` in a buffer made for `expected` bytes. */
function reply(text: string, expected: number): ReplyDocument {
  const writer = new BsonWriter(replyPlace(expected));
  return new ReplyDocument(writer.startRoot().string('text', text).finish());
}

describe('a reply that is sent in the buffer it was written in', () => {
  test.each([
    ['of a message', false, 21],
    ['of a reply to OP_QUERY', true, 36],
  ])('is the one that is copied: %s', (_name, legacy, head) => {
    const request = { requestId: 7, legacy, body: Buffer.alloc(0), sequences: undefined, moreToCome: false };
    const trailer = trailerOf('the trailer');
    const own = encodeReply(request, { document: reply('x', 16), trailer });
    const copied = encodeReply(request, { document: Buffer.from(BSON.serialize({ text: 'x' })), trailer });
    // Each message has an id of its own, behind its length.
    const NEVER_THE_SAME = 8;
    expect(own.readInt32LE(0)).toBe(own.length);
    expect(own.subarray(NEVER_THE_SAME)).toEqual(copied.subarray(NEVER_THE_SAME));
    expect(BSON.deserialize(own.subarray(head))).toEqual({ text: 'the trailer' });
  });

  test.each([
    ['it outgrows its buffer', 'x'.repeat(100_000), 'y'],
    ['what is added to it does', 'x'.repeat(3_800), 'y'.repeat(5_000)],
    ['it is larger than buffers that are kept', 'x'.repeat(3_000_000), 'y'],
  ])('is whole where %s', (_name, text, more) => {
    const request = {
      requestId: 7,
      legacy: false,
      body: Buffer.alloc(0),
      sequences: undefined,
      moreToCome: false,
    };
    const trailer = Buffer.from(BSON.serialize({ more }).subarray(4, -1));
    const message = encodeReply(request, { document: reply(text, 16), trailer });
    expect(BSON.deserialize(message.subarray(21))).toEqual({ text, more });
  });

  test('has bytes of its own until it is sent', () => {
    const first = reply('first', 16);
    const second = reply('second', 16);
    expect(BSON.deserialize(first.bytes)).toEqual({ text: 'first' });
    expect(BSON.deserialize(second.bytes)).toEqual({ text: 'second' });
  });

  test('gives its buffer back once, however often it is released', () => {
    const one = reply('one', 16);
    one.release();
    one.release();
    expect(takeBuffer(64)).not.toBe(takeBuffer(64));
  });
});

describe('buffers of replies', () => {
  test('are as large as is asked for, and used again', () => {
    for (const size of [1, 4_096, 4_097, 1_000_000, 2_000_000])
      expect(takeBuffer(size).length).toBeGreaterThanOrEqual(size);
    const buffer = takeBuffer(300_000);
    giveBack(buffer);
    expect(takeBuffer(300_000)).toBe(buffer);
  });

  test('are kept up to 1 MB of each size, and no larger ones', () => {
    const quarters = Array.from({ length: 20 }, () => takeBuffer(2 ** 18));
    for (const buffer of quarters) giveBack(buffer);
    const again = quarters.map(() => takeBuffer(2 ** 18));
    expect(again.filter((buffer) => quarters.includes(buffer))).toHaveLength(4);
    const larger = takeBuffer(2_000_000);
    giveBack(larger);
    expect(takeBuffer(2_000_000)).not.toBe(larger);
  });

  test('are kept however many larger ones were', () => {
    const large = Array.from({ length: 20 }, () => takeBuffer(2 ** 20));
    for (const buffer of large) giveBack(buffer);
    const small = takeBuffer(2 ** 12);
    giveBack(small);
    expect(takeBuffer(2 ** 12)).toBe(small);
  });
});
