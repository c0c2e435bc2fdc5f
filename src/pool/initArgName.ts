/** How an argument of the initializer is named in errors. */
export function initArgName(index: number): string {
  return `initArgs[${index}]`;
}
