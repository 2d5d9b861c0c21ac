#!/usr/bin/env node
import { main } from './main.ts';

const code = await main(process.argv.slice(2));
// Pipes are written asynchronously: what was printed must have left before the process does.
await Promise.all(
  [process.stdout, process.stderr].map((stream) => new Promise((done) => stream.write('', done))),
);
// What a library keeps open (a socket of a container engine, say) must not keep a finished run alive.
process.exit(code);
