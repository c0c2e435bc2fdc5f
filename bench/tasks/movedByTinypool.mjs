import { Tinypool } from 'tinypool';

export const moved = (buffer) => Tinypool.move(buffer);
