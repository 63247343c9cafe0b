import type { Config } from '../../config/config.js';
import { useTracing } from './traces.js';

/**
 * Sends spans to an OTLP collector, if one is configured; else loads nothing. The SDK is heavy, so only this file knows
 * it, and only by dynamic import. Returns how to flush and stop.
 */
export async function startTracing(config: Config['telemetry']): Promise<() => Promise<void>> {
  const { otlpEndpoint, serviceName } = config;
  if (otlpEndpoint === undefined) return () => Promise.resolve();

  const [api, { NodeSDK, tracing: sdkTracing, resources }, { OTLPTraceExporter }] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-node'),
    import('@opentelemetry/exporter-trace-otlp-proto'),
  ]);
  const exporter = new OTLPTraceExporter({ url: `${otlpEndpoint}/v1/traces`, timeoutMillis: 5000 });
  const sdk = new NodeSDK({
    serviceName,
    resource: resources.resourceFromAttributes({}),
    autoDetectResources: false,
    instrumentations: [],
    spanProcessors: [new sdkTracing.BatchSpanProcessor(exporter)],
    metricReaders: [],
    logRecordProcessors: [],
  });
  sdk.start();
  useTracing({ api, tracer: api.trace.getTracer('reeve') });
  return async () => {
    useTracing(undefined);
    // It rejects where no collector answers: that must not fail a shutdown.
    await sdk.shutdown().catch(() => undefined);
  };
}
