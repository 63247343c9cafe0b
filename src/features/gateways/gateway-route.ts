/** Says what a request that arrives at a gateway is in the realm's words: this action, on this resource. */
export interface GatewayRoute {
  readonly id: string;
  /** `shop.example.com`, `*.example.com` (whatever ends so), or undefined for every host that no other route names. */
  readonly host?: string | undefined;
  /** In capitals; empty for those that no other route of the same host and path names. */
  readonly methods: readonly string[];
  /** `/orders/{id}`, `/files/{rest...}`, `/static/**`. */
  readonly path: string;
  /** What a request must be allowed; undefined for a public route, which needs no token. */
  readonly demand?: RouteDemand | undefined;
  readonly description?: string | undefined;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What is asked of the realm's policies. */
export interface RouteDemand {
  readonly action: string;
  /** With the variables of the path: `rn:acme:orders:order/{id}`. */
  readonly resource: string;
}
