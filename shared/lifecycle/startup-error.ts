/** Why a program could not start or go on, in one sentence that names the cause and, where it can, the way out. */
/** The program cannot start, or go on. The message is one sentence that names the cause and, where it can, the way out. */
export class StartupError extends Error {
  override readonly name: string = "StartupError";
  /** With which the process ends. */
  readonly exitCode: number = 1;
}

/** @returns the sentence for an end that can be explained; `null` for what nobody expected */
export function explainFailure(error: unknown): string | null {
  if (error instanceof StartupError) return error.message;
  if (!(error instanceof Error)) return null;
  const { code, address, hostname, port, path } = error as NodeJS.ErrnoException & {
    address?: string;
    hostname?: string;
    port?: number;
  };
  switch (code) {
    case "EADDRINUSE":
      return `Port ${port} on ${address} is taken by another program: stop it, or set PORT to another number`;
    case "EADDRNOTAVAIL":
      return address ? `HOST ${address} is no address of this machine: set HOST to one that is` : null;
    case "ENOTFOUND":
      return hostname ? `HOST ${hostname} is no address of this machine: set HOST to one that is` : null;
    case "EACCES":
    case "EPERM":
      if (port) return `Listening on port ${port} is not allowed for this user: set PORT to a number above 1023`;
      return path ? `${path} cannot be used: this user has no permission` : null;
    case "EROFS":
      return path ? `${path} cannot be written: its file system is read-only` : null;
    case "ENOSPC":
      return "The disk is full";
    default:
      return null;
  }
}
