import { lexicographicSortSchema, printSchema } from 'graphql';
import { createSchema } from './schema.js';

/** The schema as schema/schema.graphql has it. */
export function printGraphqlSchema(): string {
  return `${printSchema(lexicographicSortSchema(createSchema()))}\n`;
}
