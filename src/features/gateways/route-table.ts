import { AmbiguousRequestError } from './gateway.errors.js';
import type { GatewayRoute } from './gateway-route.js';
import { parseRoutePath, type RouteSegment } from './route-path.js';
import { parseRouteResource, type ResourceTemplate } from './route-resource.js';

/** A request as it arrived at the gateway, read by the rules of request-path.ts and route-host.ts. */
export interface RoutedRequest {
  readonly host: string;
  readonly method: string;
  readonly segments: readonly string[];
}

/** What a request is, in the realm's words. */
export type RouteMatch =
  | { readonly route: GatewayRoute; readonly public: true }
  | {
      readonly route: GatewayRoute;
      readonly public: false;
      readonly action: string;
      readonly resource: string;
    };

/** All routes of a realm, compiled. */
export interface RouteTable {
  /**
   * The route for a request: the most specific host that any route names, in it the most specific path, there the
   * method. Whoever is more specific settles it: no broader route gets what it has no method for. Undefined for none.
   *
   * @throws AmbiguousRequestError for a path that differs from a route's in nothing but how its characters are written
   */
  match(request: RoutedRequest): RouteMatch | undefined;
}

interface Entry {
  readonly route: GatewayRoute;
  readonly action?: string;
  readonly resource?: ResourceTemplate;
}

/** The routes of one host and path. */
interface Slot {
  readonly methods: Map<string, Entry>;
  otherMethods?: Entry;
}

interface PathNode {
  readonly literals: Map<string, PathNode>;
  /** The same without regard to case and form of characters. */
  readonly folded: Set<string>;
  variable?: PathNode;
  here?: Slot;
  rest?: Slot;
  any?: Slot;
}

const EVERY_HOST = '';

export function compileRouteTable(routes: readonly GatewayRoute[], realmSlug: string): RouteTable {
  const hosts = new Map<string, PathNode>();
  for (const route of routes) {
    const host = route.host ?? EVERY_HOST;
    const root = hosts.get(host) ?? emptyNode();
    hosts.set(host, root);
    add(root, route, realmSlug);
  }
  return {
    match({ host, method, segments }) {
      const root = pathsOf(hosts, host);
      const slot = root && find(root, segments, 0);
      const entry = slot?.methods.get(method) ?? slot?.otherMethods;
      if (entry === undefined) return undefined;
      const { route, action, resource } = entry;
      if (action === undefined || resource === undefined) return { route, public: true };
      return { route, public: false, action, resource: resource.fill(segments) };
    },
  };
}

function emptyNode(): PathNode {
  return { literals: new Map(), folded: new Set() };
}

function add(root: PathNode, route: GatewayRoute, realmSlug: string): void {
  const path = parseRoutePath(route.path);
  const { demand } = route;
  const entry: Entry = {
    route,
    ...(demand && { action: demand.action, resource: parseRouteResource(demand.resource, realmSlug, path) }),
  };
  const slot = slotOf(root, path);
  for (const method of route.methods) slot.methods.set(method, entry);
  if (route.methods.length === 0) slot.otherMethods = entry;
}

function slotOf(root: PathNode, path: readonly RouteSegment[]): Slot {
  let node = root;
  for (const segment of path) {
    if (segment.kind === 'rest' || segment.kind === 'any') {
      return (node[segment.kind] ??= { methods: new Map() });
    }
    if (segment.kind === 'variable') node = node.variable ??= emptyNode();
    else node = literalOf(node, segment.text);
  }
  return (node.here ??= { methods: new Map() });
}

function literalOf(node: PathNode, text: string): PathNode {
  const child = node.literals.get(text) ?? emptyNode();
  node.literals.set(text, child);
  node.folded.add(folded(text));
  return child;
}

/** What a service that regards neither case nor Unicode's forms of a character takes for the same. */
function folded(text: string): string {
  return text.normalize('NFKC').toUpperCase();
}

/** The paths of the most specific host that names this one. */
function pathsOf(hosts: ReadonlyMap<string, PathNode>, host: string): PathNode | undefined {
  const exact = hosts.get(host);
  if (exact !== undefined) return exact;
  for (let dot = host.indexOf('.'); dot !== -1; dot = host.indexOf('.', dot + 1)) {
    const wild = hosts.get(`*${host.slice(dot)}`);
    if (wild !== undefined) return wild;
  }
  return hosts.get(EVERY_HOST);
}

/** Literals before variables before rests, at each segment; no node is visited twice. */
function find(node: PathNode, segments: readonly string[], at: number): Slot | undefined {
  const segment = segments[at];
  if (segment === undefined) return node.here ?? node.any;
  const literal = node.literals.get(segment);
  // Many services do not regard case: were it another path, it would be a way around the route.
  if (literal === undefined && node.folded.size > 0 && node.folded.has(folded(segment))) {
    throw new AmbiguousRequestError(
      "its path differs from a route's in nothing but case, or the form of characters",
    );
  }
  return (
    (literal && find(literal, segments, at + 1)) ??
    (node.variable && find(node.variable, segments, at + 1)) ??
    node.rest ??
    node.any
  );
}
