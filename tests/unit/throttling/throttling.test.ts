import { describe, expect, test } from '@jest/globals';
import { lockedUntil } from '../../../src/features/throttling/back-off.js';
import { clientNetwork } from '../../../src/features/throttling/client-network.js';

describe('back-off', () => {
  const limit = { free: 5, capMs: 60_000 };

  test.each([
    [4, 0],
    [5, 2000],
    [6, 4000],
    [9, 32_000],
    [10, 60_000],
    [1_000_000, 60_000],
  ])('after %i failures it lasts %i ms', (failures, wait) => {
    expect(lockedUntil({ failures, lastAt: 1000 }, limit)).toBe(wait === 0 ? 0 : 1000 + wait);
  });
});

describe('what counts as one address', () => {
  test.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::1', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002:ffff::', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['64:ff9b::192.0.2.33', '64:ff9b:0:0::/64'],
    ['unknown', 'unknown'],
  ])('%s: %s', (address, network) => {
    expect(clientNetwork(address)).toBe(network);
  });
});
