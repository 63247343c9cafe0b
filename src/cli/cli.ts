#!/usr/bin/env node
import { Command } from 'commander';

const program = new Command('reeve').description('Reeve, the GraphQL-first identity and access server.');

program
  .command('serve', { isDefault: true })
  .description('Run the server (the environment configures it).')
  .action(async () => {
    const { serve } = await import('../serve.js');
    await serve();
  });

await program.parseAsync();
