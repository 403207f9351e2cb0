/** `npm run control-plane` from a checkout: the page is built first when it is stale. An image has it built in. */
import { preparePage } from "./page.ts";

await preparePage({ log: console.log });
await import("#control-plane/main.ts");
