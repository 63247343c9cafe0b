// What the package exports as `reeve/client`: the one list of names that others may depend on.
export { createReeve } from './reeve.js';
export type { CanOptions, Reeve, Subject } from './reeve.js';
export type { Credentials, ReeveOptions } from './settings.js';
export type { Principal } from './principal.js';
export type { Question, Resource } from './question.js';
export { createGuard } from './guard.js';
export type { Guarded, GuardedRequest, QuestionOf } from './guard.js';
export { expressGuard } from './express.js';
export { honoGuard } from './hono.js';
export { ClientError } from './client-error.js';
export type { ClientErrorCode } from './client-error.js';
