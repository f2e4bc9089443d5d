import { spawn } from 'node:child_process';

/**
 * Sends a signal to a process that leads its own group and to all that it started; on Windows ends them. A process that
 * is gone is no error.
 */
export function killProcessTree(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (process.platform === 'win32') {
    const killer = spawn('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true });
    killer.on('error', () => undefined);
    return;
  }
  // The process itself, should it lead no group.
  for (const target of [-pid, pid])
    try {
      process.kill(target, signal);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
}
