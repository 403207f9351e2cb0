/** After a refused submit the keyboard stands in the first field that is wrong. */
export const focusFirstError = (form: { getInputNode: (path: string) => HTMLElement | null }) => (errors: object) => {
  for (const path of Object.keys(errors)) {
    const node = form.getInputNode(path);
    if (node) return node.focus();
  }
};
