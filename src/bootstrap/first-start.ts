import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../kernel/clock.js';
import { DomainError, NotFoundError } from '../kernel/errors.js';
import { RealmSlugTakenError } from '../features/realms/realm.errors.js';
import type { RealmLifecycle } from '../features/realms/realm-lifecycle.js';
import {
  markStarted,
  readInstallation,
  settleAdministratorEmail,
  unsettleAdministratorEmail,
} from '../realms/installation.js';
import { SYSTEM_REALM, type RealmHandle } from '../realms/realm.js';
import type { RealmLease, RealmRegistry } from '../realms/registry.js';
import { ensureSecretFile, readSecretFile } from './secret-file.js';
import { StartError } from './start-error.js';

/** The login of the first administrator where REEVE_ADMIN_EMAIL does not set one. */
export const DEFAULT_ADMINISTRATOR_EMAIL = 'admin@reeve.localhost';

export const DEMO_REALM = 'demo';
/** The login of the administrator of the realm `demo`. */
export const DEMO_ADMINISTRATOR_EMAIL = 'admin@demo.localhost';

export interface FirstStartOptions {
  readonly email: string | undefined;
  readonly password: string | undefined;
  /** Where generated passwords go; undefined if none may be generated. */
  readonly secretsDir: string | undefined;
  /** Whether the first start makes a realm `demo`. */
  readonly demo: boolean;
}

export interface FirstStartDeps {
  readonly registry: RealmRegistry;
  readonly lifecycle: RealmLifecycle;
  readonly clock: Clock;
  /** The id of the realm's account with this e-mail, which is made if there is none. */
  readonly ensureUser: (
    realm: RealmHandle,
    user: { email: string; password: string; name: string },
  ) => Promise<string>;
  readonly grantAdministrator: (realm: RealmHandle, accountId: string) => Promise<void>;
}

/** An administrator that the first start made, and where the password is if it was generated. */
export interface MadeAdministrator {
  readonly realm: string;
  readonly email: string;
  readonly passwordFile: string | undefined;
}

const PASSWORD_BYTES = 18;
/** Longer than another process's claim on a half-made realm lives. */
const WAIT_FOR_REALM_MS = 30_000;
const POLL_MS = 100;

/**
 * Makes the realm `system` and its administrator, and the realm `demo` where it is wanted, once in the life of a store.
 * Every step may find itself done; the mark that all are comes last. So a start that was cut short is finished by the
 * next one, and two at once make one administrator.
 *
 * @throws StartError if e-mail or password are missing and may not be generated
 */
export async function firstStart(
  deps: FirstStartDeps,
  options: FirstStartOptions,
): Promise<{ readonly isFirst: boolean; readonly administrators: readonly MadeAdministrator[] }> {
  const { control } = deps.registry;
  const installation = await readInstallation(control);
  const isFirst = installation?.startedAt === undefined;
  if (isFirst) {
    const email = await settleAdministratorEmail(control, requiredEmail(options));
    const password = await systemPassword(options);
    try {
      await ensureAdministrator(deps, SYSTEM_REALM, 'System', email, password);
    } catch (error) {
      if (!(error instanceof DomainError) || error.status !== 400) throw error;
      await unsettleAdministratorEmail(control, email);
      throw new StartError(`REEVE_ADMIN_EMAIL or REEVE_ADMIN_PASSWORD is refused: ${error.message}`, {
        cause: error,
      });
    }
    if (options.demo) {
      const password = await generatedPassword(options, DEMO_REALM);
      await ensureAdministrator(deps, DEMO_REALM, 'Demo', DEMO_ADMINISTRATOR_EMAIL, password);
    }
    await markStarted(control, deps.clock.now());
  }
  return { isFirst, administrators: await madeAdministrators(deps, options) };
}

function requiredEmail({ email, secretsDir, password }: FirstStartOptions): string {
  if (secretsDir === undefined && (email === undefined || password === undefined)) {
    throw new StartError(
      'This MongoDB has no Reeve in it yet: set REEVE_ADMIN_EMAIL and REEVE_ADMIN_PASSWORD for the first administrator.',
    );
  }
  return email ?? DEFAULT_ADMINISTRATOR_EMAIL;
}

async function systemPassword(options: FirstStartOptions): Promise<string> {
  return options.password ?? (await generatedPassword(options, SYSTEM_REALM));
}

async function generatedPassword({ secretsDir }: FirstStartOptions, realm: string): Promise<string> {
  if (secretsDir === undefined) throw new StartError('REEVE_ADMIN_PASSWORD is required.');
  const file = await ensureSecretFile(passwordFile(secretsDir, realm), () =>
    randomBytes(PASSWORD_BYTES).toString('base64url'),
  );
  return file.secret;
}

function passwordFile(secretsDir: string, realm: string): string {
  return path.join(secretsDir, `${realm}-admin.password`);
}

async function ensureAdministrator(
  deps: FirstStartDeps,
  slug: string,
  name: string,
  email: string,
  password: string,
): Promise<void> {
  const lease = await ensureRealm(deps, slug, name);
  try {
    const accountId = await deps.ensureUser(lease.realm, { email, password, name: 'Administrator' });
    await deps.grantAdministrator(lease.realm, accountId);
  } finally {
    lease.release();
  }
}

/** Opens the realm, making it if need be; waits while another process makes it. */
async function ensureRealm(
  { registry, lifecycle }: FirstStartDeps,
  slug: string,
  name: string,
): Promise<RealmLease> {
  const deadline = Date.now() + WAIT_FOR_REALM_MS;
  for (;;) {
    try {
      return await registry.lease(slug);
    } catch (error) {
      if (!(error instanceof NotFoundError) || Date.now() > deadline) throw error;
    }
    try {
      await lifecycle.create(slug, name, {});
    } catch (error) {
      if (!(error instanceof RealmSlugTakenError)) throw error;
      await sleep(POLL_MS);
    }
  }
}

async function madeAdministrators(
  { registry }: FirstStartDeps,
  options: FirstStartOptions,
): Promise<MadeAdministrator[]> {
  const installation = await readInstallation(registry.control);
  const made: MadeAdministrator[] = [];
  const { secretsDir } = options;
  const existing = async (realm: string): Promise<string | undefined> =>
    secretsDir === undefined ? undefined : (await readSecretFile(passwordFile(secretsDir, realm)))?.path;
  if (installation?.administratorEmail !== undefined) {
    made.push({
      realm: SYSTEM_REALM,
      email: installation.administratorEmail,
      passwordFile: await existing(SYSTEM_REALM),
    });
  }
  const demoFile = await existing(DEMO_REALM);
  if (demoFile !== undefined && (await exists(registry, DEMO_REALM)))
    made.push({ realm: DEMO_REALM, email: DEMO_ADMINISTRATOR_EMAIL, passwordFile: demoFile });
  return made;
}

/** The realm `demo` may have been deleted since. */
async function exists(registry: RealmRegistry, slug: string): Promise<boolean> {
  try {
    (await registry.lease(slug)).release();
    return true;
  } catch (error) {
    if (error instanceof NotFoundError) return false;
    throw error;
  }
}
