// `npm start`: builds if the sources are newer than dist/, then runs the server in this process.
import module from 'node:module';
import './ensure-built.mjs';

// Keeps compiled code between starts (Node 22 and later).
module.enableCompileCache?.();

await import('../dist/main.js');
