import { Schema, type ClientSession } from 'mongoose';
import { badCursor } from '../../kernel/bad-cursor.js';
import { isId } from '../../kernel/ids.js';
import type { Page, PageRequest } from '../../kernel/page.js';
import { findAll } from '../../platform/mongo/find-all.js';
import type { CollectionDefinition, RealmHandle } from '../../realms/realm.js';
import { MAX_ROUTES } from './gateway-route.input.js';
import type { GatewayRoute } from './gateway-route.js';

/** A route as it is stored. */
interface RouteRecord {
  readonly _id: string;
  /** Empty for every host. */
  readonly host: string;
  readonly methods: readonly string[];
  readonly path: string;
  /** The path without the names of its variables: by host and shape, routes that exclude each other are found. */
  readonly shape: string;
  readonly action?: string;
  readonly resource?: string;
  readonly description?: string;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const schema = new Schema<RouteRecord>(
  {
    _id: { type: String, required: true },
    // An empty text is a value here, which `required` would refuse.
    host: { type: String },
    methods: { type: [String], required: true },
    path: { type: String, required: true },
    shape: { type: String, required: true },
    action: { type: String },
    resource: { type: String },
    description: { type: String },
    version: { type: Number, required: true },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { versionKey: false },
);

export const routeRecords: CollectionDefinition<RouteRecord> = {
  collection: 'routes',
  schema,
  indexes: [{ key: { host: 1, shape: 1 }, options: { name: 'host_shape' } }],
};

/** All routes of a realm: it has at most MAX_ROUTES. */
export async function allRoutes(realm: RealmHandle, session: ClientSession): Promise<GatewayRoute[]> {
  const records = await findAll<RouteRecord>(realm.model(routeRecords), {
    filter: {},
    limit: MAX_ROUTES,
    session,
  });
  return records.map(routeOf);
}

export function countRoutes(realm: RealmHandle, session: ClientSession): Promise<number> {
  return realm.model(routeRecords).countDocuments({}, { session });
}

/** The routes with these ids, in no particular order. */
export async function findRoutes(
  realm: RealmHandle,
  ids: readonly string[],
  session?: ClientSession,
): Promise<GatewayRoute[]> {
  const records = await findAll<RouteRecord>(realm.model(routeRecords), {
    filter: { _id: { $in: [...ids] } },
    limit: ids.length,
    session,
  });
  return records.map(routeOf);
}

/** The routes of one host whose paths are of one shape. */
export async function routesOfShape(
  realm: RealmHandle,
  { host, shape }: { readonly host: string | undefined; readonly shape: string },
  session: ClientSession,
): Promise<GatewayRoute[]> {
  const records = await findAll<RouteRecord>(realm.model(routeRecords), {
    filter: { host: host ?? '', shape },
    limit: MAX_ROUTES,
    session,
  });
  return records.map(routeOf);
}

/** Oldest first; a cursor is the id behind which the page starts. */
export async function pageOfRoutes(
  realm: RealmHandle,
  { first, after }: PageRequest,
): Promise<Page<GatewayRoute>> {
  if (after !== undefined && !isId(after)) {
    throw badCursor();
  }
  const records = await findAll<RouteRecord>(realm.model(routeRecords), {
    filter: after === undefined ? {} : { _id: { $gt: after } },
    sort: { _id: 1 },
    limit: first + 1,
  });
  const items = records.slice(0, first).map(routeOf);
  return { items, cursors: items.map(({ id }) => id), hasNextPage: records.length > first };
}

/** Writes a new route, or one that is there anew. */
export async function putRoute(
  realm: RealmHandle,
  route: GatewayRoute,
  shape: string,
  session: ClientSession,
): Promise<void> {
  const { id, host, demand, ...rest } = route;
  const record: RouteRecord = { ...withoutUndefined(rest), ...demand, _id: id, host: host ?? '', shape };
  await realm.model(routeRecords).replaceOne({ _id: id }, record, { session, upsert: true });
}

/** Answers the route as it was; undefined if it was not there. */
export async function removeRoute(
  realm: RealmHandle,
  id: string,
  session: ClientSession,
): Promise<GatewayRoute | undefined> {
  const removed = await realm
    .model(routeRecords)
    .findOneAndDelete({ _id: id }, { session })
    .lean<RouteRecord>();
  return removed === null ? undefined : routeOf(removed);
}

function routeOf(record: RouteRecord): GatewayRoute {
  const { _id, host, action, resource, methods, path, description, version, createdAt, updatedAt } = record;
  return {
    id: _id,
    host: host === '' ? undefined : host,
    methods,
    path,
    demand: action === undefined || resource === undefined ? undefined : { action, resource },
    description,
    version,
    createdAt,
    updatedAt,
  };
}

function withoutUndefined<T extends { readonly description?: string | undefined }>({
  description,
  ...rest
}: T): Omit<T, 'description'> & { description?: string } {
  return { ...rest, ...(description !== undefined && { description }) };
}
