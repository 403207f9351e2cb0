/** The server's time, told again every `everyMs`, so that "3 s ago" grows while somebody looks. */
import { useEffect, useState } from "react";
import { connection } from "../api/connection.ts";

export function useNow(everyMs = 1_000): number {
  const [now, setNow] = useState(connection.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(connection.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
