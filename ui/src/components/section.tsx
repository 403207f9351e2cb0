/** A part of the page that loads on its own: a skeleton until it is there, and a way to try again if it fails. */
import { Button, Stack } from "@mantine/core";
import { QueryErrorResetBoundary } from "@tanstack/react-query";
import { type ReactNode, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { ErrorBoundary } from "./error-boundary.tsx";
import { NotFound } from "./not-found.tsx";
import { Problem } from "./problem.tsx";

export const Section = ({ children, fallback }: { children: ReactNode; fallback: ReactNode }) => (
  <QueryErrorResetBoundary>
    {({ reset }) => (
      <ErrorBoundary onReset={reset} fallback={(error, retry) => <Failed error={error} retry={retry} />}>
        <Suspense fallback={fallback}>{children}</Suspense>
      </ErrorBoundary>
    )}
  </QueryErrorResetBoundary>
);

function Failed({ error, retry }: { error: Error; retry: () => void }) {
  const { t } = useTranslation();
  if ("status" in error && (error.status === 404 || error.status === 400)) return <NotFound />;
  // A build that has been replaced while the page was open: only the new page knows its own files.
  const outdated = /dynamically imported module|Importing a module script/i.test(error.message);
  return (
    <Stack align="flex-start" maw={520} py="xl">
      <Problem error={error} />
      <Button variant="default" onClick={outdated ? () => location.reload() : retry}>
        {t("common.retry")}
      </Button>
    </Stack>
  );
}
