/** A text with its entities, as Telegram's clients show it. Links open apart from the page; commands can be pressed. */
import { Fragment, useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./preview.module.css";
import { type Entity, type Span, spansOf } from "./spans.ts";

interface Props {
  text: string;
  entities: readonly Entity[];
  onCommand: (command: string) => void;
}

export const RichText = ({ text, entities, onCommand }: Props) => (
  <Spans spans={spansOf(text, entities)} onCommand={onCommand} />
);

type SpansProps = { spans: readonly Span[]; onCommand: Props["onCommand"] };

const Spans = ({ spans, onCommand }: SpansProps) =>
  spans.map((span, index) =>
    typeof span === "string" ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: a span is its place in the text
      <Fragment key={index}>{span}</Fragment>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: as above
      <Marked key={index} entity={span.entity} inner={span.inner} onCommand={onCommand} />
    ),
  );

interface MarkedProps {
  entity: Entity;
  inner: readonly Span[];
  onCommand: Props["onCommand"];
}

function Marked({ entity, inner, onCommand }: MarkedProps) {
  const content = <Spans spans={inner} onCommand={onCommand} />;
  const text = plain(inner);
  switch (entity.type) {
    case "bold":
      return <strong>{content}</strong>;
    case "italic":
      return <em>{content}</em>;
    case "underline":
      return <u>{content}</u>;
    case "strikethrough":
      return <s>{content}</s>;
    case "code":
      return <code className={classes.code}>{content}</code>;
    case "pre":
      return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard must be able to scroll it
        <pre className={classes.pre} tabIndex={0}>
          {typeof entity.language === "string" && entity.language !== "" && (
            <span className={classes.codeLanguage}>{entity.language}</span>
          )}
          <code>{content}</code>
        </pre>
      );
    case "blockquote":
    case "expandable_blockquote":
      return <blockquote className={classes.quote}>{content}</blockquote>;
    case "spoiler":
      return <Spoiler>{content}</Spoiler>;
    case "bot_command":
      return (
        <button type="button" className={classes.link} onClick={() => onCommand(text)}>
          {text}
        </button>
      );
    case "text_link":
      return <Away href={String(entity.url ?? "")}>{content}</Away>;
    case "url":
      return <Away href={/^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`}>{content}</Away>;
    case "email":
      return <Away href={`mailto:${text}`}>{content}</Away>;
    case "phone_number":
      return <Away href={`tel:${text.replace(/[^\d+]/g, "")}`}>{content}</Away>;
    case "mention":
      return <Away href={`https://t.me/${text.slice(1)}`}>{content}</Away>;
    case "hashtag":
    case "cashtag":
    case "text_mention":
      return <span className={classes.accent}>{content}</span>;
    default:
      return content;
  }
}

function Away({ href, children }: { href: string; children: React.ReactNode }) {
  // A bot's text is a stranger's: an address that would run in the page is none.
  if (!/^(https?|tg|mailto|tel):/i.test(href)) return <span className={classes.accent}>{children}</span>;
  return (
    <a href={href} target="_blank" rel="noreferrer" className={classes.link}>
      {children}
    </a>
  );
}

function Spoiler({ children }: { children: React.ReactNode }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  if (open) return <span className={classes.revealed}>{children}</span>;
  return (
    <button type="button" className={classes.spoiler} aria-label={t("tryOut.spoiler")} onClick={() => setOpen(true)}>
      <span aria-hidden>{children}</span>
    </button>
  );
}

const plain = (spans: readonly Span[]): string =>
  spans.map((span) => (typeof span === "string" ? span : plain(span.inner))).join("");
