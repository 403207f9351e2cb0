/**
 * The log: JSON lines in production, readable lines at a terminal.
 * Whatever is logged, nothing that looks like a secret gets through.
 */
import { type DestinationStream, type Logger, pino } from "pino";
import { prettyFactory } from "pino-pretty";
import { redact } from "#shared/secrets/redact.ts";

export type Log = Logger;

interface LogOptions {
  level: string;
  /** Default: whether standard output is a terminal. */
  pretty?: boolean;
  /** Default: standard output. */
  destination?: DestinationStream;
}

export function createLog({ level, pretty = process.stdout.isTTY === true, destination }: LogOptions): Log {
  const readable = pretty ? prettyFactory({ colorize: true, translateTime: "HH:MM:ss", ignore: "pid,hostname" }) : null;
  return pino(
    {
      level,
      serializers: { error: describe, err: describe },
      hooks: {
        streamWrite: (line) => {
          const safe = redact(line);
          return readable ? readable(safe) : safe;
        },
      },
    },
    destination ?? pino.destination({ dest: 1, sync: true }),
  );
}

/** What helps to find the fault. An error's other properties may be a whole connection, with what it knows. */
function describe(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message, stack, cause } = error;
  const code = "code" in error ? error.code : undefined;
  return { name, message, code, stack, ...(cause !== undefined && { cause: describe(cause) }) };
}
