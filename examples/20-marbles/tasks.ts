const words = ['marble', 'marmalade', 'march', 'market', 'meadow', 'mermaid', 'mirror'];

/** Finds the words with this prefix. */
export function search(start: string): string {
  return words.filter((word) => word.startsWith(start)).join(', ');
}
