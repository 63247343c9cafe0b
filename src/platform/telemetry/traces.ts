import type * as OpenTelemetry from '@opentelemetry/api';
import type { Attributes, Context, Span, SpanKind, Tracer } from '@opentelemetry/api';

/** The parts of OpenTelemetry that spans need, present only while traces are on. */
export interface Tracing {
  readonly tracer: Tracer;
  readonly api: typeof OpenTelemetry;
}

let tracing: Tracing | undefined;

/** Switches spans on. `startTracing` is the only caller in a server; tests may pass a tracer of their own. */
export function useTracing(next: Tracing | undefined): void {
  tracing = next;
}

/** Spans are on, and this is what makes them. */
export function currentTracing(): Tracing | undefined {
  return tracing;
}

function fail(active: Tracing, span: Span, error: unknown): void {
  span.setStatus({
    code: active.api.SpanStatusCode.ERROR,
    message: error instanceof Error ? error.name : 'error',
  });
}

/** Ends the span when the value is there, and marks it if the work failed. The message of an error may hold data; its name may not. */
function settle<T>(active: Tracing, span: Span, work: () => T): T {
  try {
    const value = work();
    if (value instanceof Promise) {
      return value.then(
        (result: unknown) => {
          span.end();
          return result;
        },
        (error: unknown) => {
          fail(active, span, error);
          span.end();
          throw error;
        },
      ) as T;
    }
    span.end();
    return value;
  } catch (error) {
    fail(active, span, error);
    span.end();
    throw error;
  }
}

/** Runs `work` (sync or async) in a span. While traces are off this is a plain call. */
export function withSpan<T>(name: string, attributes: Attributes | undefined, work: () => T): T {
  const active = tracing;
  if (active === undefined) return work();
  return active.tracer.startActiveSpan(name, attributes === undefined ? {} : { attributes }, (span) =>
    settle(active, span, work),
  );
}

/** A span whose end somebody else knows (an HTTP response, a command of the driver). */
export interface OpenSpan {
  readonly traceId: string;
  /** The name that is known only later (a route's pattern). */
  rename(name: string): void;
  setAttributes(attributes: Attributes): void;
  /** Runs `work` with the span as the parent of what it starts. */
  run<T>(work: () => T): T;
  end(failed: boolean): void;
}

/** Starts such a span; undefined while traces are off. `carrier` holds the caller's traceparent, if any. */
export function openSpan(
  name: string,
  kind: 'server' | 'client',
  attributes: Attributes,
  carrier?: Readonly<Record<string, unknown>>,
): OpenSpan | undefined {
  if (tracing === undefined) return undefined;
  const { api, tracer } = tracing;
  const kinds: Record<typeof kind, SpanKind> = { server: api.SpanKind.SERVER, client: api.SpanKind.CLIENT };
  const parent: Context =
    carrier === undefined ? api.context.active() : api.propagation.extract(api.ROOT_CONTEXT, carrier);
  const span = tracer.startSpan(name, { kind: kinds[kind], attributes }, parent);
  const scope = api.trace.setSpan(parent, span);
  return {
    traceId: span.spanContext().traceId,
    rename: (later) => void span.updateName(later),
    setAttributes: (more) => span.setAttributes(more),
    run: (work) => api.context.with(scope, work),
    end(failed) {
      if (failed) span.setStatus({ code: api.SpanStatusCode.ERROR });
      span.end();
    },
  };
}
