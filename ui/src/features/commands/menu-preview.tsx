/** The menu as Telegram will show it. Its buttons can be clicked: submenus open, and Back leads out of them. */
import { IconExternalLink } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Command, CreateCommand } from "#shared/schemas/command.ts";
import classes from "../../components/telegram.module.css";
import { draftOf, type MenuDraft } from "./menu-draft.ts";
import place from "./menu-preview.module.css";
import { back, closed, type Known, type Reply, tap } from "./menu-preview-state.ts";

interface Props {
  draft: MenuDraft;
  command: CreateCommand;
  commands: readonly Command[];
}

export function MenuPreview({ draft, command, commands }: Props) {
  const { t } = useTranslation();
  const [preview, setPreview] = useState(closed);
  const known: Known[] = [...commands, { ...command, responseType: "menu" }];
  const inner = preview.path.at(-1);
  const shown =
    inner === undefined || inner === command.name
      ? draft
      : draftOf(commands.find(({ name }) => name === inner)?.menuConfig ?? null);
  return (
    <section className={`${classes.chat} ${place.place}`} aria-label={t("preview.title")}>
      <div className={classes.caption}>{t("preview.title")}</div>
      <div className={classes.sent}>/{command.name || "menu"}</div>
      <div>
        <div className={classes.bubble} dir="auto">
          {shown.text.trim() || <span className={classes.faint}>{t("preview.noText")}</span>}
        </div>
        {shown.rows.map((row) => (
          <div className={classes.row} key={row[0]?.id}>
            {row.map((button) => (
              <button
                key={button.id}
                type="button"
                className={classes.key}
                dir="auto"
                onClick={() => setPreview(tap(preview, button, known))}
              >
                <span>{button.text.trim() || "…"}</span>
                {button.type === "url" && <IconExternalLink size={11} className={classes.corner} aria-hidden />}
              </button>
            ))}
          </div>
        ))}
        {preview.path.length > 0 && (
          <div className={classes.row}>
            <button type="button" className={classes.key} onClick={() => setPreview(back(preview))}>
              <span>← {t("preview.back")}</span>
            </button>
          </div>
        )}
      </div>
      <div aria-live="polite">{preview.reply && <Answer reply={preview.reply} />}</div>
    </section>
  );
}

function Answer({ reply }: { reply: Reply }) {
  const { t } = useTranslation();
  if (reply.kind === "text")
    return (
      <div className={classes.bubble} dir="auto">
        {reply.text}
      </div>
    );
  return (
    <div className={classes.note}>
      {reply.kind === "nothing" ? t("preview.nothing") : t(`preview.${reply.kind}`, { name: reply.name })}
    </div>
  );
}
