/** A whole submission: every answer with its question, who gave it and when, and its end. */
import { Anchor, Badge, Button, Drawer, Group, Stack, Text } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import type { Submission } from "#shared/schemas/submission.ts";
import { Confirm } from "../../components/confirm.tsx";
import { Foreign } from "../../components/foreign.tsx";
import { Problem } from "../../components/problem.tsx";
import { useToast } from "../../components/toast.tsx";
import { ActionState } from "./action-state.tsx";
import { AnswerView } from "./answer-view.tsx";
import type { Column } from "./columns.ts";
import { personOf } from "./person.ts";
import { useDeleteSubmission } from "./queries.ts";

interface Props {
  /** `null`: the drawer is closed. */
  submission: Submission | null;
  columns: readonly Column[];
  onClose: () => void;
}

export function SubmissionDrawer({ submission, columns, onClose }: Props) {
  const { t } = useTranslation();
  // By id: a question about one that is gone must not come up for the next.
  const [askedId, setAskedId] = useState<string | null>(null);
  const asked = submission !== null && askedId === submission.id;
  const close = () => setAskedId(null);
  return (
    <Drawer
      opened={submission !== null}
      onClose={onClose}
      // The question on top takes Escape first.
      closeOnEscape={!asked}
      position="right"
      size={520}
      title={submission ? (personOf(submission) ?? t("submissions.nobody")) : ""}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      {submission && <Whole submission={submission} columns={columns} onDelete={() => setAskedId(submission.id)} />}
      {/* Mounted only now: the Escape that opens it must not close it in the same breath. */}
      {submission && asked && (
        <DeleteQuestion
          submission={submission}
          onDeleted={() => {
            close();
            onClose();
          }}
          onClose={close}
        />
      )}
    </Drawer>
  );
}

interface WholeProps {
  submission: Submission;
  columns: readonly Column[];
  onDelete: () => void;
}

function Whole({ submission, columns, onDelete }: WholeProps) {
  const { t, i18n } = useTranslation();
  const moment = (at: string) =>
    new Intl.DateTimeFormat(i18n.language, { dateStyle: "long", timeStyle: "short" }).format(new Date(at));
  return (
    <Stack gap="lg">
      <Group gap="sm">
        <Badge variant="light" color={submission.state === "partial" ? "yellow" : "green"} tt="none" fw={550}>
          {t(`submissions.states.${submission.state}`)}
        </Badge>
        {submission.telegramUsername && (
          <Anchor size="sm" href={`https://t.me/${submission.telegramUsername}`} target="_blank" rel="noreferrer">
            @{submission.telegramUsername}
          </Anchor>
        )}
        {submission.conversationId && (
          <Anchor
            size="sm"
            component={Link}
            href={`/bots/${submission.botId}/conversations/${submission.conversationId}`}
          >
            {t("submissions.conversation")}
          </Anchor>
        )}
      </Group>
      <Stack gap="md" component="dl" m={0}>
        {columns.map(({ name, label, type }) => (
          <Line key={name} label={label}>
            <AnswerView answer={submission.answers[name]} type={type} whole />
          </Line>
        ))}
      </Stack>
      <Stack gap="sm" component="dl" m={0} pt="md" style={{ borderTop: "1px solid var(--hairline)" }}>
        <Line label={t("submissions.when")}>
          <Text size="sm">{moment(submission.createdAt)}</Text>
        </Line>
        {submission.state === "partial" && (
          <Line label={t("submissions.lastAnswer")}>
            <Text size="sm">{moment(submission.updatedAt)}</Text>
          </Line>
        )}
        {submission.actionState !== "none" && (
          <Line label={t("submissions.action")}>
            <ActionState submission={submission} whole />
          </Line>
        )}
        {/* The form's own link says nothing new. */}
        {submission.startParameter && submission.startParameter !== `form_${submission.formId}` && (
          <Line label={t("submissions.startParameter")}>
            <Foreign size="sm">{submission.startParameter}</Foreign>
          </Line>
        )}
        <Line label={t("submissions.version")}>
          <Text size="sm">{submission.formVersion}</Text>
        </Line>
      </Stack>
      <Group>
        <Button variant="light" color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={onDelete}>
          {t("submissions.delete")}
        </Button>
      </Group>
    </Stack>
  );
}

interface QuestionProps {
  submission: Submission;
  onDeleted: () => void;
  onClose: () => void;
}

function DeleteQuestion({ submission, onDeleted, onClose }: QuestionProps) {
  const { t } = useTranslation();
  const toast = useToast();
  const remove = useDeleteSubmission(submission.formId, () => {
    toast(t("submissions.deleted"));
    onDeleted();
  });
  return (
    <Confirm
      opened
      title={t("submissions.deleteQuestion")}
      confirm={t("common.delete")}
      loading={remove.isPending}
      onConfirm={() => remove.mutate(submission.id)}
      onClose={onClose}
    >
      {t("submissions.deleteText")}
      <Problem error={remove.error} />
    </Confirm>
  );
}

const Line = ({ label, children }: { label: string; children: ReactNode }) => (
  <div>
    <Text component="dt" size="xs" c="dimmed" mb={2} className="foreign" dir="auto">
      {label}
    </Text>
    <dd style={{ margin: 0 }}>{children}</dd>
  </div>
);
