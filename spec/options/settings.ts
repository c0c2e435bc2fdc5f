export const maxWorkers = 1;
