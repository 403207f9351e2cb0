/** Everything the page's parts find around them. */
import { localStorageColorSchemeManager, MantineProvider } from "@mantine/core";
import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import type { i18n as I18n } from "i18next";
import { type ReactNode, StrictMode } from "react";
import { I18nextProvider } from "react-i18next";
import { LeaveGuard } from "../components/leave-guard.tsx";
import { ToastProvider } from "../components/toast.tsx";
import { ConnectionBanner } from "./connection-banner.tsx";
import { cssVariables, theme } from "./theme.ts";

// The key that public/color-scheme.js reads before the first paint.
const colorScheme = localStorageColorSchemeManager({ key: "color-scheme" });

interface Props {
  i18n: I18n;
  queryClient: QueryClient;
  children: ReactNode;
}

export const Providers = ({ i18n, queryClient, children }: Props) => (
  <StrictMode>
    <I18nextProvider i18n={i18n}>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariables}
        colorSchemeManager={colorScheme}
        defaultColorScheme="auto"
      >
        <QueryClientProvider client={queryClient}>
          <ToastProvider>
            <LeaveGuard>{children}</LeaveGuard>
            <ConnectionBanner />
          </ToastProvider>
        </QueryClientProvider>
      </MantineProvider>
    </I18nextProvider>
  </StrictMode>
);
