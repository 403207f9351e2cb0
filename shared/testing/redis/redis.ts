/** A real redis-server of a test's own that can hang, die and come back, as a real outage does. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

export interface TestRedis extends AsyncDisposable {
  /** The same for its whole life, also after a restart. */
  readonly url: string;
  /** It hangs: connections stay, answers don't come. Does nothing while it is gone, and so does {@link resume}. */
  pause(): void;
  resume(): void;
  /** It dies at once, and with it everything in it. */
  kill(): Promise<void>;
  /** Dies if it still runs, and comes back empty. */
  restart(): Promise<void>;
  /** It forgets everything, and goes on. Does nothing while it is gone. */
  flush(): Promise<void>;
}

/**
 * Listens on a free port of 127.0.0.1 and keeps nothing on disk. `REDIS_SERVER` names the program to run.
 *
 * @param more options of `redis-server`
 */
export async function startRedis(more: readonly string[] = []): Promise<TestRedis> {
  const { port, server } = await startOnFreePort(more);
  let running = server;
  const kill = async () => {
    if (running.guard.exitCode !== null) return;
    process.kill(running.pid, "SIGKILL");
    running.guard.stdin?.end();
    await once(running.guard, "exit");
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    pause: () => void (isAlive(running.pid) && process.kill(running.pid, "SIGSTOP")),
    resume: () => void (isAlive(running.pid) && process.kill(running.pid, "SIGCONT")),
    kill,
    flush: () => flush(port),
    async restart() {
      await kill();
      const again = await start(port, more);
      if (!again) throw new Error(`redis-server did not come back on port ${port}`);
      running = again;
    },
    [Symbol.asyncDispose]: kill,
  };
}

interface Running {
  readonly pid: number;
  /** A shell that kills the server when we are gone, however we went. */
  readonly guard: ChildProcess;
}

const guardScript = '"$@" >/dev/null 2>&1 & echo $!; cat >/dev/null; kill -9 $! 2>/dev/null; wait';

async function startOnFreePort(more: readonly string[]): Promise<{ port: number; server: Running }> {
  for (let attempt = 0; attempt < 5; attempt++) {
    const port = await freePort();
    const server = await start(port, more); // somebody may have taken the port meanwhile
    if (server) return { port, server };
  }
  throw new Error("redis-server does not start: is it installed, or does REDIS_SERVER name it?");
}

/** @returns `null` when it ended instead of answering */
async function start(port: number, more: readonly string[]): Promise<Running | null> {
  const program = process.env.REDIS_SERVER || "redis-server";
  const usual = ["--port", `${port}`, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", "/tmp"];
  const options = [...usual, ...more];
  // Its own group: a Ctrl-C at the terminal must not end it before its test does.
  const guard = spawn("/bin/sh", ["-c", guardScript, "sh", program, ...options], {
    detached: true,
    stdio: ["pipe", "pipe", "ignore"],
  });
  const [line] = (await once(createInterface(guard.stdout), "line")) as [string];
  const pid = Number(line);
  for (const deadline = performance.now() + 5_000; performance.now() < deadline; await sleep(10)) {
    if (await answersAs(pid, port)) return { pid, guard };
    if (!isAlive(pid)) break;
  }
  guard.stdin.end();
  return null;
}

async function flush(port: number): Promise<void> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    socket.write("FLUSHALL\r\n");
    await once(socket, "data");
  } catch {
    // gone, and everything in it
  } finally {
    socket.destroy();
  }
}

/** Whether it is this server that answers, and not another one on the same port. */
async function answersAs(pid: number, port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1").setEncoding("utf8");
  try {
    await once(socket, "connect");
    socket.write("INFO server\r\n");
    const [answer] = (await once(socket, "data")) as [string];
    return answer.includes(`process_id:${pid}\r`);
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address ? address.port : 0;
}
