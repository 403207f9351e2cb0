/** What browsers may do with our page: run our own scripts, talk to us, and nothing else. */

import type { Middleware } from "koa";
import helmet from "koa-helmet";

/** @param publicUrl the page's address from outside; where it is https, browsers are told to stay with that */
export function securityHeaders(publicUrl: string | undefined): Middleware {
  const https = publicUrl?.startsWith("https:") ?? false;
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        // Mantine sets its sizes and colours in style elements and attributes.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", "data:"],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    frameguard: { action: "deny" },
    hsts: https ? { maxAge: 15_552_000, includeSubDomains: false } : false,
    // On plain http, as in a home network, browsers only complain about these two.
    crossOriginOpenerPolicy: https,
    originAgentCluster: https,
  });
}
