/**
 * Keeps a reader that has gone from ending this process: the standard output is the host's (`app | head`, a terminal that was
 * closed), and what to do about that is for the host to say. What is printed from then on is lost. Any other error stays uncaught.
 */
export function surviveBrokenPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      const gone = error.code === 'EPIPE' || (error.code === 'EIO' && stream.isTTY);
      if (!gone) throw error;
    });
  }
}
