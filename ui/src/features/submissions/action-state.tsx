/** What has become of the form's action: nothing to do, under way, done, or failed with the reason and another try. */
import { Badge, Button, Group, Text, Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Submission } from "#shared/schemas/submission.ts";
import { Problem } from "../../components/problem.tsx";
import { useRetrySubmission } from "./queries.ts";

const colors = { pending: "yellow", done: "green", failed: "red" };

export function ActionState({ submission, whole = false }: { submission: Submission; whole?: boolean }) {
  const { t } = useTranslation();
  const retry = useRetrySubmission(submission.formId);
  const { id, actionState, actionError } = submission;
  if (actionState === "none")
    return (
      <Text component="span" size="sm" c="dimmed">
        –
      </Text>
    );
  const badge = (
    <Badge variant="light" color={colors[actionState]} tt="none" fw={550}>
      {t(`submissions.actionStates.${actionState}`)}
    </Badge>
  );
  const again = actionState === "failed" && (
    <Button
      variant="subtle"
      size="compact-xs"
      loading={retry.isPending}
      onClick={(event) => {
        event.stopPropagation();
        retry.mutate(id);
      }}
    >
      {t("common.retry")}
    </Button>
  );
  return (
    <>
      <Group gap={6} wrap="nowrap">
        {actionError && !whole ? (
          <Tooltip label={actionError} events={{ hover: true, focus: true, touch: true }}>
            {badge}
          </Tooltip>
        ) : (
          badge
        )}
        {again}
      </Group>
      {whole && actionError && (
        <Text size="sm" c={actionState === "failed" ? "red" : "dimmed"} mt={4} className="foreign" dir="auto">
          {actionError}
        </Text>
      )}
      <Problem error={retry.error} />
    </>
  );
}
