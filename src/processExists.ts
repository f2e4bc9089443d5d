/**
 * Whether there is a process with this number, be it somebody else's; a zombie counts. By now it may be another process
 * than the one that was meant: `runs/processIdentity` tells those apart.
 */
export function processExists(pid: number): boolean {
  // Zero and below mean groups of processes.
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
