import { aggregateCommands } from './aggregate.js';
import { collModCommands } from './coll-mod.js';
import { collectionCommands } from './collections.js';
import type { Command } from './command.js';
import { countCommands } from './count.js';
import { cursorCommands } from './cursors.js';
import { deleteCommands } from './delete.js';
import { explainCommands } from './explain.js';
import { findAndModifyCommands } from './find-and-modify.js';
import { findCommands } from './find.js';
import { indexCommands } from './indexes.js';
import { insertCommands } from './insert.js';
import { maintenanceCommands } from '../maintenance/commands.js';
import { renameCommands } from './rename.js';
import { serverCommands } from './server.js';
import { transactionCommands } from './transactions.js';
import { updateCommands } from './update.js';

/** Every command that this store has. */
export const COMMANDS: ReadonlyMap<string, Command> = new Map(
  Object.entries({
    ...serverCommands,
    ...findCommands,
    ...cursorCommands,
    ...countCommands,
    ...explainCommands,
    ...aggregateCommands,
    ...insertCommands,
    ...updateCommands,
    ...deleteCommands,
    ...findAndModifyCommands,
    ...collectionCommands,
    ...collModCommands,
    ...renameCommands,
    ...indexCommands,
    ...transactionCommands,
    ...maintenanceCommands,
  }),
);
