/** What is assigned to accounts and groups. A role may include roles: whoever holds it holds those too. */
export interface Role {
  readonly id: string;
  /** Unique in its realm. */
  readonly name: string;
  readonly description?: string;
  /** True for a role that Reeve made and that nobody can rename or delete. */
  readonly builtIn: boolean;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** The name of the built-in role whose holders may do everything in their realm. */
export const ADMINISTRATOR_ROLE = 'administrator';
