// Loaded before our processes on Node 24. For each relative import of a module it reads the package.json above it as a
// whole, only to learn that files are modules. Drizzle's is 179 kB, and half of its four hundred imports a start waits for
// were spent on that: a server's imports take two thirds of the time without it.
import { registerHooks } from 'node:module';

const inDrizzle = /\/node_modules\/drizzle-orm\/.*\.js$/;

registerHooks({
  resolve(specifier, context, next) {
    const from = context.parentURL ?? '';
    if (!/^\..*\.js$/.test(specifier) || !inDrizzle.test(from)) return next(specifier, context);
    return { url: new URL(specifier, from).href, format: 'module', shortCircuit: true };
  },
});
