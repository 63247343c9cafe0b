import { describe, expect, test } from '@jest/globals';
import { metrics, renderMetrics } from '../../../src/platform/telemetry/metrics.js';
import { openSpan, withSpan } from '../../../src/platform/telemetry/traces.js';

describe('traces, off', () => {
  test('withSpan is a plain call', async () => {
    expect(withSpan('x', undefined, () => 7)).toBe(7);
    const promise = Promise.resolve(7);
    expect(withSpan('x', undefined, () => promise)).toBe(promise);
    await promise;
  });
  test('there is no open span', () => {
    expect(openSpan('x', 'server', {})).toBeUndefined();
  });
});

test('what is counted is there for Prometheus', async () => {
  metrics.request('/realms/{realm}/login', 'POST', 200, 0.02);
  metrics.loginOutcome('success');
  metrics.tokenIssued('login');
  metrics.graphqlOperation('query', 'success', 0.01);
  metrics.storeCommand(0.001);
  metrics.storeOperation('find');
  metrics.passwordHash('argon2id', 0.02);
  metrics.readHashQueue(() => 3);
  const { contentType, body } = await renderMetrics();
  expect(contentType).toContain('text/plain');
  for (const line of [
    'reeve_http_request_duration_seconds_count{route="/realms/{realm}/login",method="POST",status="200"} 1',
    'reeve_logins_total{outcome="success"} 1',
    'reeve_tokens_issued_total{grant="login"} 1',
    'reeve_graphql_operation_duration_seconds_count{type="query",outcome="success"} 1',
    'reeve_store_command_duration_seconds_count 1',
    'reeve_store_operations_total{operation="find"} 1',
    'reeve_password_hash_duration_seconds_count{algorithm="argon2id"} 1',
    'reeve_password_hash_queue_length 3',
    'nodejs_eventloop_delay_p99_seconds',
    'process_resident_memory_bytes',
  ]) {
    expect(body).toContain(line);
  }
});
