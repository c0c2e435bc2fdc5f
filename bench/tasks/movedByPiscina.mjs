import { move } from 'piscina';

export const moved = (buffer) => move(buffer);
