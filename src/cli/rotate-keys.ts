import { withRealm } from './with-realm.js';

/** `reeve keys rotate`: prints the id of the new key. */
export async function rotateKeys({ realm }: { readonly realm: string }): Promise<void> {
  const key = await withRealm(realm, (core, ctx) => core.keys.rotate(ctx));
  console.error(
    `The realm ${realm} signs with a new key; tokens signed with the old one are good until they expire.`,
  );
  console.log(key.kid);
}
