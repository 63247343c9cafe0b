// `npm run build`: the bundle, and the type declarations of what the package exports.
import { fileURLToPath } from 'node:url';
import { buildTypes } from './build-types.mjs';
import './bundle.mjs';

await buildTypes(fileURLToPath(new URL('..', import.meta.url)));
