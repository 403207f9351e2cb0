/** How a delivery fares, in a word and a colour. */
import { Badge } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { DeliveryState as State } from "#shared/schemas/webhook-delivery.ts";

const colors = { pending: "yellow", delivered: "green", failed: "red" };

export function DeliveryState({ state }: { state: State }) {
  const { t } = useTranslation();
  return (
    <Badge variant="light" color={colors[state]} tt="none" fw={550}>
      {t(`deliveries.states.${state}`)}
    </Badge>
  );
}
