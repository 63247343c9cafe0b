export type MaintenanceCode =
  'STORE_MISSING' | 'STORE_EXISTS' | 'STORE_DAMAGED' | 'BACKUP_EXISTS' | 'BACKUP_MISSING' | 'FOLDER_MISSING';

/** Why a store was not checked, copied, restored or compacted; nothing was changed. */
export class MaintenanceError extends Error {
  override readonly name = 'MaintenanceError';
  readonly code: MaintenanceCode;

  constructor(code: MaintenanceCode, message: string) {
    super(message);
    this.code = code;
  }
}
