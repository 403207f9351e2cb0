/**
 * The certificate with which simulators speak TLS on this machine. Its key lies beside it for everybody to see: trust it
 * in tests and benchmarks alone.
 *
 * Made with `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500
 * -subj "/CN=BotFactory's simulators" -addext "subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1"`.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const at = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** For `NODE_EXTRA_CA_CERTS`. */
export const certificateFile = at("localhost.crt.pem");

/** As PEM. */
export const certificate = () => ({
  cert: readFileSync(certificateFile, "utf8"),
  key: readFileSync(at("localhost.key.pem"), "utf8"),
});
