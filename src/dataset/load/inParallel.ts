/** Works through items in order with some workers; after the first failure no item is begun, and it is thrown. */
export async function inParallel<T, W>(
  items: readonly T[],
  workers: readonly W[],
  work: (item: T, worker: W) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  let failed = false;
  const results = await Promise.allSettled(
    workers.map(async (worker) => {
      for (let item = queue.shift(); item !== undefined && !failed; item = queue.shift()) {
        try {
          await work(item, worker);
        } catch (error) {
          failed = true;
          throw error;
        }
      }
    }),
  );
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}
