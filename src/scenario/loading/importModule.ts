import type { BundledModule } from './bundleModule.ts';

/** How a frame of the bundle's own text begins in a stack. */
export const moduleUrl = 'data:text/javascript;base64,';

let count = 0;

/**
 * Runs a bundled module and gives its exports, each time anew. The text is nowhere on disk, so that nothing stays
 * there when we are killed. What the author's code throws comes out as it is.
 */
export async function importModule({ code }: Pick<BundledModule, 'code'>): Promise<Record<string, unknown>> {
  const text = `${code}\n// ${++count}\n`;
  return (await import(`${moduleUrl}${Buffer.from(text).toString('base64')}`)) as Record<string, unknown>;
}
