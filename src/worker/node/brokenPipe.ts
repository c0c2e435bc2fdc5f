/**
 * Keeps a closed reader from ending this process: the standard output belongs to the host (`app | head`, a closed
 * terminal), and the host decides how to handle that. Output is lost from then on. Any other error stays uncaught.
 */
export function surviveBrokenPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      const gone = error.code === 'EPIPE' || (error.code === 'EIO' && stream.isTTY);
      if (!gone) throw error;
    });
  }
}
