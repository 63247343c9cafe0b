import type { CodegenConfig } from '@graphql-codegen/cli';

/** Typed documents for the tests. Copy it to get the same for your own operations. */
const config: CodegenConfig = {
  schema: 'schema/schema.graphql',
  documents: ['tests/support/documents.ts'],
  generates: {
    'tests/support/gql/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        documentMode: 'string',
        enumsAsTypes: true,
        useTypeImports: true,
        strictScalars: true,
        scalars: {
          ID: 'string',
          DateTime: 'string',
          Attributes: 'Record<string, string | number | boolean | string[]>',
          PolicyDocument: 'unknown',
        },
      },
    },
  },
  importExtension: '.js',
};

export default config;
