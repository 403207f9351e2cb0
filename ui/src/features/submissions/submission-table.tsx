/** Submissions as rows, a column for each question. A row opens the whole submission. */
import { Badge, Table, Text, UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Submission } from "#shared/schemas/submission.ts";
import { Foreign } from "../../components/foreign.tsx";
import { Moment } from "../../components/moment.tsx";
import { ActionState } from "./action-state.tsx";
import { AnswerView } from "./answer-view.tsx";
import type { Column } from "./columns.ts";
import { personOf } from "./person.ts";
import classes from "./submissions.module.css";

interface Props {
  submissions: readonly Submission[];
  /** Those that are shown. */
  columns: readonly Column[];
  onOpen: (submission: Submission) => void;
}

export function SubmissionTable({ submissions, columns, onOpen }: Props) {
  const { t } = useTranslation();
  const hasActions = submissions.some(({ actionState }) => actionState !== "none");
  return (
    <Table.ScrollContainer minWidth={420 + columns.length * 120} type="native">
      <Table verticalSpacing="sm" highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th className={classes.narrow}>{t("submissions.when")}</Table.Th>
            <Table.Th miw={110}>{t("submissions.who")}</Table.Th>
            {columns.map(({ name, label }) => (
              <Table.Th key={name} className={classes.question}>
                <Foreign inherit lineClamp={2} title={label}>
                  {label}
                </Foreign>
              </Table.Th>
            ))}
            <Table.Th className={classes.narrow}>{t("submissions.state")}</Table.Th>
            {hasActions && <Table.Th className={classes.narrow}>{t("submissions.action")}</Table.Th>}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {submissions.map((submission) => (
            <Table.Tr
              key={submission.id}
              className={classes.row}
              onClick={(event) => {
                // Links and buttons in the row do what they say.
                if (!(event.target as Element).closest("a, button")) onOpen(submission);
              }}
            >
              <Table.Td className={classes.narrow}>
                <UnstyledButton
                  className={classes.open}
                  aria-label={t("submissions.openNamed", { name: personOf(submission) ?? t("submissions.nobody") })}
                  onClick={() => onOpen(submission)}
                >
                  <Moment at={submission.createdAt} />
                </UnstyledButton>
              </Table.Td>
              <Table.Td>
                <Foreign size="sm" lineClamp={2}>
                  {personOf(submission) ?? t("submissions.nobody")}
                </Foreign>
              </Table.Td>
              {columns.map(({ name, type }) => (
                <Table.Td key={name}>
                  <AnswerView answer={submission.answers[name]} type={type} />
                </Table.Td>
              ))}
              <Table.Td className={classes.narrow}>
                {submission.state === "partial" ? (
                  <Badge variant="light" color="yellow" tt="none" fw={550}>
                    {t("submissions.states.partial")}
                  </Badge>
                ) : (
                  <Text component="span" size="sm">
                    {t("submissions.states.complete")}
                  </Text>
                )}
              </Table.Td>
              {hasActions && (
                <Table.Td className={classes.narrow}>
                  <ActionState submission={submission} />
                </Table.Td>
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
