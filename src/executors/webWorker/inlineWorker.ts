/**
 * Makes a worker without a file of the user's, for inline functions. Its source is the worker part of this package as a
 * string, loaded on demand, so that pages with their own worker file do not load it.
 */
export async function inlineWorker(): Promise<Worker> {
  const { source } = await import('./inlineWorkerSource.js');
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  try {
    return new Worker(url, { type: 'module' });
  } finally {
    URL.revokeObjectURL(url);
  }
}
