/**
 * A worker without a file of its own, for inline functions. Its source is the worker's side of this package as text; it is
 * loaded when it is needed, so that pages with a worker file do not carry it.
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
