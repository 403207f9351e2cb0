/**
 * The log: JSON lines in production, readable lines at a terminal.
 * Whatever is logged, nothing that looks like a secret gets through.
 */
import { type DestinationStream, type Logger, pino, stdSerializers } from "pino";
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
      serializers: { error: stdSerializers.err, err: stdSerializers.err },
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
