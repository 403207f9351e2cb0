/** One delivery in the log: how it fares, what it told, where it went and when. */
import { Text, UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { WebhookDelivery } from "#shared/schemas/webhook-delivery.ts";
import { Foreign } from "../../components/foreign.tsx";
import { FromTestChat } from "../../components/from-test-chat.tsx";
import { Moment } from "../../components/moment.tsx";
import classes from "./deliveries.module.css";
import { DeliveryState } from "./delivery-state.tsx";

export function DeliveryRow({ delivery, onOpen }: { delivery: WebhookDelivery; onOpen: () => void }) {
  const { t } = useTranslation();
  const { state, event, url, preview, attempts, createdAt } = delivery;
  const last = attempts.at(-1);
  const outcome = last ? (last.status ?? t("deliveries.noAnswer")) : null;
  return (
    <li>
      <UnstyledButton className={classes.row} onClick={onOpen}>
        <span>
          <DeliveryState state={state} />
        </span>
        <span className={classes.what}>
          <Text size="sm" fw={550} span display="block">
            {t(`deliveries.events.${event === "command" ? "command" : "form"}`)}
            {preview && <FromTestChat />}
          </Text>
          <Foreign size="xs" c="dimmed" truncate display="block" title={url}>
            {url}
          </Foreign>
        </span>
        <Text size="xs" c="dimmed" ta="end" span>
          <Moment at={createdAt} />
          <br />
          {outcome !== null && `${outcome} · `}
          {t("deliveries.attempts", { count: attempts.length })}
        </Text>
      </UnstyledButton>
    </li>
  );
}
