/** Something of an application that a realm knows by name: what stands in policies as `rn:acme:orders:order/42`. */
export interface Resource {
  /** Its name in policies; unique. */
  readonly name: string;
  /** `order` or `orders/order`. */
  readonly type: string;
  /** What its application calls it. */
  readonly id: string;
  /** In decisions: `aws:ResourceTag/KEY`. */
  readonly tags: ResourceTags;
  /** The account that it belongs to; in decisions: `reeve:ResourceOwner`. */
  readonly owner?: string | undefined;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export type ResourceTags = Readonly<Record<string, string>>;
