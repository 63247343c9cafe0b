// `npm start`: builds if the sources are newer than dist/, then runs the server in this process.
import './ensure-built.mjs';

await import('../dist/main.js');
