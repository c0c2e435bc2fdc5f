export function resize(width: number): number {
  return width * 2;
}

export function broken(): never {
  throw new Error('no image');
}
