const words: Record<string, string> = {
  ENOENT: 'it does not exist, or no longer',
  EACCES: 'not readable: permission denied',
  ENOTDIR: 'not a directory',
  EPERM: 'not readable: not permitted',
  ELOOP: 'directory loop: links that lead to each other',
};

/** Describes an error. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return words[code] ?? error.message;
}
