const words = ['marble', 'marmalade', 'march', 'market', 'meadow', 'mermaid', 'mirror'];

/** Finds the words that begin like this. */
export function search(start: string): string {
  return words.filter((word) => word.startsWith(start)).join(', ');
}
