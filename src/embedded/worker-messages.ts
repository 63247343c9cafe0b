export type ToWorker = 'close';

export type FromWorker =
  | { readonly kind: 'ready'; readonly uri: string }
  | { readonly kind: 'closed' }
  | {
      readonly kind: 'failed';
      readonly message: string;
      /** Of an error with a stable code. */
      readonly code: string | undefined;
      readonly owned: { readonly dataDir: string; readonly uri: string | undefined } | undefined;
    };
