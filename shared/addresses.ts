/**
 * Whoever is outside (a person, a chat, a message) is known by the external id that their channel gave them. Inside, all
 * of them are numbers that JavaScript and PostgreSQL hold exactly. A short external id is its own number; a longer one has
 * a number of ours in its place, its local id, and the table `addresses` says which.
 */

/** From here on, upwards and downwards, an integer from outside is too long to be its own number. */
export const firstLocal = 2 ** 51;
/** Local ids end before this: what lies beyond are the invented people of test chats. */
const pastLocals = 2 ** 52;

/** Whether a number stands for an external id, as those of one length do. Below zero it is a group's. */
export const isLocal = (id: number): boolean =>
  (id >= firstLocal ? id < pastLocals : id <= -firstLocal && id > -pastLocals) && Number.isInteger(id);
