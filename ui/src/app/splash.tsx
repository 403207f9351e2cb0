/** Before the page knows who is there: nothing for a moment, then the mark, or what is wrong. */
import { Button, Center, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Brand } from "../components/brand.tsx";
import { Problem } from "../components/problem.tsx";

export function Splash({ error, onRetry }: { error: Error | null; onRetry: () => void }) {
  const { t } = useTranslation();
  return (
    <Center mih="100dvh" p="md" aria-busy={!error}>
      <Stack align="center" maw={420}>
        <Brand size={32} />
        <Problem error={error} />
        {error && (
          <Button variant="default" onClick={onRetry}>
            {t("common.retry")}
          </Button>
        )}
      </Stack>
    </Center>
  );
}
