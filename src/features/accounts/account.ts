/** A person or a service that can authenticate. */
export interface Account {
  readonly id: string;
  readonly kind: AccountKind;
  /** The login name of a USER, as it was typed. A SERVICE has none. */
  readonly email?: string | undefined;
  /** What another system calls it; unique in its realm. */
  readonly externalId?: string | undefined;
  readonly name?: string | undefined;
  readonly status: AccountStatus;
  readonly attributes: AccountAttributes;
  /** Raised by every change of the record; `expectedVersion` is compared with it. */
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export const ACCOUNT_KINDS = ['USER', 'SERVICE'] as const;
export type AccountKind = (typeof ACCOUNT_KINDS)[number];

/** A DISABLED account cannot log in, and none of its tokens is good. */
export const ACCOUNT_STATUSES = ['ACTIVE', 'DISABLED'] as const;
export type AccountStatus = (typeof ACCOUNT_STATUSES)[number];

export type AttributeValue = string | number | boolean | readonly string[];
export type AccountAttributes = Readonly<Record<string, AttributeValue>>;

export const ACCOUNT_SORT_FIELDS = ['CREATED_AT', 'EMAIL', 'NAME'] as const;
export type AccountSortField = (typeof ACCOUNT_SORT_FIELDS)[number];

/** The order of a list. EMAIL and NAME order by the normalised form; what has none comes first. */
export interface AccountSort {
  readonly field: AccountSortField;
  readonly direction: 'ASC' | 'DESC';
}

/** Which accounts a list holds; conditions add up. Prefixes are compared without regard to case. */
export interface AccountFilter {
  readonly emailPrefix?: string | undefined;
  readonly namePrefix?: string | undefined;
  readonly status?: AccountStatus | undefined;
  readonly kind?: AccountKind | undefined;
}
