import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { createDeletionSweeper } from '../../../src/features/policies/deletion-sweeper.js';
import type { RealmLease } from '../../../src/realms/registry.js';

const lease = jest.fn<(slug: string) => Promise<RealmLease>>();
const logger = { info: jest.fn(), warn: jest.fn() };

beforeEach(() => {
  jest.useFakeTimers();
  lease.mockReset().mockRejectedValue(new Error('The store is away.'));
});
afterEach(() => {
  jest.useRealTimers();
});

function sweeperWhile(open: boolean) {
  return createDeletionSweeper({ isOpen: () => open, lease, logger, delayMs: 1000 });
}

test('a realm that is open still is leased after a while', () => {
  sweeperWhile(true).later('acme');
  jest.advanceTimersByTime(999);
  expect(lease).not.toHaveBeenCalled();
  jest.advanceTimersByTime(1);
  expect(lease).toHaveBeenCalledWith('acme');
});

test('a realm that was closed meanwhile is not opened again', () => {
  sweeperWhile(false).later('acme');
  jest.advanceTimersByTime(10_000);
  expect(lease).not.toHaveBeenCalled();
});

test('after a stop nothing is leased', () => {
  const sweeper = sweeperWhile(true);
  sweeper.later('acme');
  sweeper.stop();
  jest.advanceTimersByTime(10_000);
  expect(lease).not.toHaveBeenCalled();
});
