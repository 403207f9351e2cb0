/** Starts the page. */
import "@mantine/core/styles.css";
import "./global.css";
import { createRoot } from "react-dom/client";
import { z } from "zod";
import { openI18n } from "./i18n.ts";
import { Providers } from "./providers.tsx";
import { openQueryClient } from "./query-client.ts";
import { Router } from "./router.tsx";
import { openStorage } from "./storage.ts";

// Without this zod tries to compile its checks, and the CSP reports each try.
z.config({ jitless: true });

const storage = openStorage();
const i18n = await openI18n(storage, navigator.languages);

createRoot(document.getElementById("root")!).render(
  <Providers i18n={i18n} queryClient={openQueryClient()}>
    <Router />
  </Providers>,
);
