import type { StatementElement } from '../../src/decision/document.js';
import { STRONG_PASSWORD } from './passwords.js';
import type { Scenario } from './scenario.js';
import type { TestServer } from './server.js';

/** What became of an attempt: undefined if it was done. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
}

/** An account with a token, which holds what a test says and nothing else but what is its own. */
export interface Delegate {
  readonly id: string;
  readonly token: string;
  /** Gives it these statements in the place of those that it had. */
  holds(...statements: readonly StatementElement[]): Promise<void>;
  /** Runs one mutation as the delegate. An answer for each is refused if one of them is. */
  attempt(mutation: string, input: object): Promise<Refusal | undefined>;
}

/** Answers for each, and where their errors are. */
const RESULTS: Readonly<Record<string, string>> = {
  addGroupMembers: '... on GroupMembersChange { results { error { code message } } }',
  removeGroupMembers: '... on GroupMembersChange { results { error { code message } } }',
  importAccounts: '... on AccountsImport { results { error { code message } } }',
  registerResources: '... on ResourcesRegistration { results { error { code message } } }',
};

interface MutationAnswer extends Partial<Refusal> {
  readonly results?: readonly { readonly error: Refusal | null }[];
}

export async function delegateIn(
  server: TestServer,
  scenario: Scenario,
  realm: string,
  email: string,
): Promise<Delegate> {
  const id = await scenario.user(realm, email);
  const token = (await server.login(realm, email, STRONG_PASSWORD)).body.access_token;
  return {
    id,
    token,

    async holds(...statements) {
      const document = {
        Version: '2012-10-17',
        Statement:
          statements.length > 0 ? statements : [{ Effect: 'Allow', Action: 'no:Thing', Resource: '*' }],
      };
      await scenario.mutate(realm, 'putInlinePolicy', { targetId: id, name: 'own', document });
    },

    async attempt(mutation, input) {
      const inputType = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
      const data = await server.graphql<Record<string, MutationAnswer>>(
        `mutation ($input: ${inputType}!) { ${mutation}(input: $input) {
           __typename ${RESULTS[mutation] ?? ''} ... on Error { code message } } }`,
        { input },
        { realm, token },
      );
      const answer = data[mutation];
      const refused = answer?.results?.find(({ error }) => error !== null)?.error;
      if (refused != null) return refused;
      return answer?.code === undefined ? undefined : { code: answer.code, message: answer.message ?? '' };
    },
  };
}
