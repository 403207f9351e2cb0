/** The drawer in which a command is made or changed. It asks before it closes over unsaved work. */
import { Drawer } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Command } from "#shared/schemas/command.ts";
import { Confirm } from "../../components/confirm.tsx";
import { CommandForm } from "./command-form.tsx";

interface Props {
  botId: string;
  /** `null`: the drawer is closed. */
  edited: Command | "new" | null;
  commands: readonly Command[];
  onClose: () => void;
}

export function CommandDrawer({ botId, edited, commands, onClose }: Props) {
  const { t } = useTranslation();
  const [dirty, setDirty] = useState(false);
  const [asking, setAsking] = useState(false);
  const command = edited === "new" ? null : edited;
  const close = () => {
    setAsking(false);
    setDirty(false);
    onClose();
  };
  return (
    <>
      <Drawer
        opened={edited !== null}
        onClose={() => (dirty ? setAsking(true) : close())}
        // The question on top takes Escape first.
        closeOnEscape={!asking}
        position="right"
        size={960}
        title={command ? t("commands.editNamed", { name: `/${command.name}` }) : t("commands.new")}
        closeButtonProps={{ "aria-label": t("common.close") }}
      >
        {edited !== null && (
          <CommandForm
            key={command?.id ?? "new"}
            botId={botId}
            command={command}
            commands={commands}
            onDirty={setDirty}
            onSaved={close}
            onCancel={() => (dirty ? setAsking(true) : close())}
          />
        )}
      </Drawer>
      {/* Mounted only now: the Escape that opens it must not close it in the same breath. */}
      {asking && (
        <Confirm
          opened
          title={t("unsaved.title")}
          confirm={t("unsaved.close")}
          cancel={t("unsaved.stay")}
          onConfirm={close}
          onClose={() => setAsking(false)}
        >
          {t("unsaved.text")}
        </Confirm>
      )}
    </>
  );
}
