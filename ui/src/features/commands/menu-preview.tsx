/** The menu as Telegram will show it. Its buttons can be clicked: submenus open, and Back leads out of them. */
import { IconExternalLink } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Command, CreateCommand } from "#shared/schemas/command.ts";
import classes from "../../components/telegram.module.css";
import type { DraftButton, MenuDraft } from "./menu-draft.ts";
import own from "./menu-preview.module.css";
import { back, closed, type Known, menusOf, type Open, type Reply, shownOf, tap } from "./menu-preview-state.ts";

interface Props {
  draft: MenuDraft;
  command: CreateCommand;
  commands: readonly Command[];
}

export function MenuPreview({ draft, command, commands }: Props) {
  const { t } = useTranslation();
  const [preview, setPreview] = useState(closed);
  const known: Known[] = [...commands, { ...command, responseType: "menu" }];
  const { last, keyboard } = shownOf(preview, menusOf(draft, command.name, commands));
  const backLabel = `← ${t("preview.back")}`;
  // What a key without a menu brings stands alone.
  const menuShown = last.menu.variant !== "keyboard" || preview.sent === null || preview.reply === null;
  const inKeyboard = keyboard && { ...preview, path: preview.path.slice(0, keyboard.depth) };
  return (
    <section className={`${classes.chat} ${own.place}`} aria-label={t("preview.title")}>
      <div className={classes.caption}>{t("preview.title")}</div>
      <div className={classes.sent} dir="auto">
        {preview.sent ?? `/${command.name || "menu"}`}
      </div>
      {menuShown && (
        <div>
          <div className={classes.bubble} dir="auto">
            {last.menu.text.trim() || <span className={classes.faint}>{t("preview.noText")}</span>}
          </div>
          {last.menu.variant !== "keyboard" && (
            <Keys
              open={last}
              className={classes.key!}
              backLabel={backLabel}
              onTap={(button) => setPreview(tap(preview, button, known))}
              onBack={() => setPreview(back(preview, preview.sent))}
            />
          )}
        </div>
      )}
      <div aria-live="polite">{preview.reply && <Answer reply={preview.reply} />}</div>
      {keyboard && inKeyboard && (
        <fieldset className={own.keyboard} aria-label={t("preview.keyboard")}>
          <Keys
            open={keyboard}
            className={classes.trayKey!}
            backLabel={backLabel}
            onTap={(button) => setPreview(tap({ ...inKeyboard, sent: button.text.trim() || "…" }, button, known))}
            onBack={() => setPreview(back(inKeyboard, backLabel))}
          />
        </fieldset>
      )}
    </section>
  );
}

interface KeysProps {
  open: Open;
  className: string;
  backLabel: string;
  onTap: (button: DraftButton) => void;
  onBack: () => void;
}

const Keys = ({ open, className, backLabel, onTap, onBack }: KeysProps) => (
  <>
    {open.menu.rows.map((row) => (
      <div className={classes.row} key={row[0]?.id}>
        {row.map((button) => (
          <button key={button.id} type="button" className={className} dir="auto" onClick={() => onTap(button)}>
            <span>{button.text.trim() || "…"}</span>
            {button.type === "url" && <IconExternalLink size={11} className={classes.corner} aria-hidden />}
          </button>
        ))}
      </div>
    ))}
    {open.back && (
      <div className={classes.row}>
        <button type="button" className={className} onClick={onBack}>
          <span>{backLabel}</span>
        </button>
      </div>
    )}
  </>
);

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
