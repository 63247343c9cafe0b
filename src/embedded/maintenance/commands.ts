import type { Command } from '../commands/command.js';
import { typeMismatch } from '../query/errors.js';
import { checkStorage } from './check.js';

/** What the command line asks of a running owner; no MongoDB has them. */
export const maintenanceCommands: Readonly<Record<string, Command>> = {
  /** Answers a CheckReport. */
  storeCheck: {
    fields: [],
    adminOnly: true,
    run: async ({ engine }) => ({ ...(await checkStorage(engine.storage)) }),
  },
  /** Copies the store into the folder that it names, as Storage.copyTo does. */
  storeBackup: {
    fields: [],
    adminOnly: true,
    run: async ({ engine, args }) => {
      const path = args.storeBackup;
      if (typeof path !== 'string') throw typeMismatch("The field 'storeBackup' must be a string");
      await engine.storage.copyTo(path);
      return {};
    },
  },
};
