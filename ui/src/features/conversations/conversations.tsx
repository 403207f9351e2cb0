/** Two panes: who has written, and what was said. On a phone one after the other. */
import { Box, Card } from "@mantine/core";
import { IconMessages } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "../../components/empty-state.tsx";
import { Section } from "../../components/section.tsx";
import { RowsSkeleton } from "../../components/skeletons.tsx";
import { ConversationList } from "./conversation-list.tsx";
import classes from "./conversations.module.css";
import { Thread } from "./thread.tsx";

export function Conversations({ botId, openId }: { botId: string; openId: string | null }) {
  const { t } = useTranslation();
  return (
    <Card p={0} className={classes.panes} data-open={openId !== null || undefined}>
      <div className={classes.list}>
        <ConversationList botId={botId} openId={openId} />
      </div>
      <div className={classes.thread}>
        {openId === null ? (
          <EmptyState icon={IconMessages} title={t("conversations.choose")}>
            {t("conversations.chooseText")}
          </EmptyState>
        ) : (
          <Section
            key={openId}
            fallback={
              <Box p="md">
                <RowsSkeleton />
              </Box>
            }
          >
            <Thread botId={botId} id={openId} />
          </Section>
        )}
      </div>
    </Card>
  );
}
