/** For an address that leads nowhere, or to something that is gone. */
import { Button } from "@mantine/core";
import { IconMapQuestion } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { EmptyState } from "./empty-state.tsx";
import { PageTitle } from "./page-title.tsx";

export function NotFound() {
  const { t } = useTranslation();
  return (
    <>
      <PageTitle>{t("notFound.title")}</PageTitle>
      <EmptyState
        icon={IconMapQuestion}
        title={t("notFound.title")}
        order={1}
        action={
          <Button component={Link} href="/bots" mt="xs">
            {t("notFound.back")}
          </Button>
        }
      >
        {t("notFound.text")}
      </EmptyState>
    </>
  );
}
