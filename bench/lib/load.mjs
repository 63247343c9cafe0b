// One burst of HTTP load, and what it cost the server.
import autocannon from 'autocannon';
import { cpuMilliseconds, mainThreadMilliseconds } from './processes.mjs';

/**
 * Sends `requests` (picked at random) for `seconds` over `connections` connections.
 * Answers CPU milliseconds per request (all threads, and the main one), requests per second, p50 and p99 in ms, and how many answers were not 2xx.
 */
export async function load({ url, pid, requests, connections = 16, seconds }) {
  const before = cpuMilliseconds(pid);
  const mainBefore = mainThreadMilliseconds(pid);
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    // What autocannon fills in (the Host header) stays.
    requests: [
      { setupRequest: (base) => ({ ...base, ...requests[Math.floor(Math.random() * requests.length)] }) },
    ],
  });
  const answered = result.requests.total;
  return {
    cpu: (cpuMilliseconds(pid) - before) / answered,
    mainCpu: (mainThreadMilliseconds(pid) - mainBefore) / answered,
    rps: answered / seconds,
    p50: result.latency.p50,
    p99: result.latency.p99,
    failed: result.non2xx + result.errors,
    answered,
  };
}
