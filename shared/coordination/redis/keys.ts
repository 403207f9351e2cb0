/** Every key of ours begins with this, so that a Redis may serve others too. */
export const keyPrefix = "botfactory:";
