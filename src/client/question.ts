/** A thing of your application: `{type: 'orders/order', id: '42'}` is `rn:{realm}:orders:order/42`. */
export interface Resource {
  /** `T`, or `service/kind`. */
  readonly type: string;
  /** An id, or a name that already is one (`rn:...`, `arn:...`). */
  readonly id: string;
}

/** What is asked about somebody. */
export interface Question {
  /** `Read` (of the resource's service), or a full name such as `orders:Read`. */
  readonly action: string;
  readonly resource: Resource;
  /** Circumstances that conditions may look at; needs `iam:SupplyContext`. */
  readonly context?: Readonly<Record<string, unknown>> | undefined;
}

/** A question with the id of the account that it is about. */
export interface QuestionAbout extends Question {
  readonly subject: string;
}

/** AuthZEN's form of it (Authorization API 1.0, section 5). */
export function evaluationOf({ subject, action, resource, context }: QuestionAbout): object {
  return {
    subject: { type: 'account', id: subject },
    action: { name: action },
    resource: { type: resource.type, id: resource.id },
    ...(context === undefined ? {} : { context }),
  };
}

/** Equal for equal questions. */
export function questionKey({ subject, action, resource, context }: QuestionAbout): string {
  return JSON.stringify([subject, action, resource.type, resource.id, context ?? null]);
}
