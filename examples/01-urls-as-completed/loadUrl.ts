/** Retrieves a page, and gives its bytes. */
export async function loadUrl(url: string, timeout: number): Promise<Uint8Array> {
  const response = await fetch(url, { signal: AbortSignal.timeout(timeout) });
  if (!response.ok) throw new Error(`HTTP Error ${response.status}: ${response.statusText}`);
  return new Uint8Array(await response.arrayBuffer());
}
