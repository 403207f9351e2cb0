/** Says that the server is away, asks for it until it is back, and then brings the page up to date. */
import { Loader, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { connection } from "../api/connection.ts";
import { installationQuery } from "../api/installation.ts";
import classes from "./connection-banner.module.css";

export function ConnectionBanner() {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const lost = useSyncExternalStore(connection.subscribe, connection.isLost);

  useEffect(() => {
    if (!lost) return;
    const ask = () => void queryClient.fetchQuery({ ...installationQuery, staleTime: 0, retry: false }).catch(() => {});
    const timer = setInterval(ask, 2_000);
    return () => {
      clearInterval(timer);
      void queryClient.invalidateQueries();
    };
  }, [lost, queryClient]);

  if (!lost) return null;
  return (
    <div className={classes.banner} role="status">
      <Loader size={14} color="white" aria-hidden />
      <Text size="sm" fw={550}>
        {t("errors.banner")}
      </Text>
    </div>
  );
}
