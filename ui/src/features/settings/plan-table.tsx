/** All plans side by side; the present one is marked. */
import { Badge, Table, Text } from "@mantine/core";
import { IconCheck, IconMinus } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Feature, type Plan, type PlanId } from "#shared/schemas/plan.ts";
import { plansQuery } from "../../api/plans.ts";
import classes from "./plan-table.module.css";

export function PlanTable({ current }: { current: PlanId }) {
  const { t, i18n } = useTranslation();
  const { data: plans } = useSuspenseQuery(plansQuery);
  const number = new Intl.NumberFormat(i18n.language);
  const limit = (value: number | null) => (value === null ? t("plans.unlimited") : number.format(value));
  const rows: [string, (plan: Plan) => ReactNode][] = [
    [
      t("plans.price"),
      ({ priceUsd }) => (priceUsd === null ? t("plans.onRequest") : t("plans.perMonth", { price: `$${priceUsd}` })),
    ],
    [t("plans.bots"), ({ maxBots }) => limit(maxBots)],
    [t("plans.messagesMonth"), ({ maxMessagesPerMonth }) => limit(maxMessagesPerMonth)],
    [
      t("plans.history"),
      ({ historyDays }) => (historyDays === null ? t("plans.unlimited") : t("plans.days", { count: historyDays })),
    ],
    ...Feature.options.map((feature): [string, (plan: Plan) => ReactNode] => [
      t(`plans.features.${feature}`),
      (plan) => <Has yes={plan.features.includes(feature)} />,
    ]),
  ];
  return (
    <Table.ScrollContainer minWidth={620}>
      <Table verticalSpacing="sm" className={classes.table!}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th />
            {plans.map((plan) => (
              <Table.Th key={plan.id}>
                {plan.name}{" "}
                {plan.id === current && (
                  <Badge size="xs" variant="light" tt="none" component="span">
                    {t("plans.current")}
                  </Badge>
                )}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(([name, cell]) => (
            <Table.Tr key={name}>
              <Table.Th scope="row" fw={450}>
                {name}
              </Table.Th>
              {plans.map((plan) => (
                <Table.Td key={plan.id}>
                  <Text component="span" size="sm" fw={plan.id === current ? 600 : 400}>
                    {cell(plan)}
                  </Text>
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Has({ yes }: { yes: boolean }) {
  const { t } = useTranslation();
  return yes ? (
    <IconCheck size={17} role="img" aria-label={t("plans.included")} color="var(--mantine-color-sea-6)" />
  ) : (
    <IconMinus size={17} role="img" aria-label={t("plans.notIncluded")} opacity={0.35} />
  );
}
