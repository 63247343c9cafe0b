#!/usr/bin/env node
import { Command } from 'commander';
import { VERSION } from '../kernel/version.js';
import { explain } from './explain.js';

/** The program, its commands loaded when they run: `--help` reads no database driver from disk. */
function createProgram(): Command {
  const program = new Command('reeve')
    .description(
      'Reeve, the GraphQL-first identity and access server. The environment configures it; see README.md.',
    )
    .version(VERSION, '-V, --version', 'print the version')
    .showHelpAfterError('(reeve --help shows what there is)');

  program
    .command('serve')
    .description('run the server')
    .action(async () => {
      const { serve } = await import('../serve.js');
      await serve();
    });

  program
    .command('admin')
    .description('for operators who are locked out')
    .command('reset-password')
    .description('give an account a new password, end its sessions, and print the password')
    .option('--realm <slug>', 'realm of the account', 'system')
    .option(
      '--email <address>',
      'login of the account (default: the first administrator of the realm system)',
    )
    .option('--password-stdin', 'read the new password from standard input instead of generating one')
    .action(async (options: { realm: string; email?: string; passwordStdin?: true }) => {
      const { resetPassword } = await import('./reset-password.js');
      await resetPassword(options);
    });

  program
    .command('keys')
    .description('signing keys of a realm')
    .command('rotate')
    .description(
      'sign with a new key from now on; tokens signed with the old one stay good until they expire',
    )
    .requiredOption('--realm <slug>', 'realm of the keys')
    .action(async (options: { realm: string }) => {
      const { rotateKeys } = await import('./rotate-keys.js');
      await rotateKeys(options);
    });

  addStoreCommands(
    program
      .command('store')
      .description('the embedded store in DATA_DIR; check and backup also work beside a running server'),
  );

  return program;
}

function addStoreCommands(store: Command): void {
  store
    .command('check')
    .description(
      'verify checksums, the catalogue, and every index against its documents; exits with 2 if something is wrong',
    )
    .action(async () => {
      const { checkStore } = await import('./store.js');
      await checkStore();
    });
  store
    .command('backup <file>')
    .description('copy everything, as it is at one moment, into a new file, and check it')
    .action(async (file: string) => {
      const { backupStore } = await import('./store.js');
      await backupStore(file);
    });
  store
    .command('restore <file>')
    .description('make the store from a backup, after checking it; never replaces a store')
    .action(async (file: string) => {
      const { restoreStore } = await import('./store.js');
      await restoreStore(file);
    });
  store
    .command('compact')
    .description('give the space of deleted data back to the file system; the server must be stopped')
    .action(async () => {
      const { compactStore } = await import('./store.js');
      await compactStore();
    });
}

try {
  await createProgram().parseAsync();
} catch (error) {
  console.error(explain(error));
  process.exit(1);
}
