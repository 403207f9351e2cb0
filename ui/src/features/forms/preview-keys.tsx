/** Keys under a message of the preview, in rows. */
import classes from "../../components/telegram.module.css";

interface RowProps {
  className?: string | undefined;
  children: { text: string; onClick: (() => void) | undefined }[];
}

export const Row = ({ className = "", children }: RowProps) => (
  <div className={`${classes.row} ${className}`}>
    {children.map(({ text, onClick }) => (
      <Key key={text} onClick={onClick}>
        {text}
      </Key>
    ))}
  </div>
);

export const Key = ({ children, onClick }: { children: string; onClick: (() => void) | undefined }) => (
  <button type="button" className={classes.key} dir="auto" disabled={!onClick} onClick={onClick}>
    <span>{children}</span>
  </button>
);
