import type { Configuration } from './Configuration.ts';

/** Gives its argument back; there for the types. */
export function defineConfig(configuration: Configuration): Configuration {
  return configuration;
}
