/** An error where it happened. A plan's limit comes with the way to the plans. */
import { Alert, Anchor, Text } from "@mantine/core";
import { IconAlertCircle, IconSparkles } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { isCode } from "../api/api-error.ts";
import { useErrorText } from "./error-text.ts";

interface Props {
  /** Nothing is shown for `null`. */
  error: unknown;
  /** Sentences for codes that mean something special here. */
  own?: Record<string, string>;
}

export function Problem({ error, own }: Props) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  if (!error) return null;
  const limit = isCode(error, "limit_reached");
  return (
    <Alert
      role="alert"
      variant="light"
      color={limit ? "yellow" : "red"}
      icon={limit ? <IconSparkles /> : <IconAlertCircle />}
    >
      <Text size="sm" className="foreign">
        {errorText(error, own)}
      </Text>
      {limit && (
        <Anchor component={Link} href="/settings/plan" size="sm" fw={600}>
          {t("plans.compare")}
        </Anchor>
      )}
    </Alert>
  );
}
