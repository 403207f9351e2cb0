/** A runtime by its id, with the colour that is its own all over the page. */
import { useColorOf } from "./owner-colors.ts";
import classes from "./owner-name.module.css";

export function OwnerName({ id }: { id: string }) {
  const colorOf = useColorOf();
  return (
    <span className={classes.owner}>
      <span className={classes.color} style={{ background: colorOf(id) }} aria-hidden />
      <span className={classes.id}>{id}</span>
    </span>
  );
}
