/**
 * Whether a Redis server is one to work with. One that is away may come back, and is waited for; what does not pass by itself,
 * as a wrong password, ends the start with a sentence that says what to do.
 */
import { type Redis, ReplyError } from "ioredis";
import { codeOf } from "#shared/causes.ts";
import { keyPrefix } from "./servers.ts";

/** All that is asked of a server, on a key of its own that is gone at the end. */
const script = `
local key = KEYS[1]
redis.call('del', key)
redis.call('set', key, '1', 'PX', '1000', 'NX')
redis.call('get', key)
redis.call('pttl', key)
redis.call('pexpire', key, '1000')
redis.call('del', key)
redis.call('incrby', key, '1')
redis.call('del', key)
redis.call('sadd', key, '1')
redis.call('pexpire', key, '1000')
redis.call('smembers', key)
redis.call('srem', key, '1')
redis.call('hset', key, 'a', '1')
redis.call('pexpire', key, '1000')
redis.call('hmget', key, 'a')
redis.call('hgetall', key)
redis.call('hkeys', key)
redis.call('hdel', key, 'a')`;

/** Of a cluster of several servers no single one has them all. */
const keys = Array.from({ length: 8 }, (_, n) => `${keyPrefix}usable:${n}`);

/** Scripts may publish wherever they like: what the user may hear and say is asked by itself. */
const channel = `${keyPrefix}wake:usable`;

/** What TLS says of a certificate that it does not trust. Source: Node.js, `tls`, "X509 certificate error codes". */
const untrusted =
  /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_(VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT(_LOCALLY)?)|CERT_(HAS_EXPIRED|NOT_YET_VALID|REVOKED|UNTRUSTED|REJECTED)|ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)$/;

/** The two connections to one server. */
export interface Connections {
  readonly client: Redis;
  readonly listener: Redis;
}

/**
 * @param connections that have tried to connect
 * @param failure why it could not; absent when it did
 * @returns why it never will, or may not do what is needed, in a sentence; `null` for what may pass
 */
export async function unusable(url: string, connections: Connections, failure?: Error): Promise<string | null> {
  const problem = failure ? problemOf(failure) : await problemOnTrial(connections);
  return problem && `Redis at ${new URL(url).host} ${problem}`;
}

async function problemOnTrial({ client, listener }: Connections): Promise<string | null> {
  const tried = await Promise.allSettled([
    ...keys.map((key) => client.eval(script, 1, key)),
    client.publish(channel, ""),
    listener.subscribe(channel).then(() => listener.unsubscribe(channel)),
  ]);
  const problems = tried.map((each) => (each.status === "rejected" ? problemOf(each.reason) : null));
  return problems.find((problem) => problem !== null) ?? null;
}

const ofCluster =
  "is a node of a Redis Cluster: name a single server in REDIS_URL, or several independent ones, comma-separated, that vote";

/** @returns what is wrong with the server and what to do; `null` for what may pass */
function problemOf(error: Error): string | null {
  const { message } = error;
  // Not the server's own words, but why it cannot be reached, as a rule with its name.
  const code = codeOf(error);
  if (code && untrusted.test(code))
    return `shows a certificate that is not to be trusted (${code}): name its authority's file in NODE_EXTRA_CA_CERTS`;
  if (!(error instanceof ReplyError)) return null;
  if (/^(WRONGPASS|NOAUTH|ERR (invalid password|AUTH ))/.test(message))
    return "refuses the password: REDIS_URL is to name the one that it wants, as redis://user:password@host (%40 for @)";
  if (/NOPERM|can't run this command|can't access/.test(message))
    return "does not let this user do what is needed: see the rights in deploy/README.md, under Redis";
  if (/CLUSTERDOWN|MOVED/.test(message)) return ofCluster;
  if (/unknown command|by Sentinel/.test(message))
    return "does not know the commands that are needed: name a Redis server in REDIS_URL, not a Sentinel";
  return null;
}
