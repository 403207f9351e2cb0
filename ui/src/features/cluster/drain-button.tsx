/** Has a runtime hand over all its bots, after a question, or lets it have some again. */
import { Button, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useTranslation } from "react-i18next";
import type { Runtime } from "#shared/schemas/cluster.ts";
import { Confirm } from "../../components/confirm.tsx";
import { Problem } from "../../components/problem.tsx";
import { useDrain } from "./queries.ts";

export function DrainButton({ runtime, drainable }: { runtime: Runtime; drainable: boolean }) {
  const { t } = useTranslation();
  const [asked, { open, close }] = useDisclosure();
  const change = useDrain(runtime.id);
  const { id, bots } = runtime;
  const own = { conflict: t("cluster.drain.nowhere") };
  if (runtime.draining)
    return (
      <Stack gap="xs" align="flex-end" flex="none">
        <Button
          variant="default"
          size="xs"
          aria-label={t("cluster.drain.takeBackNamed", { id })}
          loading={change.isPending}
          onClick={() => change.mutate("undrain")}
        >
          {t("cluster.drain.takeBack")}
        </Button>
        <Problem error={change.error} />
      </Stack>
    );
  return (
    <>
      <Button
        variant="default"
        size="xs"
        flex="none"
        aria-label={t("cluster.drain.named", { id })}
        title={drainable ? undefined : t("cluster.drain.nowhere")}
        disabled={!drainable || runtime.alive === null}
        onClick={open}
      >
        {t("cluster.drain.button")}
      </Button>
      <Confirm
        opened={asked}
        title={t("cluster.drain.named", { id })}
        confirm={t("cluster.drain.button")}
        loading={change.isPending}
        onConfirm={() => change.mutate("drain", { onSuccess: close })}
        onClose={close}
      >
        {t("cluster.drain.text", { count: bots })}
        <Problem error={change.error} own={own} />
      </Confirm>
    </>
  );
}
